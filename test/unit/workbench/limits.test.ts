/** A query that would take all there is ends by itself; the home lives, and the next query runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type LakeHome, openLakeHome, who } from './lake-home.ts';

const many = '(SELECT a.k FROM aic a, aic b, aic c, aic d, aic e, aic f, aic g)';
/** Far too many rows to be held, and nothing may be left out. */
const heavy = `SELECT DISTINCT x.k || y.k, x.amount * y.amount FROM aic z, ${many} x0, aic x, ${many} y0, aic y`;
const distinct = `CREATE TABLE ws_aic.distinct_texts AS
  SELECT DISTINCT a.k || b.k || c.k || d.k || e.k || f.k || g.k AS t FROM aic a, aic b, aic c, aic d, aic e, aic f, aic g`;

describe('limits of a query', () => {
  let lake: LakeHome;
  beforeAll(async () => {
    lake = await openLakeHome({
      memoryMegabytes: 64,
      spillMegabytes: 32,
      timeLimitSeconds: 100,
      mostRows: 100,
      atOnce: 1,
    });
  }, 60_000);
  afterAll(() => lake.close());

  test('memory: ended by name, and the next query runs', async () => {
    const { state, error } = await lake.ask(distinct);
    expect({ state, code: error?.code }).toEqual({ state: 'FAILED', code: 'EXCEEDED_LOCAL_MEMORY_LIMIT' });
    expect(await lake.rows("SELECT k FROM aic WHERE k = 'k1'")).toEqual([['k1']]);
  }, 120_000);

  test('time: ended by name', async () => {
    const short = await openLakeHome({ timeLimitSeconds: 2 });
    const { error } = await short.ask(heavy);
    expect(error?.code).toBe('EXCEEDED_TIME_LIMIT');
    expect(await short.rows("SELECT k FROM aic WHERE k = 'k1'")).toEqual([['k1']]);
    await short.close();
  }, 60_000);

  test('disk: what would spill more than it may is ended by name, and its folder goes', async () => {
    const sorted = `CREATE TABLE ws_aic.sorted AS SELECT a.secret || b.secret || c.secret || d.secret AS t, row_number()
      OVER (ORDER BY a.secret || d.secret || f.secret || b.secret) AS n FROM aic a, aic b, aic c, aic d, aic e, aic f, aic g`;
    const { state, error } = await lake.ask(sorted);
    expect({ state, code: error?.code }).toEqual({ state: 'FAILED', code: 'EXCEEDED_LOCAL_MEMORY_LIMIT' });
    expect((await lake.ports.objects.list('workspace/ws_aic/tables/sorted/')).objects).toEqual([]);
    expect(await lake.rows("SELECT k FROM aic WHERE k = 'k1'")).toEqual([['k1']]);
  }, 120_000);

  test('rows that are shown are cut, rows that are written are not', async () => {
    const { rows, cut } = await lake.ask(`SELECT * FROM aic a, aic b, aic c`);
    expect({ rows, cut }).toEqual({ rows: 100, cut: true });
    expect(
      await lake.ask('CREATE TABLE ws_aic.thousand AS SELECT a.k FROM aic a, aic b, aic c'),
    ).toMatchObject({
      state: 'SUCCEEDED',
      rows: 1000,
    });
  }, 60_000);

  test('a stopped query is killed, one that waits goes from the queue', async () => {
    const running = await lake.service.start({ text: heavy }, who.aic);
    const waiting = await lake.service.start({ text: 'SELECT 1' }, who.aic);
    for (;;) {
      const { state } = await lake.service.execution(running, who.aic);
      if (state === 'RUNNING') break;
      await sleep(10);
    }
    expect((await lake.service.execution(waiting, who.aic)).state).toBe('QUEUED');
    await lake.service.stop(waiting, who.aic);
    expect((await lake.service.execution(waiting, who.aic)).state).toBe('CANCELLED');
    await sleep(300);
    const child = lake.runner.children().at(-1) ?? 0;
    await lake.service.stop(running, who.aic);
    expect((await lake.service.execution(running, who.aic)).state).toBe('CANCELLED');
    await sleep(200);
    expect(() => process.kill(child, 0)).toThrow();
    expect(await lake.rows('SELECT 1')).toEqual([['1']]);
  }, 60_000);

  test('fifty asked in one moment: an account has ten of them, all end, the home stays as small', async () => {
    const asked = (as: typeof who.aic, text: string) =>
      Array.from({ length: 50 }, () =>
        lake.service.start({ text }, as).then(
          (id) => ({ id, as }),
          (error: Error) => error.message,
        ),
      );
    const all = await Promise.all([...asked(who.aic, 'SELECT 1'), ...asked(who.tax, 'SELECT 2')]);
    const begun = all.filter((one) => typeof one !== 'string');
    expect(begun).toHaveLength(20);
    expect(all.filter((one) => typeof one === 'string' && /at most 10/.test(one))).toHaveLength(80);
    for (const { id, as } of begun)
      for (;;) {
        const { state } = await lake.service.execution(id, as);
        if (state === 'SUCCEEDED') break;
        expect(['QUEUED', 'RUNNING']).toContain(state);
        await sleep(10);
      }
    expect(lake.runner.children().length).toBeLessThanOrEqual(2);
  }, 60_000);

  test('a child that dies ends its query alone', async () => {
    const id = await lake.service.start({ text: heavy }, who.aic);
    for (;;) {
      if ((await lake.service.execution(id, who.aic)).state === 'RUNNING') break;
      await sleep(10);
    }
    await sleep(300);
    const child = lake.runner.children().at(-1) ?? 0;
    process.kill(child, 'SIGKILL');
    for (;;) {
      const { state, error } = await lake.service.execution(id, who.aic);
      if (state === 'RUNNING') await sleep(10);
      else {
        expect({ state, code: error?.code }).toEqual({ state: 'FAILED', code: 'GENERIC_INTERNAL_ERROR' });
        break;
      }
    }
    expect(await lake.rows('SELECT 1')).toEqual([['1']]);
  }, 60_000);

  test('another’s query is not there, and a paged result goes on where it stopped', async () => {
    const { id } = await lake.ask('SELECT k FROM aic ORDER BY amount');
    await expect(lake.service.execution(id, who.tax)).rejects.toThrow(/no query/);
    await expect(lake.service.stop(id, who.tax)).rejects.toThrow(/no query/);
    const first: string[] = [];
    let after = '';
    for await (const { values, place } of lake.service.results(id, {}, who.aic)) {
      first.push(values[0] ?? '');
      after = place;
      if (first.length === 4) break;
    }
    for await (const { values } of lake.service.results(id, { after }, who.aic)) first.push(values[0] ?? '');
    expect(first).toEqual(Array.from({ length: 10 }, (_, index) => `k${index + 1}`));
  }, 60_000);
});

