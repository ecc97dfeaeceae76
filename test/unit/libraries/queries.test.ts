/** Libraries asked in SQL: a table by who may read all beneath, a view with the asker's rights, and nobody around it. */
import { endGrant } from '../../../layers/core/grants/end-grant.ts';
import type { Principal } from '../../../layers/core/identity/principal.ts';
import { refreshLibraries } from '../../../layers/core/libraries/refresh-library.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { type LakeHome, openLakeHome, who } from '../workbench/lake-home.ts';
import { testLibraries as libraries } from './test-libraries.ts';

let lake: LakeHome;
beforeEach(async () => {
  lake = await openLakeHome({ libraries });
  await refreshLibraries(lake.ports, lake.runner, libraries)();
});
afterEach(() => lake.close());

const all = ['k', 'district', 'secret', 'amount', 'day'];
const give = (resource: string, more: { items?: string[]; filters?: string[] } = {}) =>
  giveGrant(lake.ports, { resource, receiver: 'local-tax', items: all, ways: ['database'], ...more });
const end = (grant: string, party: string) =>
  endGrant(lake.ports)({ grant, party, actor: `${party}-decider`, reason: '到期' });
const error = async (text: string, as: Principal = who.tax) => (await lake.ask(text, as)).error;
const listed = async (as: Principal) =>
  (
    await lake.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'mart_test'", as)
  ).flat();
const bothRows = [
  ['north', '5'],
  ['south', '5'],
];

test('whoever may read all beneath asks a table, a view over it, and is told of both', async () => {
  for (const resource of ['AIC', 'LAND']) await give(resource);
  for (const as of [who.tax, who.operator]) {
    expect(await lake.rows('SELECT * FROM mart_test.both ORDER BY 1', as)).toEqual(bothRows);
    expect(await lake.rows('SELECT sum(things) FROM mart_test.over_both', as)).toEqual([['20']]);
    expect((await listed(as)).sort()).toEqual(['both', 'counted', 'over_both']);
  }
  expect((await lake.rows('SHOW TABLES IN mart_test', who.tax)).flat()).toContain('both');
  expect((await lake.rows('SHOW DATABASES', who.tax)).flat()).toContain('mart_test');
  expect(await lake.rows('DESCRIBE mart_test.both', who.tax)).toEqual([
    ['district', 'string', '区县'],
    ['things', 'bigint', '个数'],
  ]);
  expect(await lake.rows('SELECT b.things FROM awsdatacatalog.MART_TEST."Both" b LIMIT 1', who.tax)).toEqual([
    ['5'],
  ]);
});

const ways = [
  'SELECT * FROM mart_test.both',
  'SELECT count(*) FROM mart_test.both',
  'SELECT * FROM mart_test.over_both',
  'SELECT 1 WHERE EXISTS (SELECT 1 FROM mart_test.over_both)',
  'WITH t AS (SELECT * FROM mart_test.both) SELECT * FROM t',
  'SELECT a.k FROM aic a WHERE a.district IN (SELECT district FROM mart_test.both)',
  'CREATE TABLE ws_local_tax.taken AS SELECT * FROM mart_test.both',
  'CREATE VIEW ws_local_tax.window AS SELECT * FROM mart_test.over_both',
  "UNLOAD (SELECT * FROM mart_test.both) TO 's3://workspace/taken/' WITH (format = 'JSON')",
  'EXPLAIN SELECT * FROM mart_test.both',
];

test.each([
  ['one resource beneath is not granted', {}],
  ['one resource beneath is granted without an item', { items: all.slice(1) }],
  ['one resource beneath is granted under a condition', { filters: ["district = 'north'"] }],
] as const)('%s: neither the table nor what is over it is read or listed', async (name, narrowed) => {
  await give('AIC');
  if (!name.includes('not granted')) await give('LAND', { ...narrowed } as object);
  for (const text of ways) {
    const told = await error(text);
    expect([text, told?.code]).toEqual([text, 'PERMISSION_DENIED']);
    expect(told?.en).toContain('or on all of LAND');
  }
  expect(await listed(who.tax)).toEqual(['counted']);
  expect((await error('DESCRIBE mart_test.both'))?.code).toBe('TABLE_NOT_FOUND');
});

test('a view is asked with the rights of whoever asks: of its rows, and of its items', async () => {
  const narrow = await give('AIC', { items: ['district'], filters: ["district = 'north'"] });
  expect(await lake.rows('SELECT * FROM mart_test.counted', who.tax)).toEqual([['north', '5']]);
  expect(await listed(who.tax)).toEqual(['counted']);
  await end(narrow.id, 'aic');
  await give('AIC', { items: ['k'] });
  expect((await error('SELECT * FROM mart_test.counted'))?.code).toBe('COLUMN_NOT_FOUND');
  expect(await listed(who.tax)).toEqual([]);
});

test('what was made of a table under a grant is closed when the grant ends: copies, copies of these, views, results', async () => {
  await give('AIC');
  const land = await give('LAND');
  const asked = await lake.ask('SELECT * FROM mart_test.both', who.tax);
  for (const text of [
    'CREATE TABLE ws_local_tax.copy AS SELECT * FROM mart_test.over_both',
    'CREATE TABLE ws_local_tax.copy2 AS SELECT * FROM ws_local_tax.copy',
    'CREATE VIEW ws_local_tax.window AS SELECT * FROM mart_test.over_both',
    'CREATE VIEW ws_local_tax.window2 AS SELECT * FROM ws_local_tax.window',
  ])
    expect(await error(text)).toBeUndefined();
  const tables = ['copy', 'copy2', 'window', 'window2'];
  for (const table of tables)
    expect(await lake.rows(`SELECT count(*) FROM ws_local_tax.${table}`, who.tax)).toEqual([['2']]);
  await end(land.id, 'civil');
  for (const table of tables)
    expect([table, (await error(`SELECT count(*) FROM ws_local_tax.${table}`))?.code]).toEqual([
      table,
      'PERMISSION_DENIED',
    ]);
  const rows = lake.service.results(asked.id, {}, who.tax)[Symbol.asyncIterator]();
  await expect(rows.next()).rejects.toThrow(/may no longer read/);
});
