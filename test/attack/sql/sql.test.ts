/**
 * Two worlds that differ in nothing but what the attacker may not see. Whatever he tries must look the same in both:
 * state, error, columns, rows and figures. And nothing hidden, and no file of the platform, is named to him.
 */

import { refreshLibraries } from '../../../layers/core/libraries/refresh-library.ts';
import { tellFigures } from '../../faults/tell-figures.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { testLibraries } from '../../unit/libraries/test-libraries.ts';
import { type LakeHome, openLakeHome, who } from '../../unit/workbench/lake-home.ts';
import { attempts } from './attempts.ts';

type Weaken = NonNullable<Parameters<typeof openLakeHome>[0]>['weaken'];

async function openWorld(world: number, weaken?: Weaken): Promise<LakeHome> {
  const libraries = testLibraries;
  const lake = await openLakeHome({ world, libraries, timeLimitSeconds: 60, ...(weaken ? { weaken } : {}) });
  expect(await refreshLibraries(lake.ports, lake.runner, libraries)()).toBe(1);
  await giveGrant(lake.ports, {
    resource: 'AIC',
    receiver: 'local-tax',
    items: ['k', 'district', 'amount'],
    filters: ["district = 'north'"],
    ways: ['database'],
  });
  for (const [text, as] of [
    ['CREATE TABLE ws_aic.notes AS SELECT k, secret FROM aic', who.aic],
    ['CREATE VIEW ws_aic.door AS SELECT k, secret FROM raw.aic', who.aic],
    ['PREPARE theirs FROM SELECT secret FROM aic', who.aic],
    ['CREATE TABLE ws_civil.notes AS SELECT k, secret FROM land', who.civil],
  ] as const)
    expect(await lake.ask(text, as)).toMatchObject({ state: 'SUCCEEDED' });
  return lake;
}

/** All that he gets to see of one attempt; when it took how long is not held against it. */
async function seen(lake: LakeHome, text: string): Promise<Record<string, unknown>> {
  const { id, state, error, kind, columns, rows, cut, scannedBytes, sources } = await lake.ask(text, who.tax);
  const found: (string | null)[][] = [];
  if (state === 'SUCCEEDED')
    for await (const { values } of lake.service.results(id, {}, who.tax)) found.push([...values]);
  const sorted = found.map((row) => JSON.stringify(row)).sort();
  return {
    state,
    error,
    kind,
    columns,
    rows,
    cut,
    scannedBytes,
    sources,
    sorted,
  };
}

const hidden = /hidden-|\bsouth\b|\bnotes\b|\bdoor\b|ws_civil|b-AIC|b-LAND|\/tmp\/|read_parquet|root:/g;

describe('the attacker who asks in SQL', () => {
  const worlds: LakeHome[] = [];
  beforeAll(async () => {
    worlds.push(await openWorld(1), await openWorld(2));
  }, 120_000);
  afterAll(() => Promise.all(worlds.map((world) => world.close())));

  test('sees the same in two worlds that differ in what is hidden from him', async () => {
    const [one, two] = worlds as [LakeHome, LakeHome];
    expect(await one.rows('SELECT k FROM aic', who.tax)).toHaveLength(5);
    const begun = performance.now();
    let succeeded = 0;
    for (const text of attempts) {
      const first = await seen(one, text);
      expect([text, await seen(two, text)]).toEqual([text, first]);
      const told = JSON.stringify(first).match(hidden) ?? [];
      // His own words come back to him in errors.
      expect([text, told.filter((one) => !text.includes(one))]).toEqual([text, []]);
      if (first.state === 'SUCCEEDED') succeeded += 1;
    }
    expect(attempts.length).toBeGreaterThan(300);
    expect(succeeded).toBeGreaterThan(50);
    tellFigures('attack by SQL', { attempts: attempts.length, answered: succeeded, leaks: 0 }, begun);
  }, 600_000);

  test('tells the worlds apart as soon as the condition of the grant is taken away', async () => {
    const unfiltered: Weaken = (run) => ({
      ...run,
      tables: run.tables.map((table) => {
        if (table.of !== 'state') return table;
        const { filter: _, ...open } = table;
        return open;
      }),
    });
    const [one, two] = [await openWorld(1, unfiltered), await openWorld(2, unfiltered)];
    const differ: boolean[] = [];
    for (const text of [
      'SELECT * FROM aic',
      'SELECT amount FROM aic',
      'SELECT k FROM aic WHERE 1 / amount > 0',
    ])
      differ.push(JSON.stringify(await seen(one, text)) !== JSON.stringify(await seen(two, text)));
    await Promise.all([one.close(), two.close()]);
    expect(differ).toEqual([true, true, true]);
  }, 120_000);
});
