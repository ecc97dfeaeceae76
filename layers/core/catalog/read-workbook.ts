/**
 * Reads the standard's spreadsheet form back. Where the platform's own sheet is there, nothing is lost, and a cell
 * that somebody changed wins over it; without it the columns alone make the description. Every fault is told with its
 * sheet, row and column.
 */
import type { Department } from '../../../schemas/department.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { type CellFault, refuseFaults, type Sheet, SheetReader } from './sheets.ts';
import { type FaultHere, parseItemCells, parseResourceCells, type Words } from './workbook-cells.ts';
import { itemColumns, moreColumns, resourceColumns, sheetNames } from './workbook-columns.ts';
import { itemCells, resourceCells } from './write-workbook.ts';

/** What the platform knows already. */
export interface Known {
  readonly departments: readonly Department[];
}

type Loose = Record<string, unknown>;

/**
 * @throws InvalidInput naming sheet, row and column of each fault
 */
export function readWorkbook(sheets: readonly Sheet[], { departments }: Known): Resource[] {
  const resources = readerOf(sheets, sheetNames.resources);
  const items = readerOf(sheets, sheetNames.items);
  const more = sheets.find(({ name }) => name === sheetNames.more);
  for (const title of [
    resourceColumns.name,
    resourceColumns.code,
    resourceColumns.grade,
    resourceColumns.cycle,
  ])
    resources.need(title);
  for (const title of [itemColumns.name, itemColumns.type]) items.need(title);
  if (!items.has(itemColumns.resource) && !items.has(itemColumns.standardCode))
    items.need(itemColumns.resource);
  refuseFaults([...resources.faults, ...items.faults]);
  const kept = more ? keptOf(new SheetReader(more)) : new Map<string, Loose>();
  const words = wordsOf(resources, departments);
  const itemRows = rowsByResource(items, words);
  const read = resources.numbers().map((row) => {
    const code = resources.at(row, resourceColumns.code);
    const own = mergedResource(resources, row, kept.get(code), words);
    const described = (itemRows.get(code) ?? []).map((each) =>
      mergedItem(items, each, kept, code, own as unknown as Resource),
    );
    return { row, value: { ...own, items: described } as Loose };
  });
  const codes = read.map(({ value }) => String(value.code));
  for (const [index, { row, value }] of read.entries())
    if (codes.indexOf(String(value.code)) !== index)
      resources.fault(row, resourceColumns.code, '代码重复', 'this code stands twice');
  refuseFaults([...resources.faults, ...items.faults]);
  return parseAll(read, resources.sheet);
}

function readerOf(sheets: readonly Sheet[], name: string): SheetReader {
  const found = sheets.find((sheet) => sheet.name.trim() === name);
  if (found) return new SheetReader(found);
  const had = sheets.map((sheet) => sheet.name).join('、');
  refuseFaults([
    {
      sheet: name,
      row: 1,
      zh: `没有名为“${name}”的工作表，现有：${had}`,
      en: `there is no sheet of this name; there are ${had}`,
    },
  ]);
  throw new Error('unreachable');
}

/** The JSON of the platform's own sheet, by resource and `resource.item`. What is damaged is as if it were not there. */
function keptOf(reader: SheetReader): Map<string, Loose> {
  const texts = new Map<string, string>();
  for (const row of reader.numbers()) {
    const [code, item] = [reader.at(row, moreColumns.resource), reader.at(row, moreColumns.item)];
    const key = item === '' ? code : `${code}.${item}`;
    texts.set(key, (texts.get(key) ?? '') + reader.at(row, moreColumns.json));
  }
  return new Map([...texts].flatMap(([key, text]) => parseKept(key, text)));
}

function parseKept(key: string, text: string): [string, Loose][] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? [[key, value as Loose]] : [];
  } catch {
    return [];
  }
}

function wordsOf(reader: SheetReader, departments: readonly Department[]): Words {
  const codes = new Map<string, string>();
  for (const row of reader.numbers())
    codes.set(reader.at(row, resourceColumns.standardCode), reader.at(row, resourceColumns.code));
  codes.delete('');
  return {
    codeOfStandard: codes,
    departmentOfName: new Map(departments.map(({ code, name }) => [name, code])),
    departments: new Set(departments.map(({ code }) => code)),
  };
}

