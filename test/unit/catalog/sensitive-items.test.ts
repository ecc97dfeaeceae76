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

test('no resident identity number and no bank card of grade 2 is kept clear', () => {
  const kinds = ['resident-id', 'bank-card'];
  expect(clearItems.filter(({ identifier = '' }) => kinds.includes(identifier)).map(({ at }) => at)).toEqual(
    [],
  );
});

/**
 * Codes of enterprises that may be a person's where the party is one, and numbers of vehicles: rows of other resources
 * meet them clear. Whoever adds one decides it here.
 */
test('clear identifiers of grade 2 with sensitivity 2 are those that are known', () => {
  const known = clearItems.filter(
    ({ identifier, sensitivity }) => identifier !== undefined && sensitivity === 2,
  );
  expect(known.map(({ at }) => at).sort()).toEqual([
    'INPUT.vin',
    'INV.buyer_id',
    'INV.vin',
    'LEASE.lessee_id',
    'POWER.cust_id',
    'VEH.plate',
    'VEH.vin',
    'VPT.vin',
  ]);
});
