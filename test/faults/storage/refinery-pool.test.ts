import { readdir } from 'node:fs/promises';
import type { TokenSource } from '../../../layers/core/desensitise/token-source.ts';
import {
  Forbidden,
  NotFound,
  ObjectExists,
  PoisonError,
  TransientError,
} from '../../../layers/core/errors.ts';
import type { RefineJob, Source } from '../../../layers/core/ports/refinery.ts';
import {
  type PoolOptions,
  type RefineryPool,
  startRefineryPool,
} from '../../../layers/embedded/refinery-pool.ts';
import { TooMuchMemory } from '../../../layers/embedded/refinery-worker.ts';
import { gather } from '../../contract/bytes.ts';
import { openTemporaryHome, type TemporaryHome } from '../../contract/temporary-home.ts';

/** What lies in the scratch folder beside the roots of the children that live, which are empty between jobs. */
async function leftFiles(scratch: string): Promise<string[]> {
  const found = await readdir(scratch, { recursive: true });
  return found.filter((path) => !/^child-[^/]+$/.test(path));
}

describe('refinery children', () => {
  let temporary: TemporaryHome;
  let pool: RefineryPool | undefined;

  beforeEach(async () => {
    temporary = await openTemporaryHome();
  });
  afterEach(async () => {
    await pool?.close();
    await temporary.close();
  });

  function start(options: PoolOptions = {}) {
    const entry = new URL('./unruly-refinery.ts', import.meta.url);
    pool = startRefineryPool(temporary.home, { children: 1, entry, ...options });
    const { refinery } = pool;
    const doing = (deed: string, key = 'drop/a') =>
      refinery.refine({ department: deed, source: { key } } as RefineJob) as Promise<unknown>;
    const failing = (deed: string, key?: string) =>
      doing(deed, key).then(
        () => undefined,
        (error: unknown) => error,
      );
    return { refinery, doing, failing };
  }
  const source = (key: string): Source => ({ key, fileName: 'a.csv', size: 1 });

  test.each([100, 200_000])('read an object of %i bytes as a file', async (size) => {
    const { refinery } = start();
    const head = await temporary.home.objects.put('drop/a', Buffer.alloc(size));
    const survey = await refinery.survey(source('drop/a'), {} as never);
    expect(survey).toEqual({ size, head });
  });

  test('have tokens made for the department whose file it is, whatever they say, and only when desensitising', async () => {
    const asked: string[] = [];
    const tokens: TokenSource = {
      reserve: async (use) => void asked.push(use.department),
      tokens: async ({ use, values }) => {
        asked.push(use.department);
        return values.map(() => 'token');
      },
    };
    const { refinery, doing } = start({ tokens });
    expect(await doing('have tokens made')).toEqual(['token']);
    expect(asked).toEqual(['have tokens made', 'have tokens made']);
    await expect(refinery.survey(source('tokens'), {} as never)).rejects.toThrow(Forbidden);
    expect(asked).toHaveLength(2);
  });

  test.each(['put small', 'put large'])('%s results, which are whole objects at once', async (deed) => {
    const { doing } = start();
    const put = (await doing(deed)) as { size: number; sha256: string };
    expect(await temporary.home.objects.head('drop/a/result')).toMatchObject(put);
    expect(await gather(temporary.home.objects.get('drop/a/result'))).toHaveLength(put.size);
    await expect(doing(deed)).rejects.toThrow(ObjectExists);
  });

  test('leave no scratch files behind', async () => {
    const { doing, failing } = start();
    await doing('put small');
    await failing('die');
    expect(await leftFiles(temporary.home.scratch)).toEqual([]);
  });

  test('give errors back with class, code, place and both languages', async () => {
    const { failing, refinery } = start();
    const poison = (await failing('meet poison')) as PoisonError;
    expect(poison).toBeInstanceOf(PoisonError);
    expect(poison).toMatchObject({
      code: 'zip-bomb',
      message: 'grows too much',
      zh: '膨胀过大',
      place: { file: 'a.zip', line: 7 },
    });
    expect(await failing('read what is not there')).toBeInstanceOf(NotFound);
    await expect(refinery.count([])).rejects.toThrow(NotFound);
    await expect(refinery.merge({} as never)).rejects.toMatchObject({
      code: 'object-exists',
      key: 'lake/税/1',
    });
  });

  test('let no text of an unforeseen error through: it may quote a row', async () => {
    const { failing } = start();
    const error = (await failing('quote a row')) as TransientError;
    expect(error).toBeInstanceOf(TransientError);
    const cause = error.cause as Error;
    expect(`${error.message} ${error.stack} ${cause.message} ${cause.stack}`).not.toMatch(/张三|5201/);
    expect(cause.stack).toMatch(/unruly-refinery/);
  });

  test('may not put files of the host, nor see its secrets', async () => {
    process.env.SHUIYUAN_SECRET_FOR_TEST = 'secret';
    const { doing } = start();
    await expect(doing('put a file of the host')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await temporary.home.objects.head('stolen')).toBeUndefined();
    expect(await doing('say what it knows')).not.toContain('SHUIYUAN_SECRET_FOR_TEST');
    delete process.env.SHUIYUAN_SECRET_FOR_TEST;
  });

  test.each(['die', 'exit', 'lose an error'])(
    'that %s fail their job as transient and are replaced',
    async (deed) => {
      const { doing, failing } = start();
      expect(await failing(deed)).toBeInstanceOf(TransientError);
      expect(await doing('put small')).toMatchObject({ size: 100 });
    },
  );

  test.each(['hang', 'hang busily'])('that %s are ended after the time limit', async (deed) => {
    const { doing, failing } = start({ timeLimitSeconds: 2 });
    const error = await failing(deed);
    expect(error).toBeInstanceOf(TransientError);
    expect((error as Error).message).toMatch(/2 seconds/);
    expect(await doing('put small')).toMatchObject({ size: 100 });
  });

  test('that eat memory are ended; the second time the file is poison', async () => {
    const { failing, doing } = start({ memoryLimitMebibytes: 400 });
    expect(await failing('eat memory', 'drop/big')).toBeInstanceOf(TooMuchMemory);
    expect(await failing('eat memory', 'drop/other')).toBeInstanceOf(TransientError);
    const second = await failing('eat memory', 'drop/big');
    expect(second).toBeInstanceOf(PoisonError);
    expect(second).toMatchObject({ code: 'too-much-memory' });
    expect(await doing('put small')).toMatchObject({ size: 100 });
  });

  test('work side by side and queue when there are more jobs than children', async () => {
    const { doing } = start({ children: 2 });
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, index) => doing('put small', `drop/${index}`)),
    );
    expect(results).toHaveLength(6);
    expect((await temporary.home.objects.list('drop/')).objects).toHaveLength(6);
  });

  test('stream refused rows while another job runs, and tidy up when the reader goes away', async () => {
    const { refinery, doing } = start();
    expect(await gather(refinery.rejects({} as never))).toHaveLength(1_000_000);
    for await (const piece of refinery.rejects({} as never)) {
      expect(piece.length).toBeGreaterThan(0);
      await doing('put small');
      break;
    }
    expect(await leftFiles(temporary.home.scratch)).toEqual([]);
  });

  test('that do not start fail the jobs that wait for them, as transient', async () => {
    const { failing } = start({ entry: new URL('./no-such-program.ts', import.meta.url) });
    const error = await failing('put small');
    expect(error).toBeInstanceOf(TransientError);
    expect((error as Error).message).toMatch(/do not start/);
  });

  test('fail waiting and running jobs when the pool is closed', async () => {
    const { failing } = start();
    const jobs = [failing('hang'), failing('hang')];
    await new Promise((resolve) => setTimeout(resolve, 300));
    await pool?.close();
    for (const error of await Promise.all(jobs)) expect(error).toBeInstanceOf(TransientError);
  });
});
