/** Engines between jobs: shared where one root folder holds the jobs' files, never after a failure, never for ever. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, teachMacros, withEngine } from '../../../layers/refinery/engine.ts';

let folder: string;
let jobs = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shuiyuan-engine-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A job's own folder below a root, with one file in it. */
function jobFolder(root: string): string {
  const own = join(root, `job-${++jobs}`);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'a.csv'), 'n\n1\n2\n');
  return own;
}

async function ask(engine: Engine, sql: string): Promise<unknown[]> {
  const connection = await engine.instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
  }
}

const same = async (engine: Engine): Promise<Engine> => engine;
const refusal = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'it was answered',
    (error: unknown) => String(error),
  );

test('one engine serves the jobs of a root one after another', async () => {
  const root = join(folder, 'root');
  const engines: Engine[] = [];
  for (let turn = 0; turn < 3; turn += 1) engines.push(await withEngine([jobFolder(root)], { root }, same));
  expect(new Set(engines).size).toBe(1);
});

test('without a root each job has its own, which is closed with it', async () => {
  const first = await withEngine([jobFolder(folder)], {}, same);
  const second = await withEngine([jobFolder(folder)], {}, same);
  expect(second).not.toBe(first);
  await expect(ask(first, 'select 1')).rejects.toThrow();
});

test('jobs of two roots never share', async () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  const first = await withEngine([jobFolder(one)], { root: one }, same);
  expect(await withEngine([jobFolder(two)], { root: two }, same)).not.toBe(first);
});

test('a job with a file outside the root, beside it included, gets an engine of its own', async () => {
  const root = join(folder, 'root');
  const shared = await withEngine([jobFolder(root)], { root }, same);
  for (const outside of [join(folder, 'elsewhere'), join(folder, 'root-too')]) {
    const own = await withEngine([jobFolder(root), jobFolder(outside)], { root }, same);
    expect(own).not.toBe(shared);
  }
  expect(await withEngine([jobFolder(root)], { root }, same)).toBe(shared);
});

test('two jobs of a root at once do not share, and one engine is kept', async () => {
  const root = join(folder, 'root');
  const [first, second] = await Promise.all([
    withEngine([jobFolder(root)], { root }, same),
    withEngine([jobFolder(root)], { root }, same),
  ]);
  expect(first).not.toBe(second);
  const kept = await withEngine([jobFolder(root)], { root }, same);
  expect([first, second]).toContain(kept);
  const closed = kept === first ? second : first;
  await expect(ask(closed as Engine, 'select 1')).rejects.toThrow();
});

test('after a failure the engine is closed and the next job gets a new one', async () => {
  const root = join(folder, 'root');
  let failed: Engine | undefined;
  const job = withEngine([jobFolder(root)], { root }, async (engine) => {
    failed = engine;
    throw new Error('out of memory');
  });
  await expect(job).rejects.toThrow('out of memory');
  await expect(ask(failed as Engine, 'select 1')).rejects.toThrow();
  expect(await withEngine([jobFolder(root)], { root }, same)).not.toBe(failed);
});

test('an engine ends after 500 jobs', async () => {
  const root = join(folder, 'root');
  const own = jobFolder(root);
  const first = await withEngine([own], { root }, same);
  let last = first;
  let served = 1;
  for (; last === first && served < 600; served += 1) last = await withEngine([own], { root }, same);
  expect(served - 1).toBe(500);
  await expect(ask(first, 'select 1')).rejects.toThrow();
});

describe('an engine', () => {
  const reaches = [
    ["read from another job's folder", (path: string) => `select * from read_csv('${path}')`],
    ['reach it through ..', (path: string) => `select * from read_csv('${path}')`],
    ['write there', (path: string) => `copy (select 1) to '${path}.out'`],
    ['attach a database there', (path: string) => `attach '${path}.db'`],
    ['list it', (path: string) => `select * from glob('${path}*')`],
  ] as const;

  test.each(reaches)('without a root cannot %s', async (name, sql) => {
    const [own, other] = [jobFolder(folder), jobFolder(folder)];
    const path = name.includes('..') ? join(own, '..') + other.slice(folder.length) : other;
    const target = name.includes('..') ? `${own}/..${other.slice(folder.length)}/a.csv` : join(path, 'a.csv');
    const said = await refusal(withEngine([own], {}, (engine) => ask(engine, sql(target))));
    expect(said).toMatch(/Permission Error/);
  });

  test('reads its own folder', async () => {
    const own = jobFolder(folder);
    const rows = await withEngine([own], {}, (engine) => ask(engine, `select n from '${own}/a.csv'`));
    expect(rows).toEqual([['1'], ['2']]);
  });

  test('of a root cannot leave the root', async () => {
    const root = join(folder, 'root');
    const other = jobFolder(join(folder, 'root-too'));
    const job = withEngine([jobFolder(root)], { root }, (engine) => ask(engine, `from '${other}/a.csv'`));
    expect(await refusal(job)).toMatch(/Permission Error/);
  });

  test.each([
    'set enable_external_access = true',
    "set allowed_directories = ['/']",
    "set memory_limit = '64GB'",
    'load httpfs',
    'install httpfs',
    "create secret s (type s3, provider config, key_id 'a', secret 'b')",
  ])('cannot loosen itself: %s', async (sql) => {
    const said = await refusal(withEngine([jobFolder(folder)], {}, (engine) => ask(engine, sql)));
    expect(said).toMatch(/Error/);
  });

  test('keeps no table and no view of a job for the next', async () => {
    const root = join(folder, 'root');
    const tables = 'select table_name from information_schema.tables';
    await withEngine([jobFolder(root)], { root }, (engine) => ask(engine, 'create temp table t as select 1'));
    await withEngine([jobFolder(root)], { root }, (engine) => ask(engine, 'create temp view v as select 1'));
    expect(await withEngine([jobFolder(root)], { root }, (engine) => ask(engine, tables))).toEqual([]);
  });

  test('is taught a lesson once, and another one after it', async () => {
    const root = join(folder, 'root');
    const twice = ['CREATE TEMP MACRO twice(n) AS n * 2'];
    const thrice = ['CREATE TEMP MACRO twice(n) AS n * 3'];
    const learn = (macros: readonly string[]) =>
      withEngine([jobFolder(root)], { root }, async (engine) => {
        const connection = await engine.instance.connect();
        await teachMacros(engine, connection, macros);
        connection.closeSync();
        return ask(engine, 'select twice(7)');
      });
    expect([await learn(twice), await learn(twice), await learn(thrice), await learn(twice)]).toEqual([
      [[14]],
      [[14]],
      [[21]],
      [[14]],
    ]);
  });
});
