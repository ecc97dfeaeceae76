/** Queries by HTTP, through the one decision point. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createApi } from '../../../functions/api/app.ts';
import type { ApiHome } from '../../../functions/api/home.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { parse } from '../api/fakes/fixture.ts';
import { type LakeHome, openLakeHome, who } from './lake-home.ts';

describe('queries by the API', () => {
  let lake: LakeHome;
  const audits: unknown[] = [];
  let ask: (
    method: string,
    path: string,
    as: keyof typeof who,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Response>;
  const open = (more: Partial<ApiHome>) => {
    const app = createApi({
      ports: lake.ports,
      streams: true,
      identify: async (request) =>
        who[(request.headers.get('authorization') ?? '').slice(7) as keyof typeof who],
      audit: (entry) => audits.push(entry),
      ...more,
    });
    return async (method: string, path: string, as: string, body?: unknown, headers = {}) =>
      app.request(`/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
  };
  beforeAll(async () => {
    lake = await openLakeHome();
    await giveGrant(lake.ports, { resource: 'AIC', receiver: 'local-tax', items: ['k'], ways: ['database'] });
    ask = open({ queries: lake.service });
  }, 60_000);
  afterAll(() => lake.close());

  async function run(sql: string, as: keyof typeof who, more = {}) {
    const started = await ask('POST', '/queries', as, { sql, ...more });
    expect(started.status).toBe(201);
    const { id } = await parse(started);
    for (;;) {
      const execution = await parse(await ask('GET', `/queries/${id}`, as));
      if (execution.endedAt !== undefined) return execution;
      await sleep(10);
    }
  }

  test('asks, pages through the rows, and lists one’s own', async () => {
    const { id, state } = await run('SELECT k FROM aic ORDER BY amount', 'aic');
    expect(state).toBe('SUCCEEDED');
    const first = await parse(await ask('GET', `/queries/${id}/results?limit=4`, 'aic'));
    expect(first).toMatchObject({
      columns: [{ name: 'k', type: 'varchar' }],
      rows: [['k1'], ['k2'], ['k3'], ['k4']],
    });
    const rest = await parse(await ask('GET', `/queries/${id}/results?after=${first.next}`, 'aic'));
    expect(rest.rows).toHaveLength(6);
    expect(rest.next).toBeUndefined();
    expect((await parse(await ask('GET', '/queries', 'aic'))).items).toHaveLength(1);
    expect((await parse(await ask('GET', '/queries', 'tax'))).items).toEqual([]);
    for (const path of [`/queries/${id}`, `/queries/${id}/results`])
      expect((await ask('GET', path, 'tax')).status).toBe(404);
    expect((await ask('POST', `/queries/${id}/stop`, 'tax')).status).toBe(404);
    expect((await ask('POST', `/queries/${id}/stop`, 'aic')).status).toBe(200);
    expect((await ask('GET', `/queries/${id}/results?after=x`, 'aic')).status).toBe(409);
  }, 60_000);

  test('takes parameters, and tells what is wrong with its place', async () => {
    expect(await run('SELECT k FROM aic WHERE k = ?', 'tax', { parameters: ["'k3'"] })).toMatchObject({
      rows: 1,
    });
    expect((await run('SELECT k\nFROM land', 'tax')).error).toMatchObject({
      code: 'PERMISSION_DENIED',
      line: 2,
    });
    for (const body of [
      { sql: '' },
      { sql: `SELECT '${'税'.repeat(90_000)}'` },
      { sql: 'SELECT ?', parameters: Array(101).fill('1') },
    ])
      expect((await ask('POST', '/queries', 'tax', body)).status).toBe(400);
  }, 60_000);

  test('only who may query is let in, and no word of the statement stands in the audit log', async () => {
    expect((await ask('POST', '/queries', 'official', { sql: 'SELECT 1' })).status).toBe(403);
    await run("SELECT 'geheim-110101199001011234' AS a", 'aic');
    expect(JSON.stringify(audits)).not.toContain('geheim');
    const page = await lake.ports.records.query('topic', 'unsealed/aic', { limit: 1000 });
    expect(JSON.stringify(page.items)).toContain('query ended');
    expect(JSON.stringify(page.items)).not.toContain('geheim');
  }, 60_000);

  test('asked again under one key it runs once; the key is the account’s, and for one statement', async () => {
    const made = { sql: 'CREATE TABLE ws_aic.once AS SELECT k FROM aic' };
    const put = (as: keyof typeof who, body: unknown) =>
      ask('POST', '/queries', as, body, { 'idempotency-key': 'again-1' });
    const [first, second] = await Promise.all([put('aic', made), put('aic', made)]);
    const { id } = await parse(first);
    expect([first.status, second.status, (await parse(second)).id]).toEqual([201, 201, id]);
    for (;;) {
      const execution = await parse(await ask('GET', `/queries/${id}`, 'aic'));
      if (execution.endedAt === undefined) await sleep(10);
      else {
        expect(execution.error).toBeUndefined();
        break;
      }
    }
    expect(await parse(await put('aic', made))).toMatchObject({ id, state: 'SUCCEEDED' });
    expect(await parse(await put('aic', { sql: 'SELECT 1' }))).toMatchObject({
      status: 422,
      code: 'idempotency-key-reused',
    });
    expect((await parse(await put('tax', { sql: 'SELECT 1' }))).id).not.toBe(id);
    expect((await parse(await ask('GET', '/queries?limit=100', 'aic'))).items).toContainEqual(
      expect.objectContaining({ id }),
    );
  }, 60_000);

  test('a home without SQL says so', async () => {
    const response = await open({})('POST', '/queries', 'aic', { sql: 'SELECT 1' });
    expect(await parse(response)).toMatchObject({ code: 'no-queries' });
  });
});
