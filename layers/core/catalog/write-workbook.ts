/** The catalog in the standard's spreadsheet form: a sheet of resources, one of items, one of what only we know. */
import {
  resourceFormats,
  type StandardValue,
  shareTypes,
  shareWays,
} from '../../../schemas/catalog-elements.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';
import { elementsOf, gradeOf, standardCycles } from './elements.ts';
import type { Sheet } from './sheets.ts';
import { itemColumns, moreColumns, resourceColumns, sheetNames, typeNames } from './workbook-columns.ts';

/** Name of a department by its code; its code when it has none. */
export type NameOf = (department: string) => string;

export function writeWorkbook(resources: readonly Resource[], nameOf: NameOf): readonly Sheet[] {
  const codes = new Map(resources.map(({ code, classification }) => [code, classification?.code ?? code]));
  return [
    {
      name: sheetNames.resources,
      rows: [
        Object.values(resourceColumns),
        ...resources.map((resource) => ordered(resourceColumns, resourceCells(resource, nameOf, codes))),
      ],
    },
    {
      name: sheetNames.items,
      rows: [
        Object.values(itemColumns),
        ...resources.flatMap((resource) =>
          resource.items.map((item) => ordered(itemColumns, itemCells(resource, item))),
        ),
      ],
    },
    { name: sheetNames.more, rows: [Object.values(moreColumns), ...resources.flatMap(moreRows)] },
  ];
}

const ordered = <K extends string>(columns: Record<K, string>, cells: Record<K, string>): string[] =>
  (Object.keys(columns) as K[]).map((key) => cells[key]);

const valueText = ({ number, zh }: StandardValue): string => `${number} ${zh}`;
/** Lists in a cell: what the standard's own forms use. */
const listed = (texts: readonly string[]): string => texts.join('、');

export function resourceCells(
  resource: Resource,
  nameOf: NameOf,
  codes: ReadonlyMap<string, string>,
): Record<keyof typeof resourceColumns, string> {
  const { classification, departments, providerCodes = {}, related = [] } = resource;
  const [category = '', group = '', kind = '', subKind = ''] = classification?.names ?? [];
  const { formats, shareWays: ways, open } = elementsOf(resource);
  return {
    category,
    group,
    kind,
    subKind,
    name: resource.name,
    standardCode: classification?.code ?? '',
    provider: listed(departments.map(nameOf)),
    providerCode: listed(departments.map((code) => providerCodes[code] ?? code)),
    summary: resource.summary ?? '',
    formats: listed(formats.map((format) => valueText(resourceFormats[format]))),
    grade: valueText(shareTypes[resource.grade]),
    condition: resource.shareCondition ?? '',
    ways: listed(ways.map((way) => valueText(shareWays[way]))),
    open: open ? '是' : '否',
    openCondition: resource.openCondition ?? '',
    cycle: valueText(standardCycles[resource.cycle]),
    publishedOn: resource.publishedOn ?? '',
    related: listed(related.map((code) => codes.get(code) ?? code)),
    code: resource.code,
    nameEn: resource.nameEn,
    departments: listed(departments),
    platformCycle: resource.cycle,
    mode: resource.mode,
    version: String(resource.version),
  };
}

export function itemCells(resource: Resource, item: Item): Record<keyof typeof itemColumns, string> {
  return {
    resource: resource.code,
    standardCode: resource.classification?.code ?? '',
    resourceName: resource.name,
    name: item.name,
    type: typeNames[item.type],
    length: item.length === undefined ? '' : String(item.length),
    grade: valueText(shareTypes[gradeOf(resource, item)]),
    code: item.code,
    scale: item.scale === undefined ? '' : String(item.scale),
    unit: item.unit ?? '',
    key: item.key ?? '',
    required: item.required ? '是' : '否',
    sensitivity: String(item.sensitivity),
    identifier: item.identifier ?? '',
    desensitise: item.desensitise,
    synonyms: listed(item.synonyms),
    note: item.note ?? '',
    ownGrade: item.grade === undefined ? '' : String(item.grade),
  };
}

/** Well under what a cell holds. */
const pieceLength = 30_000;

/** The whole of a resource and of each item as JSON: reading back compares it with the columns and lets them win. */
function moreRows(resource: Resource): string[][] {
  const { items, ...own } = resource;
  const whole: [item: string, value: unknown][] = [
    ['', own],
    ...items.map((item): [string, unknown] => [item.code, item]),
  ];
  return whole.flatMap(([item, value]) =>
    pieces(JSON.stringify(value)).map((json, index) => [resource.code, item, String(index + 1), json]),
  );
}

function pieces(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += pieceLength) parts.push(text.slice(at, at + pieceLength));
  return parts;
}
