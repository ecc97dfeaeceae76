/** The console's leave follows the grants: what is to go goes first, whoever gave it, and its results with it. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { consoleLeaves } from '../../../layers/core/console-leave/kinds.ts';
import { leaveToGive } from '../../../layers/core/console-leave/leave-to-give.ts';
import {
  citySeats,
  departmentSeats,
  type Seat,
  seatFromName,
  seatName,
} from '../../../layers/core/console-leave/seats.ts';
import { type Tended, tendLakeLeave } from '../../../layers/core/console-leave/tend-lake-leave.ts';
import { endGrant } from '../../../layers/core/grants/end-grant.ts';
import { libraryTables } from '../../../layers/core/libraries/kinds.ts';
import { readLibrary } from '../../../layers/core/libraries/read-library.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import type { LakeLeave } from '../../../layers/core/ports/lake-leave.ts';
import { publishedTables } from '../../../layers/core/publish-lake/kinds.ts';
import { findOr } from '../../../layers/core/records.ts';
import {
  type MemoryLeave,
  type MemoryResults,
  memoryLeave,
  memoryResults,
} from '../../contract/memory-leave.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { graded, hour, openPorts, type TestPorts, wishOf } from '../grants/fixture.ts';

const receiver: Seat = { role: 'receiver', department: 'tax' };
const provider: Seat = { role: 'provider', department: 'power' };
const operator: Seat = { role: 'operator' };
const seats = [receiver, provider, operator];
const library = readLibrary(
  `/*---
id: mart_test.use
name: 用电
nameEn: Use
row: { zh: 一行, en: one }
asks: { zh: 谁, en: who }
inputs: [METER]
materialised: table
keys: [kwh]
items:
  - { code: kwh, name: 用电量, nameEn: kwh, type: bigint }
  - { code: many, name: 户数, nameEn: how many, type: bigint }
---*/
SELECT kwh, count(*) AS many FROM shared.meter GROUP BY kwh
`,
  'mart_test/use.sql',
);

let ports: TestPorts;
let lake: MemoryLeave;
let results: MemoryResults;
beforeEach(async () => {
  ports = await openPorts();
  lake = memoryLeave();
  results = memoryResults();
  await publish(['account_no', 'kwh', 'remark']);
});

async function publish(columns: readonly string[] | undefined): Promise<void> {
  const held = await findOr(
    ports.records,
    publishedTables,
    { resource: 'METER', databases: [], former: [] },
    'METER',
  );
  const made = columns && {
    attempt: 'a1',
    from: '1/METER:1@1',
    rows: 1,
    at: '2024-01-01T00:00:00.000Z',
    columns: columns.map((name) => ({ name, type: 'string' })),
    comment: '电表',
  };
  const value = publishedTables.schema.parse({ ...held.value, ...(made ? { made } : { made: undefined }) });
  await ports.records.commit([{ put: held.key, value, expect: held.version }]);
}

async function makeLibrary(): Promise<void> {
  const made = { attempt: 'l1', objects: [], rows: 0, from: {}, at: '2024-01-01T00:00:00.000Z' };
  const value = libraryTables.schema.parse({ id: library.id, made });
  await ports.records.commit([{ put: libraryTables.key(library.id), value, expect: 0 }]);
}

const tend = (of: Ports = ports, leave: LakeLeave = lake, seconds = 40): Promise<Tended> =>
  tendLakeLeave(of, { seats, libraries: [library], leave, results })(seconds);
const give = async (terms: object = {}): Promise<string> =>
  (await giveGrant(ports, { ...wishOf(ports), ways: ['database'], ...terms })).id;
const end = (grant: string) =>
  endGrant(ports)({ grant, party: 'power', actor: 'power-chief', reason: '不再需要' });
const standing = (): string[] =>
  [...lake.given.values()]
    .map(
      ({ seat, database, table, leave }) => `${seatName(seat)} ${database}.${table} ${leave?.columns ?? '?'}`,
    )
    .sort();

test('a seat is found again by its name', () => {
  const all = [
    ...citySeats.map((role): Seat => ({ role })),
    ...departmentSeats.map((role): Seat => ({ role, department: 'local-tax' })),
  ];
  expect(all.map((seat) => seatFromName(seatName(seat)))).toEqual(all);
  expect(() => seatFromName('local-tax-auditor')).toThrow(/no seat/);
});

test('leave is given as grants say, and once', async () => {
  await give({ items: ['account_no', 'kwh'], filters: ['kwh > 10'] });
  expect(await tend()).toMatchObject({ outcome: 'done', granted: 3, revoked: 0, erased: 0 });
  expect(standing()).toEqual([
    'operator shared.meter account_no,kwh,remark',
    'power-provider shared.meter account_no,kwh,remark',
    'tax-receiver shared.meter account_no,kwh',
  ]);
  expect([...lake.given.values()].find(({ seat }) => seat.department === 'tax')?.leave?.rows).toBe(
    '(kwh > 10)',
  );
  expect(await tend()).toMatchObject({ outcome: 'as it was' });
  expect(lake.asked).toHaveLength(3);
});

test('what ended is taken away, and the results of that seat go, and no other’s', async () => {
  const grant = await give();
  await tend();
  for (const seat of [receiver, provider]) results.put.push({ seat, at: new Date(ports.world.time) });
  ports.world.time += 1000;
  await end(grant);
  expect(await tend()).toMatchObject({ outcome: 'done', revoked: 1, granted: 0, erased: 1 });
  expect(standing().filter((one) => one.startsWith('tax'))).toEqual([]);
  expect(results.put.map(({ seat }) => seatName(seat))).toEqual(['power-provider']);
});

test('a wider grant takes the old leave away before it gives the new one, and erases nothing', async () => {
  await give({ items: ['account_no'] });
  await tend();
  results.put.push({ seat: receiver, at: new Date(ports.world.time) });
  lake.asked.length = 0;
  ports.world.time += 1000;
  await give({ items: ['account_no', 'kwh'] });
  expect(await tend()).toMatchObject({ revoked: 1, granted: 1, erased: 0 });
  expect(lake.asked).toEqual(['revoke tax-receiver shared.meter', 'grant tax-receiver shared.meter']);
});

test.each([
  ['fewer items', { items: ['account_no'] }],
  ['fewer rows', { filters: ['kwh > 10'] }],
])('a grant of %s erases what was seen under the wider one', async (_what, terms) => {
  await give();
  await tend();
  results.put.push({ seat: receiver, at: new Date(ports.world.time) });
  ports.world.time += 1000;
  await give(terms);
  expect(await tend()).toMatchObject({ revoked: 1, granted: 1, erased: 1 });
});

test('what somebody gave by hand is taken away within the hour, and what it may have shown with it', async () => {
  await tend();
  lake.given.set('by hand', {
    seat: receiver,
    database: 'raw',
    table: 'meter',
    isNamesOnly: false,
    handle: 'by hand',
  });
  results.put.push({ seat: receiver, at: new Date(ports.world.time) });
  expect(await tend()).toMatchObject({ outcome: 'as it was' });
  ports.world.time += hour;
  expect(await tend()).toMatchObject({ outcome: 'done', revoked: 1, erased: 1 });
  expect(standing().filter((one) => one.startsWith('tax'))).toEqual([]);
});

test('names of what is read may be seen, and no others', async () => {
  const names = (seat: Seat, database: string, table?: string) => ({
    seat,
    database,
    ...(table === undefined ? {} : { table }),
    isNamesOnly: true,
  });
  for (const [handle, one] of Object.entries({
    a: names(provider, 'shared'),
    b: names(provider, 'shared', 'meter'),
    c: names(provider, 'raw'),
    d: names(receiver, 'shared', 'meter'),
  }))
    lake.given.set(handle, { ...one, handle });
  expect(await tend()).toMatchObject({ revoked: 2, erased: 0 });
  expect([...lake.given.keys()].filter((key) => key.length === 1)).toEqual(['a', 'b']);
});

test('a leave that was altered is taken away and given anew', async () => {
  await tend();
  const [[key, one] = []] = [...lake.given].filter(([, { seat }]) => seat.department === 'power');
  if (!key || !one) throw new Error('nothing was given');
  lake.given.set(key, { ...one, leave: { ...(one.leave as never as object), columns: ['kwh'] } as never });
  ports.world.time += hour;
  expect(await tend()).toMatchObject({ revoked: 1, granted: 1, erased: 0 });
});

describe('nothing is given', () => {
  test('on a table that is not published, and it is taken away when it is no more', async () => {
    await tend();
    await publish(undefined);
    expect(await tend()).toMatchObject({ revoked: 2, granted: 0 });
    expect(standing()).toEqual([]);
  });

  test('on columns that the table has not yet, nor by a condition on one', async () => {
    await publish(['account_no', 'remark']);
    await give({ filters: ['kwh > 10'] });
    await tend();
    expect(standing()).toEqual([
      'operator shared.meter account_no,remark',
      'power-provider shared.meter account_no,remark',
    ]);
  });

  test('on what became grade 3, though its table is still there', async () => {
    await give();
    await tend();
    await applyResource(ports)({ ...graded(3), version: 2 }, 'operator');
    expect(await tend()).toMatchObject({ granted: 0, revoked: 3 });
    expect(standing()).toEqual([]);
  });

  test('on a table of the libraries to who may not read all beneath, every row of it', async () => {
    await makeLibrary();
    await tend();
    expect(standing().filter((one) => one.includes('mart_test'))).toEqual([
      'operator mart_test.use kwh,many',
      'power-provider mart_test.use kwh,many',
    ]);
    const narrow = await give({ filters: ['kwh > 10'] });
    await tend();
    expect(standing().filter((one) => one.startsWith('tax'))).toEqual([
      'tax-receiver shared.meter account_no,kwh,remark',
    ]);
    await end(narrow);
    const whole = await give();
    await tend();
    expect(standing()).toContain('tax-receiver mart_test.use kwh,many');
    await end(whole);
    await tend();
    expect(standing().filter((one) => one.startsWith('tax'))).toEqual([]);
  });
});

describe('whoever is interrupted', () => {
  const dyingAt = (point: string): Ports => ({
    ...ports,
    probe: {
      at: async (name) => {
        if (name === point) throw new Error('died');
      },
    },
  });

  test.each([
    'tend-lake-leave: before commit',
    'tend-lake-leave: committed',
    'tend-lake-leave: leave revoked',
    'tend-lake-leave: results erased',
  ])('at %s leaves the rest to the next one, the results too', async (point) => {
    const grant = await give();
    await tend();
    results.put.push({ seat: receiver, at: new Date(ports.world.time) });
    ports.world.time += 1000;
    await end(grant);
    await expect(tend(dyingAt(point))).rejects.toThrow('died');
    ports.world.time += 91_000;
    expect((await tend()).outcome).toBe('done');
    expect(standing().filter((one) => one.startsWith('tax'))).toEqual([]);
    expect(results.put).toEqual([]);
    expect(await tend()).toMatchObject({ outcome: 'as it was' });
  });

  test('keeps the others out for as long as he may live, and no longer', async () => {
    await expect(tend(dyingAt('tend-lake-leave: leave granted'))).rejects.toThrow('died');
    expect(await tend()).toMatchObject({ outcome: 'somebody is at it' });
    ports.world.time += 91_000;
    expect(await tend()).toMatchObject({ outcome: 'done', granted: 1 });
  });
});

test('of two at once one does it', async () => {
  const outcomes = (await Promise.all([tend(), tend()])).map(({ outcome }) => outcome);
  expect(outcomes.sort()).toEqual(['done', 'somebody is at it']);
});

test('a revocation that fails holds up no other, nothing is given on top of it, and it is told and tried again', async () => {
  const first = await give();
  await tend();
  await end(first);
  await giveGrant(ports, { ...wishOf(ports), receiver: 'tax', ways: ['database'], items: ['kwh'] });
  const failing: LakeLeave = {
    ...lake,
    revoke: async () => {
      throw new Error('Lake Formation is away');
    },
  };
  await expect(tend(ports, failing)).rejects.toThrow('is away');
  expect(standing()).toContain('tax-receiver shared.meter account_no,kwh,remark');
  expect((await findOr(ports.records, consoleLeaves, { erase: {} })).value.digest).toBeUndefined();
  expect(await tend()).toMatchObject({ outcome: 'done', revoked: 1, granted: 1 });
  expect(standing()).toContain('tax-receiver shared.meter kwh');
});

test('when the time is up the rest is given by the next turn', async () => {
  expect(await tend(ports, lake, 0)).toMatchObject({ outcome: 'to be continued', granted: 0 });
  expect(await tend()).toMatchObject({ outcome: 'done', granted: 2 });
});

test('a condition that the console cannot keep is counted, and nothing given by it', async () => {
  await give({ filters: ['kwh * 2 > 10'] });
  expect(await tend()).toMatchObject({ withheld: 1 });
  expect(standing().filter((one) => one.startsWith('tax'))).toEqual([]);
});

test('however many seats ask, a record is read once', async () => {
  await give();
  let reads = 0;
  const counting = {
    ...ports,
    records: {
      ...ports.records,
      get: (key: string) => {
        reads += 1;
        return ports.records.get(key);
      },
    },
  };
  await leaveToGive(counting, [receiver], []);
  const one = reads;
  reads = 0;
  await leaveToGive(
    counting,
    Array.from({ length: 40 }, (_, index) => ({ role: 'receiver' as const, department: `d${index}` })),
    [],
  );
  expect(reads).toBeLessThanOrEqual(one + 1);
});
