/** Tables of the libraries on an embedded home: made anew when an input moved, once, and whole or not at all. */

import type { Principal } from '../../../layers/core/identity/principal.ts';
import { eraseLibraries } from '../../../layers/core/libraries/erase-libraries.ts';
import { inOrder } from '../../../layers/core/libraries/in-order.ts';
import { libraryFolder, libraryTables } from '../../../layers/core/libraries/kinds.ts';
import { openFor } from '../../../layers/core/libraries/open-for.ts';
import type { Library } from '../../../layers/core/libraries/read-library.ts';
import { refreshLibraries } from '../../../layers/core/libraries/refresh-library.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { changes, find, generations, must } from '../../../layers/core/records.ts';
import { prelude } from '../../../layers/core/sql/functions/index.ts';
import { objectsUnder, shown } from '../../../layers/core/walk.ts';
import type { LibraryTable } from '../../../schemas/library-table.ts';
import { type LakeHome, openLakeHome, who } from '../workbench/lake-home.ts';
import { testLibrary as library } from './test-libraries.ts';

const counted = 'SELECT district, count(*) AS things FROM shared.aic GROUP BY district';
const byDistrict = library('by_district', 'AIC', counted);
const doubled = library(
  'doubled',
  'mart_test.by_district',
  'SELECT district, 2 * things AS things FROM mart_test.by_district',
  'view',
);
const largest = library(
  'largest',
  'mart_test.doubled',
  'SELECT district, things FROM mart_test.doubled WHERE things > 9',
);
const all = inOrder([largest, doubled, byDistrict]);

let home: LakeHome;
let ports: Ports;
let now = Date.now();
beforeEach(async () => {
  home = await openLakeHome();
  now = Date.now();
  ports = { ...home.ports, clock: { now: () => new Date(now) } };
});
afterEach(() => home.close());

const refresh = (libraries: readonly Library[] = all, of: Ports = ports) =>
  refreshLibraries(of, home.runner, libraries)();
const tableOf = async ({ id }: Library): Promise<LibraryTable | undefined> =>
  (await find(ports.records, libraryTables, id))?.value;

async function objectsThere(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of objectsUnder(ports.objects, libraryFolder)) keys.push(key);
  return keys.sort();
}

async function rowsOf(of: Library, as: Principal = who.operator): Promise<string> {
  const { found } = await openFor(ports, as, of, all);
  if (!found) throw new Error('it is closed');
  const key = `test/${ports.ids.next()}.csv`;
  await home.runner.run(
    {
      tables: [found.run('read')],
      prelude,
      sql: 'SELECT district AS c1, CAST(things AS VARCHAR) AS c2 FROM read ORDER BY 1',
      output: { to: 'csv', key, names: ['district', 'things'] },
    },
    new AbortController().signal,
    () => {},
  );
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await ports.objects.get(key)) as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** What the operator was told of tables that could not be made. */
async function told(): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of shown(ports.records, ['owner', 'notices/operator']))
    if (key.includes('library-')) found.push(key);
  return found;
}

/** Another generation, in which a batch ended; or, with none, one in which rows moved, as compaction gives. */
async function moveOn(remove: string[] = ['b-ended']): Promise<void> {
  const held = await must(ports.records, generations, 'AIC');
  const generation = held.value.generation + 1;
  const change = { resource: 'AIC', generation, at: new Date(now).toISOString(), remove };
  await ports.records.commit([
    { put: changes.key('AIC', generation), value: changes.schema.parse(change), expect: 0 },
    { put: held.key, value: { resource: 'AIC', generation }, expect: held.version },
  ]);
}

test('one pass makes tables, and tables over them through views', async () => {
  expect(await refresh()).toBe(2);
  expect(await rowsOf(byDistrict)).toBe('"district","things"\n"north","5"\n"south","5"\n');
  expect(await rowsOf(largest)).toBe('"district","things"\n"north","10"\n"south","10"\n');
});

test('nothing is made anew while nothing moved, and once however much moved', async () => {
  await refresh();
  expect(await refresh()).toBe(0);
  await moveOn();
  await moveOn();
  expect(await refresh()).toBe(2);
  expect(await refresh()).toBe(0);
  expect((await tableOf(byDistrict))?.made?.from.AIC).toBe('1/1@3');
});

