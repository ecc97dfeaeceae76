/** The city's own resources: what names a person leaves its department as a token, or stands in the list of what does not yet. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'resources');
const resources: Resource[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name): unknown => parse(readFileSync(join(folder, name), 'utf8')))
  // The list of departments lies beside them.
  .filter((described) => !Array.isArray(described))
  .map((described) => resourceSchema.parse(described));

const clearItems = resources
  .filter(({ grade }) => grade === 2)
  .flatMap((resource) =>
    resource.items
      .filter(({ desensitise }) => desensitise === 'none')
      .map((item) => ({ ...item, at: `${resource.code}.${item.code}` })),
  );

test('no item of grade 2 that is strictly personal is kept clear', () => {
  expect(resources.length).toBeGreaterThan(30);
  expect(clearItems.filter(({ sensitivity }) => sensitivity === 3).map(({ at }) => at)).toEqual([]);
});

test('no identifier of grade 2 that a person may have, and no vehicle, phone or bank card, is kept clear', () => {
  expect(clearItems.filter(({ identifier }) => identifier !== undefined).map(({ at }) => at)).toEqual([]);
});

/** What is called a name may be a person's; whoever adds one decides here that it never is. */
const neverPersons = [
  'CDECL.goods',
  'FISCPAY.unit_name',
  'INPUT.goods',
  'INV.goods',
  'PRESALE.project_name',
  'RELIEF.relief_name',
];

test('no name of grade 2 that may be a person’s is kept clear', () => {
  const names = clearItems.filter(({ code, name }) => /name/.test(code) || /名称|姓名/.test(name));
  expect(names.map(({ at }) => at).filter((at) => !neverPersons.includes(at))).toEqual([]);
});

/** Joined with the vehicles of grade 2: what stands clear on one side meets no token on the other. */
test('every vehicle of the city’s resources is a token, so that they meet', () => {
  const vehicles = resources.flatMap((resource) =>
    resource.items
      .filter(({ identifier = '' }) => ['vin', 'plate'].includes(identifier))
      .map(({ code, desensitise }) => [`${resource.code}.${code}`, desensitise]),
  );
  expect(vehicles.length).toBeGreaterThan(5);
  expect(vehicles.filter(([, desensitise]) => desensitise !== 'token')).toEqual([]);
  const taxes = resources.find(({ code }) => code === 'LTAX');
  expect(taxes?.items.find(({ code }) => code === 'source_no')?.desensitise).toBe('token-persons');
});

test('operators and grantees of grade 1 that may be persons are not kept clear', () => {
  const items = resources
    .filter(({ code }) => code === 'TRAN' || code === 'LAND')
    .flatMap((resource) => resource.items.map((item) => [`${resource.code}.${item.code}`, item] as const))
    .filter(([, item]) => item.identifier === 'party-id' || item.nameOf !== undefined);
  expect(items.map(([at, { desensitise }]) => [at, desensitise])).toEqual([
    ['LAND.grantee_id', 'token-persons'],
    ['LAND.grantee_name', 'token-persons'],
    ['TRAN.operator_id', 'token-persons'],
    ['TRAN.operator_name', 'token-persons'],
  ]);
});
