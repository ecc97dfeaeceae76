/** Queries end by the clock: their rows after some days, all of them but the ledger's entries after some more. */

import { verifyLedger } from '../../../layers/core/ledger/index.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { eraseQueries } from '../../../layers/core/workbench/erase-queries.ts';
import { executions, queryTokens } from '../../../layers/core/workbench/kinds.ts';
import { type LakeHome, openLakeHome, who } from './lake-home.ts';

const day = 86_400_000;

describe('old queries', () => {
  let lake: LakeHome;
  beforeAll(async () => {
    lake = await openLakeHome();
  }, 60_000);
  afterAll(() => lake.close());

  const later = (days: number): { -readonly [K in keyof Ports]: Ports[K] } => ({
    ...lake.ports,
    clock: { now: () => new Date(Date.now() + days * day) },
  });
  const rowsOf = (id: string) => lake.service.results(id, {}, who.aic)[Symbol.asyncIterator]().next();

  test('lose their rows first, then go with the record; the ledger has no gap', async () => {
    const { id, output } = await lake.ask("SELECT k FROM aic WHERE k <> 'geheim'");
    expect(await eraseQueries(later(29))()).toEqual({ queries: 0, tokens: 0, results: 0 });
    expect(await rowsOf(id)).toMatchObject({ done: false });

    expect(await eraseQueries(later(31))()).toEqual({ queries: 0, tokens: 0, results: 1 });
    await expect(rowsOf(id)).rejects.toThrow(/no longer kept/);
    expect(await lake.service.execution(id, who.aic)).toMatchObject({ state: 'SUCCEEDED' });

    const second = await lake.ask('SELECT k FROM aic');
    const patient = later(46);
    patient.settings = { ...patient.settings, queryResultDays: 99 };
    expect(await eraseQueries(patient)()).toEqual({ queries: 2, tokens: 0, results: 0 });
    for (const key of [output, second.output])
      expect(await lake.ports.objects.head(key ?? '')).toBeUndefined();
    expect(await lake.ports.records.get(executions.key(id))).toBeUndefined();
    await expect(lake.service.execution(id, who.aic)).rejects.toThrow(/no query/);
    const entries = await lake.ports.records.query('topic', 'unsealed/aic', { limit: 1000 });
    const actions = entries.items.flatMap(({ value }) => {
      const entry = value as { record: string; version: number; action: string };
      return entry.record === executions.key(id) ? [`${entry.version} ${entry.action}`] : [];
    });
    expect(actions.sort()).toEqual(['1 query asked', '2 query ended', '3 query erased']);
    expect((await verifyLedger(lake.ports)(['aic'])).every(({ flaw }) => flaw === undefined)).toBe(true);
    expect(await eraseQueries(patient)()).toEqual({ queries: 0, tokens: 0, results: 0 });
  }, 60_000);

  test('of a dead process go too, and so do tokens; what moves meanwhile stays for the next turn', async () => {
    const { id } = await lake.ask('SELECT 1');
    const held = await lake.ports.records.get(executions.key(id));
    const { endedAt: _, ...left } = executions.schema.parse(held?.value);
    const write = { put: executions.key(id), value: left, indexes: executions.indexes?.(left) ?? {} };
    await lake.ports.records.commit([{ ...write, expect: 2 }]);
    const token = { asked: 'x', id, at: new Date().toISOString() };
    const indexes = queryTokens.indexes?.(token) ?? {};
    const key = queryTokens.key('aic-clerk', 'digest');
    await lake.ports.records.commit([{ put: key, value: token, indexes, expect: 0 }]);
    expect(await eraseQueries(later(44))()).toMatchObject({ queries: 0, tokens: 0 });

    const racing = later(46);
    let moved = false;
    racing.probe = {
      at: async (point) => {
        if (point !== 'erase-queries: query chosen' || moved) return;
        moved = true;
        await lake.ports.records.commit([{ ...write, expect: 3 }]);
      },
    };
    expect(await eraseQueries(racing)()).toMatchObject({ queries: 0, tokens: 1 });
    expect(await lake.ports.records.get(key)).toBeUndefined();
    expect(await eraseQueries(later(46))()).toMatchObject({ queries: 1, tokens: 0 });
    expect(await lake.ports.records.get(executions.key(id))).toBeUndefined();
  }, 60_000);
});
