/** The catalog as DCAT: terms that others know, and nothing lost among ourselves. */
import { readdirSync, readFileSync } from 'node:fs';
import { readDcat, writeDcat } from '../../../layers/core/catalog/dcat.ts';
import { parseResource } from '../../../layers/core/catalog/parse-resource.ts';

const folder = new URL('../../../resources/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'departments.yaml');
const resources = names.map((name) => parseResource(readFileSync(new URL(name, folder), 'utf8'), name));
const described = resources.map((resource) => ({ resource, appliedAt: '2015-03-05T00:00:00.000Z' }));
const written = writeDcat(described, { base: 'https://exchange.example', nameOf: (code) => `局 ${code}` });
type Loose = Record<string, unknown>;
const datasets = written['dcat:dataset'] as Loose[];
const datasetOf = (code: string) => datasets.find((one) => (one['dct:identifier'] as string[])[0] === code);

/** Every prefixed name in keys, types and ids. */
function termsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(termsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === '@context' || key === 'sy:definition') return [];
    const own = key === '@type' && typeof inner === 'string' ? [key, inner] : [key];
    return [...own, ...termsOf(inner)];
  });
}

test('all shipped resources come back as they went', () => {
  expect(readDcat(JSON.stringify(written))).toEqual(resources);
});

test('every term is one of JSON-LD or of a prefix that the context names', () => {
  const prefixes = Object.keys(written['@context'] as object);
  const unknown = termsOf(written).filter(
    (term) => !term.startsWith('@') && !prefixes.includes(term.split(':', 1)[0] as string),
  );
  expect([...new Set(unknown)]).toEqual([]);
});

test('a dataset says title, publisher, theme, cycle, access and columns in DCAT’s terms', () => {
  expect(datasetOf('POWER')).toMatchObject({
    '@type': 'dcat:Dataset',
    'dct:title': [
      { '@value': '用电客户月用电', '@language': 'zh' },
      { '@value': 'Electricity use', '@language': 'en' },
    ],
    'dct:publisher': [{ 'foaf:name': '局 power' }],
    'dcat:theme': [{ 'skos:notation': '207001' }],
    'dct:accrualPeriodicity': { '@id': expect.stringMatching(/frequency\/MONTHLY$/) },
    'dct:accessRights': { '@id': expect.stringMatching(/access-right\/RESTRICTED$/) },
  });
});

test('of grade 3 there is nothing to download', () => {
  expect(datasetOf('IIT')?.['dcat:distribution']).toEqual([]);
  expect(datasetOf('MACRO')?.['dcat:distribution']).not.toEqual([]);
});

test.each([
  ['no JSON', '{', /is no DCAT catalog/],
  ['another document', '{"a":1}', /is no DCAT catalog/],
  ['a dataset without our description', '{"dcat:dataset":[{}]}', /dcat:dataset\[0\] sy:definition/],
  ['a faulty description', '{"dcat:dataset":[{"sy:definition":{"code":"x"}}]}', /dcat:dataset\[0\] code/],
])('%s is refused, and the place named', (_, text, message) => {
  expect(() => readDcat(text)).toThrow(message);
});
