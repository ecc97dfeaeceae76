/** Writes that leave their sync to a later one: what they may lose, and what they may not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { createCommitQueue } from '../../../layers/embedded/commit-queue.ts';
import { openDatabase } from '../../../layers/embedded/database.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shuiyuan-unsynced-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Rows are numbers; each transaction is noted with how the database syncs it. */
function open() {
  const database = openDatabase(join(folder, 'home.sqlite'));
  database.exec('create table t(n integer)');
  const syncs: string[] = [];
  const beforeCommit = () => {
    const { synchronous } = database.prepare('pragma synchronous').get() as { synchronous: number };
    syncs.push(synchronous === 2 ? 'synced' : synchronous === 1 ? 'unsynced' : 'off');
  };
  const clock = { time: 0 };
  const commits = createCommitQueue(database, { beforeCommit, now: () => clock.time });
  const insert = (n: number) => () => void database.prepare('insert into t values (?)').run(n);
  const rows = () =>
    database
      .prepare('select n from t order by rowid')
      .all()
      .map((row) => row.n);
  return { database, commits, clock, syncs, insert, rows };
}

test('a write without a sync is visible at once and leaves the sync to the next', async () => {
  const { commits, syncs, insert, rows, database } = open();
  await commits.runUnsynced(insert(1));
  expect(rows()).toEqual([1]);
  expect(commits.counters).toMatchObject({ commits: 0, unsynced: 1, writes: 1 });
  await commits.run(insert(2));
  await commits.runUnsynced(insert(3));
  await commits.run(insert(4));
  expect(syncs).toEqual(['unsynced', 'synced', 'unsynced', 'synced']);
  expect(commits.counters).toMatchObject({ commits: 2, unsynced: 2, writes: 4 });
  database.close();
});

test('of one turn, what needs no sync goes first and shares the sync of the rest', async () => {
  const { commits, syncs, insert, rows, database } = open();
  await Promise.all([commits.run(insert(1)), commits.runUnsynced(insert(2)), commits.runUnsynced(insert(3))]);
  expect(rows()).toEqual([2, 3, 1]);
  expect(syncs).toEqual(['synced']);
  database.close();
});

test('keep their order among themselves', async () => {
  const { commits, insert, rows, database } = open();
  const numbers = Array.from({ length: 1200 }, (_, n) => n);
  await Promise.all(numbers.map((n) => commits.runUnsynced(insert(n))));
  expect(rows()).toEqual(numbers);
  database.close();
});

test('a failed one undoes itself and nothing beside it', async () => {
  const { commits, insert, rows, database } = open();
  const outcomes = await Promise.allSettled([
    commits.runUnsynced(insert(1)),
    commits.runUnsynced(() => {
      insert(2)();
      throw new Error('condition');
    }),
    commits.run(insert(3)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(rows()).toEqual([1, 3]);
  database.close();
});

test('do not wait while the syncs of a backlog are held apart, and do not hold those up', async () => {
  const { commits, clock, insert, database } = open();
  for (let n = 0; n < 8; n += 1) commits.beginWork();
  await commits.run(insert(1));
  const held = commits.run(insert(2));
  // On this clock the next sync's time does not come.
  for (let n = 0; n < 5; n += 1) await commits.runUnsynced(insert(n));
  expect(commits.counters).toMatchObject({ commits: 1, unsynced: 5 });
  clock.time += 1000;
  await held;
  expect(commits.counters.commits).toBe(2);
  database.close();
});

test('a synced write is not starved by a stream of them', async () => {
  const { commits, insert, database } = open();
  let streaming = true;
  const stream = Array.from({ length: 50 }, async (_, n) => {
    while (streaming) await commits.runUnsynced(insert(n));
  });
  await commits.run(insert(-1));
  await commits.run(insert(-2));
  streaming = false;
  await Promise.all(stream);
  expect(commits.counters.commits).toBe(2);
  database.close();
});

test('are committed when the queue is closed, and refused afterwards', async () => {
  const { commits, insert, rows, database } = open();
  const last = commits.runUnsynced(insert(1));
  commits.close();
  await last;
  expect(rows()).toEqual([1]);
  await expect(commits.runUnsynced(insert(2))).rejects.toThrow('closed');
  database.close();
});

const writer = `
  import { createCommitQueue } from '${new URL('../../../layers/embedded/commit-queue.ts', import.meta.url)}';
  import { openDatabase } from '${new URL('../../../layers/embedded/database.ts', import.meta.url)}';
  const database = openDatabase(process.argv[1]);
  database.exec('create table t(n integer)');
  const commits = createCommitQueue(database);
  for (let n = 0; ; n += 1) {
    await commits.runUnsynced(() => void database.prepare('insert into t values (?)').run(n));
    process.stdout.write(n + '\\n');
  }`;

test('a killed process loses none that was told of', async () => {
  const path = join(folder, 'killed.sqlite');
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', writer];
  const child = spawn(process.execPath, [...flags, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.on('data', (piece) => {
    told += String(piece);
  });
  const closed = once(child, 'close');
  while (told.split('\n').length < 200) await wait(10);
  child.kill('SIGKILL');
  await closed;
  const numbers = told.split('\n').slice(0, -1).map(Number);
  const database = new DatabaseSync(path);
  const rows = database.prepare('select n from t order by n').all();
  expect(rows.slice(0, numbers.length).map((row) => row.n)).toEqual(numbers);
  database.close();
});