test('compaction of an input is no reason to make it anew, together with a commit it is', async () => {
  await refresh();
  await moveOn([]);
  await moveOn([]);
  expect(await refresh()).toBe(0);
  await moveOn();
  await moveOn([]);
  expect(await refresh()).toBe(2);
});

test('a changed text is a reason to make it anew', async () => {
  await refresh();
  const changed = library('by_district', 'AIC', `${counted} HAVING count(*) > 5`);
  expect(await refresh([changed])).toBe(1);
  expect((await tableOf(byDistrict))?.made?.rows).toBe(0);
});

test('a death before the transaction leaves the old table, and the next pass makes the new one', async () => {
  await refresh();
  const before = (await tableOf(byDistrict))?.made;
  await moveOn();
  const dying: Ports = {
    ...ports,
    probe: {
      async at(point: string) {
        if (point === 'refresh-library: objects written') throw new Error('died');
      },
    } as Ports['probe'],
  };
  await expect(refresh(all, dying)).rejects.toThrow('died');
  expect((await tableOf(byDistrict))?.made).toEqual(before);
  expect(await refresh()).toBe(2);
  expect(await objectsThere()).toHaveLength(5);
});

test('what no longer counts goes a day later, and not before', async () => {
  await refresh();
  now += 30 * 3_600_000;
  await moveOn();
  await refresh();
  expect(await eraseLibraries(ports)()).toEqual({ objects: 0 });
  expect(await objectsThere()).toHaveLength(4);
  now += 25 * 3_600_000;
  expect(await eraseLibraries(ports)()).toEqual({ objects: 2 });
  const counting = [await tableOf(byDistrict), await tableOf(largest)].flatMap(
    (table) => table?.made?.objects ?? [],
  );
  expect(await objectsThere()).toEqual(counting.map(({ key }) => key).sort());
});

test('of two at once one makes it, and the other lets it stand', async () => {
  const made = await Promise.all([refresh([byDistrict]), refresh([byDistrict])]);
  expect(made.sort()).toEqual([0, 1]);
});

test('a query that fails leaves the old table and says why; the same inputs are not tried again for an hour', async () => {
  await refresh();
  const failing = library(
    'by_district',
    'AIC',
    'SELECT district, count(*) / (count(*) - count(*)) AS things FROM shared.aic GROUP BY district',
  );
  expect(await refresh([failing])).toBe(0);
  const faulty = await tableOf(byDistrict);
  expect(faulty?.fault?.code).toBe('DIVISION_BY_ZERO');
  expect(await told()).toHaveLength(1);
  expect(faulty?.made?.rows).toBe(2);
  await refresh([failing]);
  expect(await tableOf(byDistrict)).toEqual(faulty);
  now += 3_600_000;
  await refresh([failing]);
  expect((await tableOf(byDistrict))?.fault?.at).not.toBe(faulty?.fault?.at);
  expect(await told()).toHaveLength(1);
  expect(await refresh([byDistrict])).toBe(0);
  await moveOn();
  await refresh([byDistrict]);
  expect((await tableOf(byDistrict))?.fault).toBeUndefined();
});

test('a query that does not fit a description in force says where', async () => {
  await refresh([library('by_district', 'AIC', 'SELECT district, gone AS things FROM shared.aic')]);
  expect((await tableOf(byDistrict))?.fault).toMatchObject({ code: 'COLUMN_NOT_FOUND', line: 14 });
});

test('what is of grade 3 or never came is in no table', async () => {
  const secret = library('secret', 'SECRET', counted.replace('shared.aic', 'shared.secret'));
  const nowhere = library('nowhere', 'NOWHERE', counted.replace('shared.aic', 'shared.nowhere'));
  expect(await refresh([secret, nowhere])).toBe(0);
});

test('only who may read every resource beneath, whole, reads a table', async () => {
  await refresh();
  expect(await rowsOf(largest, who.aic)).toContain('north');
  expect(await openFor(ports, who.tax, largest, all)).toEqual({ closed: 'AIC' });
});
