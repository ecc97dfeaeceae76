import { setTimeout as wait } from 'node:timers/promises';
import { createCommitQueue } from '../../../layers/embedded/commit-queue.ts';
import { openDatabase } from '../../../layers/embedded/database.ts';
import { shareFolderSyncs } from '../../../layers/embedded/folder-sync.ts';
import { FaultyDisk } from '../../faults/storage/faulty-disk.ts';

function open() {
  const database = openDatabase(':memory:');
  database.exec('create table t(n integer)');
  const commits = createCommitQueue(database);
  const insert = (n: number) => () => void database.prepare('insert into t values (?)').run(n);
  const rows = () =>
    database
      .prepare('select n from t order by n')
      .all()
      .map((row) => row.n);
  return { database, commits, insert, rows };
}

describe('group commit', () => {
  test('carries the writes of one turn in one transaction', async () => {
    const { commits, insert, rows } = open();
    await Promise.all(Array.from({ length: 100 }, (_, n) => commits.run(insert(n))));
    expect(rows()).toHaveLength(100);
    expect(commits.counters).toEqual({ commits: 1, unsynced: 0, writes: 100, checkpoints: 0 });
  });

  test('goes on in a second transaction when there are very many', async () => {
    const { commits, insert, rows } = open();
    await Promise.all(Array.from({ length: 1200 }, (_, n) => commits.run(insert(n))));
    expect(rows()).toHaveLength(1200);
    expect(commits.counters.commits).toBe(3);
  });

  test('undoes what a failed write had done, and nothing beside it', async () => {
    const { commits, insert, rows } = open();
    const outcomes = await Promise.allSettled([
      commits.run(insert(1)),
      commits.run(() => {
        insert(2)();
        throw new Error('condition');
      }),
      commits.run(insert(3)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(rows()).toEqual([1, 3]);
  });

  test('lets a later write see an earlier one of the same transaction', async () => {
    const { commits, insert, rows } = open();
    const [, seen] = await Promise.all([commits.run(insert(1)), commits.run(() => rows())]);
    expect(seen).toEqual([1]);
  });

  test('commits what waits when it is closed, and takes no more', async () => {
    const { commits, insert, rows } = open();
    const last = commits.run(insert(1));
    commits.close();
    await last;
    expect(rows()).toEqual([1]);
    await expect(commits.run(insert(2))).rejects.toThrow('closed');
  });
});

describe('syncs of a folder', () => {
  test('are shared by all who wait, but never with one that began before', async () => {
    const disk = new FaultyDisk();
    let running = 0;
    const files = {
      ...disk.files,
      fsyncFolder: async (path: string) => {
        running += 1;
        expect(running).toBe(1);
        await wait(5);
        await disk.files.fsyncFolder(path);
        running -= 1;
      },
    };
    await disk.files.makeFolder('/f');
    const sync = shareFolderSyncs(files);
    const first = sync('/f');
    await Promise.all([first, ...Array.from({ length: 50 }, () => sync('/f'))]);
    expect(disk.syncs).toBe(2);
    await sync('/f');
    expect(disk.syncs).toBe(3);
  });
});
