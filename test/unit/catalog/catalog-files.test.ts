import { readdirSync, readFileSync } from 'node:fs';
import {
  checkCatalog,
  parseDepartments,
  parseResource,
  publishJsonSchema,
} from '../../../layers/core/catalog/parse-resource.ts';
import { normaliseHeader } from '../../../layers/core/mapping/normalise-header.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';

const folder = new URL('../../../resources/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'departments.yaml');
const resources = files.map((name) => parseResource(read(name), name));
const departments = parseDepartments(read('departments.yaml'), 'departments.yaml');
const columns = readFileSync(new URL('./fixtures/columns.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

function sizeOf(item: Item): string {
  if (item.type === 'date') return '10';
  if (item.type === 'month') return '6';
  return item.type === 'decimal' ? `${item.length},${item.scale}` : String(item.length);
}

function lineOf(resource: Resource): string {
  return [resource.code, ...resource.items.map((i) => `${i.code}:${i.type}:${sizeOf(i)}`)].join(' ');
}

describe('the resource files', () => {
  test('describe 46 resources with 525 columns, each as catalogued', () => {
    expect(resources).toHaveLength(46);
    expect(resources.reduce((sum, resource) => sum + resource.items.length, 0)).toBe(525);
    expect(resources.map(lineOf).sort()).toEqual([...columns].sort());
  });

  test('name departments that are listed, and every listed department provides something', () => {
    expect(() => checkCatalog(resources, departments)).not.toThrow();
    const providers = new Set(resources.flatMap((resource) => resource.departments));
    const ofTheCity = departments.filter(({ district }) => district === undefined);
    expect(ofTheCity.map((d) => d.code).filter((code) => !providers.has(code))).toEqual([]);
  });

  test('are named after their code', () => {
    expect(files).toEqual(resources.map((resource) => `${resource.code.toLowerCase()}.yaml`));
  });

  test.each(resources.map((r) => [r.code, r] as const))('%s: no two items share a header', (_, resource) => {
    const owners = new Map<string, string>();
    for (const item of resource.items)
      for (const label of new Set([item.code, item.name, ...item.synonyms].map(normaliseHeader))) {
        expect([label, owners.get(label) ?? item.code]).toEqual([label, item.code]);
        owners.set(label, item.code);
      }
  });

  test.each(resources.map((r) => [r.code, r] as const))(
    '%s: keys, periods and dictionaries fit',
    (_, resource) => {
      const keys = resource.items.filter((item) => item.key === 'primary');
      expect(keys.length).toBeGreaterThan(0);
      expect(keys.some((item) => item.required)).toBe(true);
      const period = resource.items.find((item) => item.code === resource.periodItem);
      if (period !== undefined) expect(period.type === 'month' || (period.length ?? 99) <= 6).toBe(true);
      for (const item of resource.items) {
        const stored = Array.isArray(item.dictionary)
          ? item.dictionary
          : Object.values(item.dictionary ?? {});
        for (const value of stored) expect(value.length).toBeLessThanOrEqual(item.length ?? 0);
      }
    },
  );

  test('tokenise every strictly personal identifier that leaves its department', () => {
    const clear = resources
      .filter((resource) => resource.grade === 2)
      .flatMap((r) =>
        r.items.filter((i) => i.sensitivity === 3).map((i) => [`${r.code}.${i.code}`, i] as const),
      )
      .filter(([, item]) => item.desensitise === 'none');
    expect(clear.map(([name]) => name)).toEqual([]);
    expect(
      resources.find((r) => r.code === 'AIC')?.items.find((i) => i.code === 'legal_pid')?.desensitise,
    ).toBe('token');
  });

  test('lay out fixed-width columns without gap or overlap', () => {
    const fixed = resources.filter((resource) => resource.fixedWidth !== undefined);
    expect(fixed.map((r) => r.code)).toEqual(['BENE', 'POWER', 'TREAS']);
    for (const resource of fixed) {
      let end = 0;
      for (const place of resource.fixedWidth ?? []) {
        expect(place.start).toBe(end);
        end = place.start + place.width;
      }
      expect(resource.fixedWidth?.map((place) => place.item)).toEqual(
        resource.items.map((item) => item.code),
      );
    }
  });

  test('are checked in editors by the published schema of today', () => {
    expect(JSON.parse(read('resource.schema.json'))).toEqual(JSON.parse(JSON.stringify(publishJsonSchema())));
  });
});
