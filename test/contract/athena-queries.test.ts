/** The adapter of the cloud's Athena against our own endpoint, and the command line over it. */
import { serve } from '@hono/node-server';
import { createApi } from '../../functions/api/app.ts';
import { makeFolder } from '../acceptance/files.ts';
import { project, runProgram } from '../acceptance/home.ts';
import { who } from '../unit/workbench/lake-home.ts';
import { type AthenaHome, openAthenaHome } from './athena-home.ts';
import { describeQueryService } from './query-service.ts';

describeQueryService('cloud', async () => {
  const { service, close } = await openAthenaHome();
  return {
    service,
    principal: who.aic,
    stranger: who.tax,
    slow: `SELECT DISTINCT t1.k || t2.k || t3.k FROM ${Array.from({ length: 9 }, (_, at) => `aic t${at}`).join(', ')}`,
    tellsElements: false,
    close,
  };
});

describe('the command line asks SQL of a cloud home', () => {
  let home: AthenaHome;
  let server: ReturnType<typeof serve>;
  let run: (as: keyof typeof who, ...args: string[]) => ReturnType<typeof runProgram>;
  beforeAll(async () => {
    home = await openAthenaHome();
    const api = createApi({
      ports: home.ports,
      queries: home.service,
      streams: false,
      identify: async (request) =>
        who[(request.headers.get('authorization') ?? '').slice('Bearer '.length) as keyof typeof who],
    });
    const { promise: listening, resolve } = Promise.withResolvers<number>();
    server = serve({ fetch: api.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
    const url = `http://127.0.0.1:${await listening}`;
    const folder = await makeFolder();
    run = (as, ...args) =>
      runProgram(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', `${project}/cli/main.ts`, 'query', ...args, '--json'],
        {
          env: {
            ...process.env,
            SHUIYUAN_HOME: folder,
            SHUIYUAN_URL: url,
            SHUIYUAN_TOKEN: as,
            LANG: 'en_US.UTF-8',
          },
        },
      );
  }, 120_000);
  afterAll(async () => {
    server.close();
    await home.close();
  });

  test('rows come through the API, as many as there are', async () => {
    const { status, stdout, stderr } = await run(
      'aic',
      'SELECT k, ? AS p FROM shared.aic ORDER BY amount LIMIT 2',
      '--param',
      "'x'",
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'DML',
      rows: [
        ['k1', 'x'],
        ['k2', 'x'],
      ],
      cut: false,
    });
    const many = await run('aic', 'SELECT a FROM UNNEST(sequence(1, 2100)) AS t(a) ORDER BY a');
    expect(JSON.parse(many.stdout).rows.flat().map(Number)).toEqual(
      Array.from({ length: 2100 }, (_, at) => at + 1),
    );
  }, 120_000);

  test('what is wrong comes with its name and its place', async () => {
    const { status, stdout } = await run('aic', 'SELECT k FROM shared.nowhere');
    expect(status).toBe(1);
    const error = { code: 'TABLE_NOT_FOUND', en: expect.stringContaining('line 1:15') };
    expect(JSON.parse(stdout)).toMatchObject({ error });
  }, 60_000);

  test('who has no seat, or asks in another’s, is refused by name', async () => {
    const none = await run('civil', 'SELECT 1');
    expect([none.status, none.stdout]).toEqual([1, expect.stringContaining('workbench.analysts')]);
    const others = await run('aic', 'SELECT 1', '--work-group', 'local-tax-receiver');
    expect([others.status, others.stdout]).toEqual([1, expect.stringContaining('primary, aic-receiver')]);
  }, 60_000);
});
