import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TransientError } from '../../../layers/core/errors.ts';
import { createCommitQueue } from '../../../layers/embedded/commit-queue.ts';
import { openDatabase } from '../../../layers/embedded/database.ts';
import { embeddedRecords } from '../../../layers/embedded/records.ts';
import {
  DatabaseBusy,
  DiskFault,
  DiskFull,
  FolderReadOnly,
} from '../../../layers/embedded/storage-errors.ts';
import { gather, streamOf } from '../../contract/bytes.ts';
import { FaultyDisk } from './faulty-disk.ts';
import { type LossyDatabase, openLossyDatabase, openStorage } from './storage-under-test.ts';

let folder: string;
let lossy: LossyDatabase | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shuiyuan-disk-'));
});
afterEach(() => {
  lossy?.close();
  lossy = undefined;
  rmSync(folder, { recursive: true, force: true });
});

describe('a disk that refuses', () => {
  /** Refuses a kind of call with a code of the system, once `ready`. */
  async function open(call: string, code: string) {
    let ready = false;
    const disk = new FaultyDisk({
      failing: (name, path) => (ready && name === call && path.includes('objects') ? code : undefined),
    });
    lossy = openLossyDatabase(join(folder, 'db'));
    const { bodies } = await openStorage(disk, lossy, 'run');
    const fail = (on: boolean) => {
      ready = on;
    };
    return { disk, bodies, fail };
  }

  const faults = [
    ['ENOSPC', DiskFull],
    ['EDQUOT', DiskFull],
    ['EROFS', FolderReadOnly],
    ['EACCES', FolderReadOnly],
    ['EIO', DiskFault],
  ] as const;
  const cases = ['create', 'write', 'fsync', 'rename', 'makeFolder', 'fsyncFolder'].flatMap((call) =>
    faults.map(([code, named]) => [call, code, named] as const),
  );

  test.each(cases)(
    'at %s with %s is named, leaves nothing, and is over when it is over',
    async (call, code, named) => {
      const { disk, bodies, fail } = await open(call, code);
      fail(true);
      const error = await bodies.put('key', streamOf(200_000)).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(named);
      expect(error).toBeInstanceOf(TransientError);
      expect((error as TransientError).zh).toMatch(/请/);
      expect(await bodies.head('key')).toBeUndefined();
      expect(await disk.files.list('/home/objects/tmp')).toEqual([]);
      fail(false);
      await bodies.put('key', streamOf(200_000));
      expect(await gather(bodies.get('key'))).toHaveLength(200_000);
    },
  );

  test('does not keep small objects from going in beside it', async () => {
    const { bodies, fail } = await open('create', 'ENOSPC');
    fail(true);
    await bodies.put('small', Buffer.from('inline'));
    expect((await gather(bodies.get('small'))).toString()).toBe('inline');
  });
});

describe('a database that refuses', () => {
  const filler = 'x'.repeat(300_000);

  test('is full: the transaction is undone whole, the error named, and it goes on with room', async () => {
    const database = openDatabase(join(folder, 'full.sqlite'));
    const records = embeddedRecords(database, createCommitQueue(database));
    const { page_count: pages } = database.prepare('pragma page_count').get() as { page_count: number };
    database.exec(`pragma max_page_count = ${pages + 20}`);
    const write = records.commit([
      { put: 'small', value: 1, expect: 0 },
      { put: 'large', value: filler, expect: 0 },
    ]);
    const together = records.commit([{ put: 'beside', value: 1, expect: 0 }]);
    await expect(write).rejects.toThrow(DiskFull);
    await together.catch((error: unknown) => expect(error).toBeInstanceOf(DiskFull));
    expect(await records.getMany(['small', 'large'])).toEqual([undefined, undefined]);
    database.exec('pragma max_page_count = 1000000');
    await records.commit([{ put: 'large', value: filler, expect: 0 }]);
    expect(await records.get('large')).toMatchObject({ version: 1 });
    database.close();
  });

  test('is held by another program: named, nothing written, and free again afterwards', async () => {
    const path = join(folder, 'busy.sqlite');
    const database = openDatabase(path);
    database.exec('pragma busy_timeout = 50');
    const records = embeddedRecords(database, createCommitQueue(database));
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    await expect(records.commit([{ put: 'a', value: 1, expect: 0 }])).rejects.toThrow(DatabaseBusy);
    other.exec('rollback');
    other.close();
    await records.commit([{ put: 'a', value: 1, expect: 0 }]);
    database.close();
  });

  test('may not be written: named', async () => {
    const path = join(folder, 'read-only.sqlite');
    openDatabase(path).close();
    const database = new DatabaseSync(path, { readOnly: true });
    const records = embeddedRecords(database, createCommitQueue(database));
    await expect(records.commit([{ put: 'a', value: 1, expect: 0 }])).rejects.toThrow(FolderReadOnly);
    database.close();
  });

  test('is of a newer form: refused, with what to do', () => {
    const path = join(folder, 'newer.sqlite');
    const newer = new DatabaseSync(path);
    newer.exec('pragma user_version = 99');
    newer.close();
    expect(() => openDatabase(path)).toThrow(/newer version/);
  });

  test('syncs every commit', () => {
    const database = openDatabase(join(folder, 'settings.sqlite'));
    expect(database.prepare('pragma synchronous').get()).toEqual({ synchronous: 2 });
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
  });
});