function rowsByResource(items: SheetReader, { codeOfStandard }: Words): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  const known = new Set(codeOfStandard.values());
  for (const row of items.numbers()) {
    const own = items.at(row, itemColumns.resource);
    const code = own === '' ? codeOfStandard.get(items.at(row, itemColumns.standardCode)) : own;
    if (code === undefined || (own === '' && !known.has(code)))
      items.fault(
        row,
        itemColumns.standardCode,
        '信息资源表中没有这个代码',
        'no row of the resources has this code',
      );
    else rows.set(code, [...(rows.get(code) ?? []), row]);
  }
  return rows;
}

/** What was kept, with the cells that say something else than was written. */
function mergedResource(reader: SheetReader, row: number, kept: Loose | undefined, words: Words): Loose {
  const written =
    kept &&
    tryCells(() =>
      resourceCells({ items: [], ...kept } as unknown as Resource, nameIn(words), standardIn(words)),
    );
  const changed = changedCells(reader, row, resourceColumns, written);
  return {
    ...kept,
    ...parseResourceCells(withWholeGroups(reader, row, changed), words, faultAt(reader, row)),
  };
}

function mergedItem(
  reader: SheetReader,
  row: number,
  kept: ReadonlyMap<string, Loose>,
  code: string,
  resource: Resource,
): Loose {
  const own = kept.get(`${code}.${reader.at(row, itemColumns.code)}`);
  const written = own && tryCells(() => itemCells(resource, own as unknown as Resource['items'][number]));
  const changed = changedCells(reader, row, itemColumns, written);
  return { code: `item_${row}`, ...own, ...parseItemCells(changed, faultAt(reader, row), row) };
}

/** A kept text that does not fit what it should be is as if it were not there. */
function tryCells<T>(cells: () => T): T | undefined {
  try {
    return cells();
  } catch {
    return undefined;
  }
}

function changedCells<K extends string>(
  reader: SheetReader,
  row: number,
  columns: Record<K, string>,
  written: Record<K, string> | undefined,
): Partial<Record<K, string>> {
  const changed: Partial<Record<K, string>> = {};
  for (const key of Object.keys(columns) as K[]) {
    if (!reader.has(columns[key])) continue;
    const cell = reader.at(row, columns[key]);
    if (written === undefined || written[key].trim() !== cell) changed[key] = cell;
  }
  return changed;
}

/** Columns that mean something only together: when one of them changed, all are read. */
const together = [
  ['category', 'group', 'kind', 'subKind', 'standardCode'],
  ['provider', 'providerCode', 'departments'],
] as const satisfies readonly (readonly (keyof typeof resourceColumns)[])[];

function withWholeGroups(
  reader: SheetReader,
  row: number,
  changed: Partial<Record<keyof typeof resourceColumns, string>>,
): Partial<Record<keyof typeof resourceColumns, string>> {
  const whole = { ...changed };
  for (const keys of together)
    if (keys.some((key) => changed[key] !== undefined))
      for (const key of keys)
        if (reader.has(resourceColumns[key])) whole[key] = reader.at(row, resourceColumns[key]);
  return whole;
}

const nameIn =
  ({ departmentOfName }: Words) =>
  (code: string): string =>
    [...departmentOfName].find(([, known]) => known === code)?.[0] ?? code;

const standardIn = ({ codeOfStandard }: Words): ReadonlyMap<string, string> =>
  new Map([...codeOfStandard].map(([standard, code]) => [code, standard]));

const faultAt =
  (reader: SheetReader, row: number): FaultHere =>
  (column, zh, en) =>
    reader.fault(row, column, zh, en);

/** What the schema says of a whole resource is told at its row. */
function parseAll(read: readonly { row: number; value: Loose }[], sheet: string): Resource[] {
  const faults: CellFault[] = [];
  const parsed = read.flatMap(({ row, value }) => {
    const checked = resourceSchema.safeParse(value);
    if (checked.success) return [checked.data];
    for (const { path, message } of checked.error.issues.slice(0, 5)) {
      const where = path.join('.') || String(value.code);
      faults.push({ sheet, row, zh: `${where}：${message}`, en: `${where}: ${message}` });
    }
    return [];
  });
  refuseFaults(faults);
  return parsed;
}
