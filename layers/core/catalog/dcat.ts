/**
 * The catalog as DCAT (W3C, version 3) in JSON-LD, and back. Standard terms for whoever knows DCAT alone; the whole
 * description as JSON beside them, so that another installation of this platform loses nothing.
 */
import { z } from 'zod';
import { resourceFormats, shareTypes } from '../../../schemas/catalog-elements.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { InvalidInput } from '../errors.ts';
import { elementsOf, gradeOf } from './elements.ts';
import { frequencyOf } from './frequencies.ts';

const context = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  csvw: 'http://www.w3.org/ns/csvw#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  adms: 'http://www.w3.org/ns/adms#',
  sy: 'urn:shuiyuan:terms:',
  'sy:definition': { '@type': '@json' },
} as const;

/** EU access right authority table. */
const access = 'http://publications.europa.eu/resource/authority/access-right/';
const rights = { 1: 'PUBLIC', 2: 'RESTRICTED', 3: 'NON_PUBLIC' } as const;

const datatypes: Readonly<Record<Resource['items'][number]['type'], string>> = {
  text: 'xsd:string',
  integer: 'xsd:integer',
  decimal: 'xsd:decimal',
  date: 'xsd:date',
  month: 'xsd:gYearMonth',
};

export interface Described {
  readonly resource: Resource;
  /** When it came in force, ISO 8601. */
  readonly appliedAt: string;
}

export interface CatalogOf {
  /** Address of the installation, without a slash at its end. */
  readonly base: string;
  readonly nameOf: (department: string) => string;
}

const bilingual = (zh: string, en: string) => [
  { '@value': zh, '@language': 'zh' },
  { '@value': en, '@language': 'en' },
];

/** One `dcat:Catalog` with a `dcat:Dataset` a resource. */
export const writeDcat = (described: readonly Described[], of: CatalogOf): Record<string, unknown> => ({
  '@context': context,
  '@id': `${of.base}/api/v1/catalog`,
  '@type': 'dcat:Catalog',
  'dct:title': bilingual('政务信息资源目录', 'Government resource catalog'),
  'dct:language': ['zh', 'en'],
  'dcat:dataset': described.map((one) => datasetOf(one, of)),
});

function datasetOf({ resource, appliedAt }: Described, { base, nameOf }: CatalogOf): Record<string, unknown> {
  const { code, classification, summary, related = [], departments, items } = resource;
  const id = (which: string) => `${base}/api/v1/resources/${which}`;
  return {
    '@id': id(code),
    '@type': 'dcat:Dataset',
    'dct:identifier': [code, ...(classification ? [classification.code] : [])],
    'dct:title': bilingual(resource.name, resource.nameEn),
    ...(summary === undefined ? {} : { 'dct:description': [{ '@value': summary, '@language': 'zh' }] }),
    'dct:publisher': departments.map((department) => ({
      '@id': `urn:shuiyuan:department:${department}`,
      '@type': 'foaf:Agent',
      'foaf:name': nameOf(department),
    })),
    ...(classification ? { 'dcat:theme': [themeOf(classification)] } : {}),
    'dct:accrualPeriodicity': frequencyOf(resource.cycle),
    'dct:accessRights': {
      '@id': `${access}${rights[resource.grade]}`,
      'skos:prefLabel': [{ '@value': shareTypes[resource.grade].zh, '@language': 'zh' }],
    },
    ...(resource.shareCondition ? { 'dct:rights': resource.shareCondition } : {}),
    'dct:issued': { '@value': resource.publishedOn ?? appliedAt.slice(0, 10), '@type': 'xsd:date' },
    'dct:modified': { '@value': appliedAt, '@type': 'xsd:dateTime' },
    'dcat:version': String(resource.version),
    ...(related.length > 0 ? { 'dct:relation': related.map((which) => ({ '@id': id(which) })) } : {}),
    'dcat:distribution': distributionsOf(resource, id(code)),
    'csvw:tableSchema': {
      '@type': 'csvw:Schema',
      'csvw:column': items.map((item) => ({
        '@type': 'csvw:Column',
        'csvw:name': item.code,
        'csvw:title': [{ '@value': item.name, '@language': 'zh' }],
        'csvw:datatype': { '@id': datatypes[item.type] },
        'csvw:required': item.required,
        'sy:shareType': gradeOf(resource, item),
      })),
    },
    'sy:definition': resource,
  };
}

const themeOf = ({ code, names }: NonNullable<Resource['classification']>) => ({
  '@type': 'skos:Concept',
  'skos:notation': code.split('/', 1)[0],
  'skos:prefLabel': [{ '@value': names.join(' / '), '@language': 'zh' }],
});

/** Rows are read under a grant, or by anybody where the resource is open. */
function distributionsOf(resource: Resource, id: string): Record<string, unknown>[] {
  const { formats, open, location } = elementsOf(resource);
  if (resource.grade === 3 || location === 'department') return [];
  return formats.map((format) => ({
    '@type': 'dcat:Distribution',
    'dct:title': [{ '@value': resourceFormats[format].zh, '@language': 'zh' }],
    'dcat:accessURL': { '@id': open ? id.replace('/api/v1/resources/', '/open/') : `${id}/rows` },
  }));
}

const datasetSchema = z.looseObject({
  'dct:identifier': z.unknown().optional(),
  'sy:definition': z.unknown().optional(),
});
const catalogSchema = z.looseObject({ 'dcat:dataset': z.array(datasetSchema).max(100_000) });

/**
 * Reads what `writeDcat` wrote.
 * @throws InvalidInput for another document, and naming each dataset that has no description of ours or a faulty one
 */
export function readDcat(text: string): Resource[] {
  const datasets = catalogSchema.safeParse(parseJson(text));
  if (!datasets.success)
    throw new InvalidInput(
      'this is no DCAT catalog: a dcat:Catalog with a list dcat:dataset is expected, in compact JSON-LD',
      '不是 DCAT 目录：应为含 dcat:dataset 列表的 dcat:Catalog（JSON-LD 紧凑形式）',
    );
  const faults: string[] = [];
  const resources = datasets.data['dcat:dataset'].flatMap((dataset, index) => {
    const checked = resourceSchema.safeParse(dataset['sy:definition']);
    if (checked.success) return [checked.data];
    const [issue] = checked.error.issues;
    const where = dataset['sy:definition'] === undefined ? 'sy:definition' : issue?.path.join('.');
    faults.push(`dcat:dataset[${index}] ${where}: ${issue?.message}`);
    return [];
  });
  if (faults.length === 0) return resources;
  const listed = faults.slice(0, 20).join('\n');
  throw new InvalidInput(
    `these datasets cannot be taken; a dataset needs its description as sy:definition:\n${listed}`,
    `以下数据集无法导入，须以 sy:definition 给出完整描述：\n${listed}`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
