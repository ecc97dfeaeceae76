/** The embedded home: every port but the refinery on one data folder. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { LakeCatalog } from '../core/ports/lake-catalog.ts';
import type { ObjectHead, ObjectStore } from '../core/ports/object-store.ts';
import type { Records } from '../core/ports/records.ts';
import type { Scanner } from '../core/ports/scanner.ts';
import type { Signer } from '../core/ports/signer.ts';
import type { Clock, Ids, Probe } from '../core/ports/surroundings.ts';
import { clamdScanner } from './clamd-scanner.ts';
import { type CommitQueue, createCommitQueue } from './commit-queue.ts';
import { openDatabase } from './database.ts';
import { type FileSystem, realFileSystem } from './file-system.ts';
import { lockFolder } from './folder-lock.ts';
import type { LagChoice } from './index-lag.ts';
import { loadKeyFile } from './key-files.ts';
import { embeddedLakeCatalog } from './lake-catalog.ts';
import { type EmbeddedMultipart, embeddedMultipart } from './multipart-store.ts';
import { type EmbeddedNotifier, embeddedNotifier, type Log, logToStandardError } from './notifier.ts';
import { openObjectFiles } from './object-files.ts';
import { objectIndex } from './object-index.ts';
import { type ObjectBodies, objectBodies } from './object-store.ts';
import { type EmbeddedQueue, embeddedQueue } from './queue.ts';
import { type AllQueueSettings, queueSettings } from './queue-settings.ts';
import { embeddedRecords } from './records.ts';
import { type SignedDoor, signedDoor } from './signed-door.ts';
import { createUrlSigner, type UrlSigner } from './signed-urls.ts';
import { embeddedSigner, makeRootKey } from './signer.ts';
import { withNamedFaults } from './storage-errors.ts';
import { killProbe, monotonicIds, systemClock } from './surroundings.ts';

export interface HomeOptions {
  /** Address clients reach the host at, for signed URLs; may change while the home is open. */
  readonly address?: () => string;
  /** How late indexes show a change: 20 ms unless told otherwise. */
  readonly indexLag?: LagChoice;
  readonly queues?: Partial<AllQueueSettings>;
  /** clamd: `host:port` or a socket's path. */
  readonly clamd?: string | undefined;
  /** See `killProbe`. */
  readonly killAt?: string | undefined;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Another file system, for fault tests. */
  readonly files?: FileSystem;
}

export interface HomeCounters {
  /** Transactions: one sync of the write-ahead log each. */
  readonly commits: number;
  /** Closures the transactions carried. */
  readonly writes: number;
  /** Syncs of files and folders. */
  readonly fileSyncs: number;
}

/** All ports but `query` and `refinery`, which a refinery pool adds. */
export interface EmbeddedHome {
  readonly objects: ObjectStore;
  readonly multipart: EmbeddedMultipart;
  readonly records: Records;
  readonly queue: EmbeddedQueue;
  readonly catalog: LakeCatalog;
  readonly signer: Signer;
  readonly scanner: Scanner;
  readonly notifier: EmbeddedNotifier;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly probe: Probe;
  /** Answers signed addresses; the host mounts it. */
  readonly door: SignedDoor;
  /** What children and the door ask of the object store beyond the port. */
  readonly bodies: ObjectBodies;
  /** For short-lived files, on the same disk; emptied at opening. */
  readonly scratch: string;
  /** Tells of each object that came in by a signed upload. @returns ends the telling */
  onObjectCreated(listener: (object: ObjectHead) => void): () => void;
  counters(): HomeCounters;
  /** Resolves when what a dead process left has been removed. */
  readonly tidied: Promise<number>;
  close(): Promise<void>;
}

interface Opened {
  readonly folder: string;
  readonly scratch: string;
  readonly files: FileSystem;
  readonly database: DatabaseSync;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly urls: UrlSigner;
}

async function openStore(opened: Opened) {
  const { folder, database } = opened;
  const index = objectIndex(database);
  const objectFiles = await openObjectFiles(folder, opened.files);
  const bodies = objectBodies({ ...opened, index, objectFiles });
  const multipart = embeddedMultipart({ ...opened, objectFiles, bodies });
  const listeners = new Set<(object: ObjectHead) => void>();
  const created = (object: ObjectHead) => {
    for (const listener of listeners) listener(object);
  };
  const door = signedDoor({ urls: opened.urls, bodies, multipart, created });
  return { index, objectFiles, bodies, multipart, listeners, door };
}

