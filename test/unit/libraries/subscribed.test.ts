/** A library's table as a resource: found, granted by all who provide what is beneath, delivered after a refresh, ended. */
import { startWorker, stepsOf } from '../../../host/worker.ts';
import { meteredTokens } from '../../../layers/core/desensitise/reserve-tokens.ts';
import { subscribe } from '../../../layers/core/exchange/index.ts';
import { decideGrant } from '../../../layers/core/grants/decide-grant.ts';
import { endGrant } from '../../../layers/core/grants/end-grant.ts';
import { requestGrant } from '../../../layers/core/grants/request-grant.ts';
import { offerLibraries } from '../../../layers/core/libraries/offer-libraries.ts';
import { refreshLibraries } from '../../../layers/core/libraries/refresh-library.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import {
  batches,
  changes,
  definitions,
  find,
  generations,
  must,
  parcels,
} from '../../../layers/core/records.ts';
import { shown } from '../../../layers/core/walk.ts';
import type { EmbeddedHome } from '../../../layers/embedded/embedded-home.ts';
import { startRefineryPool } from '../../../layers/embedded/index.ts';
import type { Batch } from '../../../schemas/records.ts';
import { fakeTokeniser } from '../../simulation/fake-tokeniser.ts';
import { type LakeHome, openLakeHome, who } from '../workbench/lake-home.ts';
import { testLibraries as libraries } from './test-libraries.ts';

let lake: LakeHome;
let worker: ReturnType<typeof startWorker>;
let pool: ReturnType<typeof startRefineryPool>;
beforeEach(async () => {
  lake = await openLakeHome({ libraries });
  const home = lake.ports as unknown as EmbeddedHome;
  const tokeniser = fakeTokeniser();
  pool = startRefineryPool(home, { children: 1, tokens: meteredTokens({ ...lake.ports, tokeniser }) });
  const ports: Ports = { ...lake.ports, ...pool, tokeniser };
  worker = startWorker(home.queue, stepsOf(ports), () => {});
  await refresh();
});
afterEach(async () => {
  await worker.stop();
  await pool.close();
  await lake.close();
});

const offer = () => offerLibraries(lake.ports, lake.runner, libraries)();
async function refresh(): Promise<number> {
  await refreshLibraries(lake.ports, lake.runner, libraries)();
  return offer();
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come');
}

const generation = async () => (await find(lake.ports.records, generations, 'BOTH'))?.value.generation ?? 0;
const committed = (least: number) => until(async () => ((await generation()) >= least ? true : undefined));

/** Leaves half of the rows of AIC out: its only batch ends. */
async function emptyAic(): Promise<void> {
  const held = await must(lake.ports.records, generations, 'AIC');
  const next = held.value.generation + 1;
  const change = { resource: 'AIC', generation: next, at: new Date().toISOString(), remove: ['b-AIC'] };
  await lake.ports.records.commit([
    { put: changes.key('AIC', next), value: changes.schema.parse(change), expect: 0 },
    { put: held.key, value: { resource: 'AIC', generation: next }, expect: held.version },
  ]);
}

const request = () =>
  requestGrant(lake.ports)({
    resource: 'BOTH',
    receiver: 'local-tax',
    actor: 'asker',
    purpose: '收入分析',
    basis: '办法',
    until: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    ways: ['file', 'database'],
    frequency: 'daily',
  });
const approve = (grant: string, party: string) =>
  decideGrant(lake.ports)({ grant, party, verdict: 'approved', actor: `${party}-decider` } as never);

async function batchesOfBoth(): Promise<Batch[]> {
  const found: Batch[] = [];
  for await (const { key } of shown(lake.ports.records, ['owner', 'batches/platform'])) {
    const held = await find(lake.ports.records, batches, key.replace('batch/', ''));
    if (held) found.push(held.value);
  }
  return found;
}

test('it is in the catalog with its rows, nobody’s but the platform’s to fill', async () => {
  await committed(1);
  const { resource } = (await must(lake.ports.records, definitions, 'BOTH')).value;
  expect(resource).toMatchObject({
    departments: ['platform'],
    library: { id: 'mart_test.both', over: ['AIC', 'LAND'] },
    grade: 1,
  });
  expect(await lake.rows('SELECT * FROM shared.both ORDER BY 1', who.operator)).toEqual([
    ['north', '5'],
    ['south', '5'],
  ]);
  for (const as of [who.aic, who.civil, who.tax])
    for (const table of ['shared.both', 'mart_test.both', 'raw.both'])
      expect([table, (await lake.ask(`SELECT * FROM ${table}`, as)).error?.code]).toEqual([
        table,
        'PERMISSION_DENIED',
      ]);
  expect(await offer()).toBe(0);
  expect(await generation()).toBe(1);
});

test('a grant needs every provider beneath; under it the table is asked, subscribed to and delivered; with its end all ends', async () => {
  await committed(1);
  const grant = await request();
  await approve(grant.id, 'aic');
  expect((await lake.ask('SELECT * FROM mart_test.both', who.tax)).error?.code).toBe('PERMISSION_DENIED');
  await expect(
    subscribe(lake.ports)({ resource: 'BOTH', receiver: 'local-tax', actor: 'a', format: 'csv' }),
  ).rejects.toThrow(/not decided/);
  await approve(grant.id, 'civil');
  const rows = [
    ['north', '5'],
    ['south', '5'],
  ];
  expect(await lake.rows('SELECT * FROM mart_test.both ORDER BY 1', who.tax)).toEqual(rows);
  expect(await lake.rows('SELECT things FROM mart_test.over_both', who.tax)).toHaveLength(2);
  expect((await lake.ask('SELECT * FROM aic', who.tax)).error?.code).toBe('PERMISSION_DENIED');
  const tables = await lake.rows('SHOW TABLES IN mart_test', who.tax);
  expect(tables.flat()).toEqual(['both', 'over_both']);
  await lake.rows('CREATE TABLE ws_local_tax.copy AS SELECT * FROM mart_test.both', who.tax);

  const { id } = await subscribe(lake.ports)({
    resource: 'BOTH',
    receiver: 'local-tax',
    actor: 'a',
    format: 'csv',
  });
  await emptyAic();
  expect(await refresh()).toBe(1);
  await committed(2);
  const [batch] = (await batchesOfBoth()).filter((one) => one.generation === 2);
  const delivered = await until(async () => {
    const parcel = await find(lake.ports.records, parcels, 'data', batch?.id ?? '', id);
    return parcel?.value.stage === 'delivered' ? parcel.value : undefined;
  });
  expect(delivered).toMatchObject({ receiver: 'local-tax', grant: grant.id, provider: 'platform' });
  expect(await lake.rows('SELECT * FROM mart_test.both', who.tax)).toEqual([]);

  await endGrant(lake.ports)({ grant: grant.id, party: 'civil', actor: 'civil-decider', reason: '到期' });
  for (const table of ['mart_test.both', 'mart_test.over_both', 'shared.both', 'ws_local_tax.copy'])
    expect([table, (await lake.ask(`SELECT * FROM ${table}`, who.tax)).error?.code]).toEqual([
      table,
      'PERMISSION_DENIED',
    ]);
}, 60_000);

test('a refresh that changes no row makes no batch', async () => {
  await committed(1);
  const changed = libraries.map((one) =>
    one.id === 'mart_test.both' ? { ...one, text: `${one.text}-- again\n` } : one,
  );
  await refreshLibraries(lake.ports, lake.runner, changed)();
  expect(await offer()).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await generation()).toBe(1);
});