test('views that grow by being named are refused; output and age of results are bounded', async () => {
  const lake = await openLakeHome({ outputLimitMebibytes: 1, mostRows: 1_000_000 });
  try {
    await lake.ask('CREATE VIEW ws_aic.v0 AS SELECT k FROM aic');
    for (let level = 1; level < 8; level += 1) {
      const names = Array.from({ length: 4 }, (_, index) => `ws_aic.v${level - 1} t${index}`).join(', ');
      await lake.ask(`CREATE VIEW ws_aic.v${level} AS SELECT t0.k FROM ${names}`);
    }
    expect((await lake.ask('SELECT * FROM ws_aic.v4')).error?.code).toMatch(/NOT_SUPPORTED|TABLE_NOT_FOUND/);
    const cross = Array.from({ length: 6 }, (_, index) => `aic t${index}`).join(', ');
    const { error } = await lake.ask(`SELECT t0.secret || t1.secret, t2.secret || t3.secret FROM ${cross}`);
    expect(error?.code).toBe('EXCEEDED_OUTPUT_SIZE_LIMIT');
    const { id } = await lake.ask('SELECT 1');
    const { objects } = await lake.ports.objects.list('query-results/');
    for (const { key } of objects) await lake.ports.objects.remove(key);
    const rows = lake.service.results(id, {}, who.aic)[Symbol.asyncIterator]();
    await expect(rows.next()).rejects.toThrow(/no longer kept/);
  } finally {
    await lake.close();
  }
}, 60_000);