function objectStore(bodies: ObjectBodies, urls: UrlSigner): ObjectStore {
  const { put, get, head, list, remove } = bodies;
  return {
    put,
    get,
    head,
    list,
    remove,
    signUpload: async ({ key, size, sha256, expires }) =>
      urls.sign({ action: 'put', key, size, sha256, expires: expires.getTime() }),
    signDownload: async (key, { expires, fileName }) =>
      urls.sign({ action: 'get', key, expires: expires.getTime(), ...(fileName ? { fileName } : {}) }),
  };
}

/** Folders every home has. The folder itself is made durable, so that its first files are. */
async function makeFolders(folder: string, files: FileSystem): Promise<string> {
  const scratch = join(folder, 'scratch');
  await mkdir(folder, { recursive: true });
  await files.makeFolder(folder);
  await files.fsyncFolder(dirname(folder));
  return scratch;
}

async function emptyScratch(scratch: string, files: FileSystem): Promise<void> {
  await files.removeFolder(scratch);
  await files.makeFolder(scratch);
}

async function openParts(folder: string, files: FileSystem, scratch: string, options: HomeOptions) {
  await emptyScratch(scratch, files);
  const clock = options.clock ?? systemClock;
  const urlKey = await loadKeyFile(files, folder, 'urls.key', () => randomBytes(32));
  const rootKey = await loadKeyFile(files, folder, 'root.pem', makeRootKey);
  const urls = createUrlSigner(urlKey, options.address ?? (() => 'http://localhost'), clock);
  const database = openDatabase(join(folder, 'home.sqlite'));
  const commits = createCommitQueue(database);
  const opened: Opened = { folder, scratch, files, database, commits, clock, ids: monotonicIds(clock), urls };
  try {
    const store = await openStore(opened);
    const queue = await embeddedQueue({ ...opened, settings: queueSettings(options.queues) });
    return { opened, store, queue, signer: embeddedSigner(rootKey, clock) };
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens a data folder, making it the first time; it is this process's until `close`.
 * @throws FolderInUse, FolderReadOnly, DiskFull, DatabaseBusy
 */
export async function openEmbeddedHome(dataFolder: string, options: HomeOptions = {}): Promise<EmbeddedHome> {
  const folder = resolve(dataFolder);
  let fileSyncs = 0;
  const files = options.files ?? realFileSystem(() => void fileSyncs++);
  const scratch = await withNamedFaults(() => makeFolders(folder, files));
  const lock = lockFolder(folder);
  try {
    const parts = await withNamedFaults(() => openParts(folder, files, scratch, options));
    return assemble(parts, options, lock, () => fileSyncs);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function assemble(
  { opened, store, queue, signer }: Awaited<ReturnType<typeof openParts>>,
  options: HomeOptions,
  lock: { release(): void },
  fileSyncs: () => number,
): EmbeddedHome {
  const { database, commits, clock, ids, urls, scratch } = opened;
  const objects = objectStore(store.bodies, urls);
  const tidied = store.objectFiles.collectGarbage(store.index);
  // Whoever awaits it sees its error; nobody has to.
  tidied.catch(() => {});
  return {
    objects,
    multipart: store.multipart,
    records: embeddedRecords(database, commits, { indexLag: options.indexLag }),
    queue,
    catalog: embeddedLakeCatalog(database, commits),
    signer,
    scanner: clamdScanner(objects, { address: options.clamd }),
    notifier: embeddedNotifier(database, commits, clock, options.log ?? logToStandardError),
    clock,
    ids,
    probe: killProbe(options.killAt),
    door: store.door,
    bodies: store.bodies,
    scratch,
    onObjectCreated(listener) {
      store.listeners.add(listener);
      return () => void store.listeners.delete(listener);
    },
    counters: () => ({ ...commits.counters, fileSyncs: fileSyncs() }),
    tidied,
    async close() {
      queue.close();
      await tidied.catch(() => {});
      commits.close();
      database.close();
      lock.release();
    },
  };
}
