/** The object store, its parts and its key file on a faulty disk, and a database whose last commits can be lost. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type CommitQueue, createCommitQueue } from '../../../layers/embedded/commit-queue.ts';
import { openDatabase } from '../../../layers/embedded/database.ts';
import { loadKeyFile } from '../../../layers/embedded/key-files.ts';
import { type EmbeddedMultipart, embeddedMultipart } from '../../../layers/embedded/multipart-store.ts';
import { openObjectFiles } from '../../../layers/embedded/object-files.ts';
import { objectIndex } from '../../../layers/embedded/object-index.ts';
import { type ObjectBodies, objectBodies } from '../../../layers/embedded/object-store.ts';
import { createUrlSigner } from '../../../layers/embedded/signed-urls.ts';
import { monotonicIds, systemClock } from '../../../layers/embedded/surroundings.ts';
import type { FaultyDisk } from './faulty-disk.ts';

/** The database's durable state: `commit` gives what a crash would leave. */
export interface LossyDatabase {
  readonly database: DatabaseSync;
  /** Called before each commit; `durable` false: this one is not synced, a later one syncs it too. */
  beforeCommit(durable: boolean): void;
  /** Opens what a crash leaves. */
  afterCrash(): LossyDatabase;
  close(): void;
}

let template: Uint8Array | undefined;

/** A new database as the home makes it, made once and copied: making one syncs the real disk many times. */
function newDatabase(path: string): void {
  if (template === undefined) {
    const database = openDatabase(path);
    database.exec('pragma journal_mode = delete');
    database.close();
    template = readFileSync(path);
  }
  writeFileSync(path, template);
}

/** Keeps a copy from before the first commit that was not synced. */
export function openLossyDatabase(folder: string): LossyDatabase {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'home.sqlite');
  const copy = join(folder, 'before.sqlite');
  if (!existsSync(path)) newDatabase(path);
  const database = new DatabaseSync(path);
  // What a crash leaves is told by `lost` below, not by the real disk.
  database.exec('pragma synchronous = off');
  let lost = false;
  return {
    database,
    beforeCommit(durable) {
      // In a rollback journal an open transaction is in the file only after the commit: the copy is the state before.
      if (!durable && !lost) copyFileSync(path, copy);
      lost = !durable;
    },
    afterCrash() {
      database.close();
      if (lost && existsSync(copy)) copyFileSync(copy, path);
      rmSync(`${path}-journal`, { force: true });
      return openLossyDatabase(folder);
    },
    close: () => database.close(),
  };
}

export interface Storage {
  readonly bodies: ObjectBodies;
  readonly multipart: EmbeddedMultipart;
  readonly commits: CommitQueue;
  /** What the key file holds, in hex. */
  readonly key: string;
  collectGarbage(): Promise<number>;
}

/** @returns whether the commit at hand is durable; one that the queue does not sync is not */
function sync(disk: FaultyDisk, database: DatabaseSync): boolean {
  const { synchronous } = database.prepare('pragma synchronous').get() as { synchronous: number };
  const normal = 1;
  if (synchronous !== normal) return disk.commit();
  disk.commitUnsynced();
  return false;
}

/** Opens everything as a start of the home does. `run` names this start. */
export async function openStorage(disk: FaultyDisk, lossy: LossyDatabase, run: string): Promise<Storage> {
  const { files } = disk;
  const { database } = lossy;
  const commits = createCommitQueue(database, {
    beforeCommit: () => lossy.beforeCommit(sync(disk, database)),
  });
  await files.makeFolder('/home');
  await files.fsyncFolder('/');
  const key = await loadKeyFile(files, '/home', 'urls.key', () => Buffer.from(`secret of ${run}`));
  await files.makeFolder('/home/scratch');
  const index = objectIndex(database);
  const objectFiles = await openObjectFiles('/home', files, run);
  const parts = { index, objectFiles, files, commits, clock: systemClock, scratch: '/home/scratch' };
  const bodies = objectBodies(parts);
  const urls = createUrlSigner(key, () => 'http://localhost', systemClock);
  const multipart = embeddedMultipart({ ...parts, database, bodies, urls, ids: monotonicIds() });
  return {
    bodies,
    multipart,
    commits,
    key: key.toString('hex'),
    collectGarbage: () => objectFiles.collectGarbage(index),
  };
}
