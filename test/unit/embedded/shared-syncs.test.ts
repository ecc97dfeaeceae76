import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { createCommitQueue } from '../../../layers/embedded/commit-queue.ts';
import { keepLogShort, openDatabase } from '../../../layers/embedded/database.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shuiyuan-syncs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A database whose writes come one by one, a few milliseconds apart. */
function open() {
  const path = join(folder, 'home.sqlite');
  const database = openDatabase(path);
  database.exec('create table t(bytes blob)');
  const commits = createCommitQueue(database, { checkpoint: keepLogShort(database, path) });
  const write = (bytes = 1) =>
    commits.run(() => void database.prepare('insert into t values (zeroblob(?))').run(bytes));
  async function trickle(count: number): Promise<void> {
    const writes: Promise<void>[] = [];
    for (let n = 0; n < count; n += 1) {
      writes.push(write());
      await wait(4);
    }
    await Promise.all(writes);
  }
  return { path, database, commits, write, trickle };
}

describe('syncs of the write-ahead log', () => {
  test('are one for each write that comes alone', async () => {
    const { commits, write, database } = open();
    commits.beginWork();
    for (let n = 0; n < 30; n += 1) await write();
    expect(commits.counters).toMatchObject({ writes: 30, commits: 30 });
    database.close();
  });

  test('are shared by writes some milliseconds apart while several are at work, and not afterwards', async () => {
    const { commits, trickle, write, database } = open();
    const ends = Array.from({ length: 4 }, () => commits.beginWork());
    await trickle(30);
    expect(commits.counters.commits).toBeLessThanOrEqual(10);
    for (const end of ends) end();
    const before = commits.counters.commits;
    for (let n = 0; n < 30; n += 1) await write();
    expect(commits.counters.commits - before).toBe(30);
    database.close();
  });

  test('hold up no write that comes after a lull, however many are at work', async () => {
    const { commits, write, database } = open();
    for (let n = 0; n < 8; n += 1) commits.beginWork();
    await write();
    await wait(200);
    const begun = commits.counters.commits;
    const written = write();
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(commits.counters.commits - begun).toBe(1);
    await written;
    database.close();
  });
});

describe('the write-ahead log', () => {
  test('is carried into the database when it is long, and counted', async () => {
    const { path, commits, write, database } = open();
    for (let n = 0; n < 10; n += 1) await write(1024 ** 2);
    expect(commits.counters.checkpoints).toBe(1);
    expect(statSync(`${path}-wal`).size).toBeLessThan(4 * 1024 ** 2);
    database.close();
  });

  test('may grow while another program reads, fails no write, and is carried over later', async () => {
    const { path, commits, write, database } = open();
    await write();
    const reader = new DatabaseSync(path, { readOnly: true });
    reader.exec('begin');
    reader.prepare('select count(*) from t').get();
    for (let n = 0; n < 10; n += 1) await write(1024 ** 2);
    expect(commits.counters.checkpoints).toBe(0);
    reader.exec('commit');
    await write();
    expect(commits.counters.checkpoints).toBe(1);
    reader.close();
    database.close();
  });
});

test('writers for one record go through one after the other without long pauses, however many are at work', async () => {
  const { commits, database } = open();
  for (let n = 0; n < 8; n += 1) commits.beginWork();
  let record = 0;
  /** Takes the next number, as a step does: on condition that nobody else has. */
  async function takeNumber(): Promise<void> {
    const seen = record;
    const write = () => {
      if (record !== seen) throw new Error('moved');
      record += 1;
    };
    await commits.run(write).catch(takeNumber);
  }
  const begun = performance.now();
  await Promise.all(Array.from({ length: 16 }, takeNumber));
  expect(record).toBe(16);
  // With pauses it would be 15 times 75 ms.
  expect(performance.now() - begun).toBeLessThan(700);
  database.close();
});
