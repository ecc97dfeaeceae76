/** SQL in a function's own process gives what SQL in a child gives, ends when its time is up, and leaves no file. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunOutput, RunTable, SqlRunner } from '../../../layers/core/ports/sql-runner.ts';
import { publishLake } from '../../../layers/core/publish-lake/publish-lake.ts';
import { prelude } from '../../../layers/core/sql/functions/index.ts';
import { objectsUnder } from '../../../layers/core/walk.ts';
import { QueryFailed } from '../../../layers/core/workbench/query-failed.ts';
import { sqlInProcess } from '../../../layers/refinery/run-in-process.ts';
import { type LakeHome, openLakeHome } from '../workbench/lake-home.ts';

let home: LakeHome;
let folder: string;
let runner: SqlRunner;
beforeEach(async () => {
  home = await openLakeHome();
  folder = await mkdtemp(join(tmpdir(), 'in-process-'));
  const { objects } = home.ports;
  const scratch = async <T>(use: (own: string) => Promise<T>): Promise<T> => {
    const own = await mkdtemp(join(folder, 'run-'));
    try {
      return await use(own);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  };
  const put = async (key: string, path: string) => {
    const { sha256 } = await objects.put(key, await readFile(path));
    return { size: (await stat(path)).size, sha256 };
  };
  const limits = { threads: 1, memoryMegabytes: 300, spillMegabytes: 300 };
  runner = sqlInProcess({ files: { scratch, put }, objects }, limits);
});
afterEach(async () => {
  await home.close();
  await rm(folder, { recursive: true, force: true });
});

const csv = (key: string): RunOutput => ({ to: 'csv', key, names: ['k', 'amount'] });

async function textOf(key: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of home.ports.objects.get(key)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const run = (of: SqlRunner, sql: string, key: string, tables: RunTable[] = [], signal?: AbortSignal) =>
  of.run({ tables, prelude, sql, output: csv(key) }, signal ?? new AbortController().signal, () => {});

test('gives the same rows over the same objects', async () => {
  await publishLake(home.ports, runner, [])({ seconds: 60, signal: new AbortController().signal });
  const keys: string[] = [];
  for await (const { key } of objectsUnder(home.ports.objects, 'lake/shared/AIC/')) keys.push(key);
  const columns = [
    { name: 'k', carrier: 'VARCHAR' },
    { name: 'amount', carrier: 'DECIMAL(18,2)' },
  ];
  const table: RunTable = { name: 't', of: 'objects', keys, columns };
  const sql = 'SELECT k AS c1, CAST(amount AS VARCHAR) AS c2 FROM t ORDER BY 1';
  const [own] = await run(runner, sql, 'test/own.csv', [table]);
  await run(home.runner, sql, 'test/child.csv', [table]);
  expect(own).toMatchObject({ key: 'test/own.csv', rows: 10 });
  expect(await textOf('test/own.csv')).toBe(await textOf('test/child.csv'));
  expect(await readdir(folder)).toEqual([]);
});

test('ends when its time is up, with what ended it', async () => {
  const endless = 'SELECT sum(a.i * b.i) AS c1, 1 AS c2 FROM range(10000000) a(i), range(10000000) b(i)';
  await expect(run(runner, endless, 'test/a.csv', [], AbortSignal.timeout(300))).rejects.toThrow(/timeout/);
  expect(await readdir(folder)).toEqual([]);
});

test('tells what is wrong with a statement, and reaches nothing but its own folder', async () => {
  await expect(run(runner, "SELECT CAST('x' AS INTEGER) AS c1, 1 AS c2", 'test/b.csv')).rejects.toThrow(
    QueryFailed,
  );
  const outside = `SELECT content AS c1, 1 AS c2 FROM read_text('${join(import.meta.dirname, 'in-process.test.ts')}')`;
  await expect(run(runner, outside, 'test/c.csv')).rejects.toThrow(QueryFailed);
});
