/** The lake as a catalog of plain tables tells it: what everybody else sees, whole or not at all, and never grade 3. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { libraryTables } from '../../../layers/core/libraries/kinds.ts';
import { readLibrary } from '../../../layers/core/libraries/read-library.ts';
import { refreshLibraries } from '../../../layers/core/libraries/refresh-library.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import type { SqlRunner } from '../../../layers/core/ports/sql-runner.ts';
import { publishedFolder, publishedTables } from '../../../layers/core/publish-lake/kinds.ts';
import { type Pass, publishLake } from '../../../layers/core/publish-lake/publish-lake.ts';
import { changes, definitions, find, generations, must } from '../../../layers/core/records.ts';
import { prelude } from '../../../layers/core/sql/functions/index.ts';
import { objectsUnder } from '../../../layers/core/walk.ts';
import { QueryFailed } from '../../../layers/core/workbench/query-failed.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { type LakeHome, openLakeHome } from '../workbench/lake-home.ts';

const byDistrict = readLibrary(
  `/*---
id: mart_test.by_district
name: 各区企业
nameEn: By district
row: { zh: 一区, en: one district }
asks: { zh: 谁, en: who }
inputs: [AIC]
materialised: table
keys: [district]
items:
  - { code: district, name: 区县, nameEn: district, type: varchar }
  - { code: things, name: 个数, nameEn: things, type: bigint }
---*/
SELECT district, count(*) AS things FROM shared.aic GROUP BY district
`,
  'mart_test/by_district.sql',
);
const never = () => new AbortController().signal;

let home: LakeHome;
let ports: Ports;
let now = Date.now();
beforeEach(async () => {
  home = await openLakeHome();
  now = Date.now();
  ports = { ...home.ports, clock: { now: () => new Date(now) } };
});
afterEach(() => home.close());

const publish = (of: Ports = ports, runner: SqlRunner = home.runner): Promise<Pass> =>
  publishLake(of, runner, [byDistrict])({ seconds: 60, signal: never() });
const recordOf = async (resource: string) => (await find(ports.records, publishedTables, resource))?.value;

async function keysIn(prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of objectsUnder(ports.objects, prefix)) keys.push(key);
  return keys;
}

/** As a reader would that knows the table's place and columns, and nothing else. */
async function shownRows(database: string, name: string): Promise<string[]> {
  const table = await ports.catalog.table(database, name);
  if (!table) throw new Error(`the catalog has no ${database}.${name}`);
  const key = `test/${ports.ids.next()}.csv`;
  const carriers: Record<string, string> = { string: 'VARCHAR', bigint: 'BIGINT', date: 'DATE' };
  const columns = table.columns.map((one) => ({
    name: one.name,
    carrier: carriers[one.type] ?? one.type.toUpperCase(),
  }));
  const picked = columns.map((one, index) => `CAST(${one.name} AS VARCHAR) AS c${index + 1}`);
  await home.runner.run(
    {
      tables: [{ name: 'shown', of: 'objects', keys: await keysIn(table.location), columns }],
      prelude,
      sql: `SELECT ${picked.join(', ')} FROM shown ORDER BY 1`,
      output: { to: 'csv', key, names: columns.map((one) => one.name) },
    },
    never(),
    () => {},
  );
  const chunks: Uint8Array[] = [];
  for await (const chunk of ports.objects.get(key)) chunks.push(chunk);
  return Buffer.concat(chunks).toString().trimEnd().split('\n');
}

/** By default a batch goes that was not there: the rows stay, and nobody can tell. */
async function change(code: string, remove: readonly string[] = ['b-none']): Promise<void> {
  const held = await must(ports.records, generations, code);
  const generation = held.value.generation + 1;
  const at = new Date(now).toISOString();
  await ports.records.commit([
    {
      put: changes.key(code, generation),
      value: changes.schema.parse({ resource: code, generation, at, remove }),
      expect: 0,
    },
    { put: held.key, value: { resource: code, generation }, expect: held.version },
  ]);
}

async function describeAnew(code: string, more: Partial<Resource>): Promise<void> {
  const { resource } = (await must(ports.records, definitions, code)).value;
  await applyResource(ports)({ ...resource, version: resource.version + 1, ...more }, 'operator');
}

test('a pass makes a table of each resource that anybody reads, in every database that it stands in', async () => {
  expect(await publish()).toMatchObject({ made: 2, closed: 0, failed: [], shown: 3, isCut: false });
  const table = await ports.catalog.table('shared', 'aic');
  expect(table).toMatchObject({
    comment: '资源AIC resource AIC',
    partitionKeys: [],
    location: `lake/shared/AIC/${(await recordOf('AIC'))?.made?.attempt}/`,
    columns: [
      { name: 'k', type: 'string', comment: '代码' },
      { name: 'district', type: 'string', comment: '区县' },
      { name: 'secret', type: 'string', comment: '密项' },
      { name: 'amount', type: 'decimal(18,2)', comment: '金额' },
      { name: 'day', type: 'date', comment: '日期' },
    ],
  });
  const rows = await shownRows('shared', 'aic');
  expect(rows).toHaveLength(11);
  expect(rows[1]).toBe('"k1","south","hidden-AIC-1","1.25","2015-01-02"');
  expect((await ports.catalog.table('subject', 'land'))?.location).toBe(
    (await ports.catalog.table('shared', 'land'))?.location,
  );
});

test('what is of grade 3 has no table and no object, and no item of grade 3 is in one', async () => {
  const { resource } = (await must(ports.records, definitions, 'AIC')).value;
  const items = resource.items.map((item) =>
    item.code === 'secret' ? { ...item, grade: 3 as const } : item,
  );
  await describeAnew('AIC', { items, gradeReason: '密项除外' });
  await publish();
  expect(await ports.catalog.table('shared', 'secret')).toBeUndefined();
  expect(await keysIn(`${publishedFolder}SECRET/`)).toEqual([]);
  expect((await ports.catalog.table('shared', 'aic'))?.columns.map(({ name }) => name)).not.toContain(
    'secret',
  );
  for (const key of await keysIn(`${publishedFolder}AIC/`)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of ports.objects.get(key)) chunks.push(chunk);
    expect(Buffer.concat(chunks).includes('secret')).toBe(false);
  }
});

test('nothing is made anew while nothing moved, and a table moves to the new folder when it did', async () => {
  await publish();
  expect(await publish()).toMatchObject({ made: 0, shown: 0 });
  const before = await ports.catalog.table('shared', 'aic');
  await change('AIC', ['b-AIC']);
  expect(await publish()).toMatchObject({ made: 1, shown: 1 });
  expect((await ports.catalog.table('shared', 'aic'))?.location).not.toBe(before?.location);
  expect(await shownRows('shared', 'aic')).toEqual(['"k","district","secret","amount","day"']);
});

test('compaction alone makes no table anew', async () => {
  await publish();
  const before = await ports.catalog.table('shared', 'aic');
  await change('AIC', []);
  expect(await publish()).toMatchObject({ made: 0, shown: 0 });
  await change('AIC', ['b-AIC']);
  expect(await publish()).toMatchObject({ made: 1, shown: 1 });
  expect(await ports.catalog.table('shared', 'aic')).not.toEqual(before);
  await describeAnew('AIC', { name: '另称' });
  expect(await publish()).toMatchObject({ made: 1 });
});

test('a table that became grade 3, or closed otherwise, is taken out, and its objects go a day later', async () => {
  await publish();
  await describeAnew('LAND', { grade: 3, gradeReason: '个人隐私' });
  expect(await publish()).toMatchObject({ closed: 1, shown: 2 });
  for (const database of ['shared', 'subject'])
    expect(await ports.catalog.table(database, 'land')).toBeUndefined();
  expect(await recordOf('LAND')).toMatchObject({ databases: [] });
  now += 25 * 3_600_000;
  expect(await publish()).toMatchObject({ erased: 1 });
  expect(await keysIn(`${publishedFolder}LAND/`)).toEqual([]);
});

test('what stays with its department is taken out though its items could be asked for', async () => {
  await publish();
  await describeAnew('LAND', { location: 'department' });
  expect(await publish()).toMatchObject({ closed: 1 });
  expect(await ports.catalog.table('shared', 'land')).toBeUndefined();
});

test('a table that moved to another database leaves the old one', async () => {
  await publish();
  await describeAnew('LAND', { database: 'subject-finance' as Resource['database'] });
  await publish();
  expect(await ports.catalog.table('subject', 'land')).toBeUndefined();
  expect(await ports.catalog.table('subject_finance', 'land')).toBeDefined();
});

test('what no longer counts goes a day later, and not before; what counts stays', async () => {
  await publish();
  await change('AIC');
  now += 26 * 3_600_000;
  await publish();
  expect(await keysIn(`${publishedFolder}AIC/`)).toHaveLength(2);
  now += 25 * 3_600_000;
  expect(await publish()).toMatchObject({ erased: 1 });
  expect(await shownRows('shared', 'aic')).toHaveLength(11);
});

test.each(['publish-lake: objects written', 'publish-lake: before commit', 'publish-lake: committed'])(
  'a death at %s leaves the old table or the new one, and the next pass ends it',
  async (point) => {
    await publish();
    const before = await shownRows('shared', 'aic');
    await change('AIC', ['b-AIC']);
    let isDead = false;
    const ifAlive = async () => {
      if (isDead) throw new Error('died');
    };
    const dying: Ports = {
      ...ports,
      probe: {
        at: async (name) => {
          isDead ||= name === point;
          await ifAlive();
        },
      },
      catalog: { ...ports.catalog, table: (...given) => ifAlive().then(() => ports.catalog.table(...given)) },
    };
    await expect(publish(dying)).rejects.toThrow('died');
    expect(await shownRows('shared', 'aic')).toEqual(before);
    await publish();
    expect(await shownRows('shared', 'aic')).toHaveLength(1);
  },
);

test('a catalog that says otherwise is set right by the next pass, without a row being written', async () => {
  await publish();
  const right = await ports.catalog.table('shared', 'aic');
  if (!right) throw new Error('no table');
  await ports.catalog.defineTable({ ...right, location: 'lake/shared/AIC/of-a-slow-one/' });
  await ports.catalog.dropTable('subject', 'land');
  expect(await publish()).toMatchObject({ made: 0, shown: 2 });
  expect(await ports.catalog.table('shared', 'aic')).toEqual(right);
});

test('of two passes at once one makes each table', async () => {
  const passes = await Promise.all([publish(), publish()]);
  expect(passes[0].made + passes[1].made).toBe(2);
});

test('a table that cannot be made is told, keeps its old rows, and holds up no other', async () => {
  await publish();
  await change('AIC');
  await change('LAND');
  const failing: SqlRunner = {
    run: async (run, signal, started) => {
      const { output } = run;
      if (output.to === 'parquet' && output.prefix.includes('/AIC/'))
        throw new QueryFailed('EXCEEDED_LOCAL_MEMORY_LIMIT', 'too much', '内存不足');
      return home.runner.run(run, signal, started);
    },
  };
  expect(await publish(ports, failing)).toMatchObject({ made: 1, failed: ['AIC'] });
  expect((await recordOf('AIC'))?.fault?.code).toBe('EXCEEDED_LOCAL_MEMORY_LIMIT');
  expect(await shownRows('shared', 'aic')).toHaveLength(11);
  expect(await publish(ports, failing)).toMatchObject({ made: 0, failed: [] });
  now += 3_600_000;
  expect(await publish()).toMatchObject({ made: 1 });
  expect((await recordOf('AIC'))?.fault).toBeUndefined();
});

test('a catalog that refuses one table has the others, and the refusal is told', async () => {
  const refusing: Ports = {
    ...ports,
    catalog: {
      ...ports.catalog,
      defineTable: async (table) => {
        if (table.name === 'aic') throw new Error('refused');
        await ports.catalog.defineTable(table);
      },
    },
  };
  await expect(publish(refusing)).rejects.toThrow('refused');
  expect(await ports.catalog.table('shared', 'land')).toBeDefined();
  expect(await publish()).toMatchObject({ made: 0, shown: 1 });
});

test('when the time is up the rest waits, and the next pass begins with it', async () => {
  const slow: SqlRunner = {
    run: async (...given) => {
      now += 61_000;
      return home.runner.run(...given);
    },
  };
  expect(await publish(ports, slow)).toMatchObject({ made: 1, isCut: true });
  expect(await publish(ports, slow)).toMatchObject({ made: 1 });
  expect(await recordOf('AIC')).toBeDefined();
  expect(await recordOf('LAND')).toBeDefined();
});

test('a table of the libraries is shown where its objects lie, and moves with them', async () => {
  await publish();
  expect(await ports.catalog.table('mart_test', 'by_district')).toBeUndefined();
  for (const moved of [false, true]) {
    if (moved) await change('AIC');
    await refreshLibraries(ports, home.runner, [byDistrict])();
    expect(await publish()).toMatchObject({ shown: moved ? 2 : 1 });
    const { attempt } = (await must(ports.records, libraryTables, byDistrict.id)).value.made ?? {};
    expect(await ports.catalog.table('mart_test', 'by_district')).toMatchObject({
      location: `library/mart_test.by_district/${attempt}/`,
      columns: [
        { name: 'district', type: 'string', comment: '区县' },
        { name: 'things', type: 'bigint', comment: '个数' },
      ],
    });
    expect(await shownRows('mart_test', 'by_district')).toEqual([
      '"district","things"',
      '"north","5"',
      '"south","5"',
    ]);
  }
});
