/** A release that stores other columns brings all tables along; one that does not leaves them alone. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { redefineTables, shapeDigest } from '../../../layers/core/catalog/redefine-tables.ts';
import { lakeTable } from '../../../layers/core/exchange/lake-tables.ts';
import type { LakeTable } from '../../../layers/core/ports/lake-catalog.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const resource = (code: string, name = '资源') =>
  resourceSchema.parse({
    code,
    name,
    nameEn: 'resource',
    departments: ['power'],
    cycle: 'monthly',
    grade: 1,
    mode: 'full',
    items: [{ code: 'k', name: '键', type: 'text', length: 9 }],
  });

async function homeWith(...codes: string[]) {
  const memory = memoryPorts({ freshIndexes: true });
  const defined: LakeTable[] = [];
  const catalog = {
    ...memory.catalog,
    defineTable: async (table: LakeTable) => {
      defined.push(table);
    },
  };
  const ports = { ...memory, catalog };
  for (const code of codes) await applyResource(ports)(resource(code), 'clerk');
  defined.length = 0;
  return { ports, defined };
}

test('all tables are defined anew once a release lays them out otherwise, whoever applied them', async () => {
  const { ports, defined } = await homeWith('AA', 'BB');
  await applyResource(ports)(resource('AA', '改名'), 'operator');
  expect(await redefineTables(ports)()).toBe(2);
  defined.length = 0;
  expect(await redefineTables(ports)()).toBe(0);
  expect(defined).toEqual([]);
  expect(await redefineTables(ports, Promise.resolve('another release'))()).toBe(2);
  expect(defined.map(({ name }) => name).sort()).toEqual(['aa', 'bb']);
  expect(defined.find(({ name }) => name === 'aa')?.comment).toContain('改名');
});

test('the digest follows each column that is stored', async () => {
  const table = lakeTable(resource('AA'));
  const usual = await shapeDigest(table);
  for (const [index] of table.columns.entries()) {
    const columns = table.columns.filter((_, at) => at !== index);
    expect(await shapeDigest({ ...table, columns })).not.toBe(usual);
  }
  expect(await shapeDigest(table)).toBe(usual);
});
