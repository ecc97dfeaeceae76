/** Opens the embedded home: every port but the refinery on one data folder. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectHead, ObjectStore } from '../core/ports/object-store.ts';
import type { Clock, Ids } from '../core/ports/surroundings.ts';
import { openAuthority } from './authority.ts';
import { clamdScanner } from './clamd-scanner.ts';
import { type CommitQueue, createCommitQueue } from './commit-queue.ts';
import { keepLogShort, openDatabase } from './database.ts';
import type { EmbeddedHome, HomeOptions } from './embedded-home.ts';
import { type FileSystem, realFileSystem } from './file-system.ts';
import { lockFolder } from './folder-lock.ts';
import { loadKeyFile } from './key-files.ts';
import { embeddedLakeCatalog } from './lake-catalog.ts';
import { embeddedMultipart } from './multipart-store.ts';
import { embeddedNotifier, logToStandardError } from './notifier.ts';
import { openObjectFiles } from './object-files.ts';
import { objectIndex } from './object-index.ts';
import { type ObjectBodies, objectBodies } from './object-store.ts';
import { embeddedQueue } from './queue.ts';
import { queueSettings } from './queue-settings.ts';
import { embeddedRecords } from './records.ts';
import { signedDoor } from './signed-door.ts';
import { createUrlSigner, type UrlSigner } from './signed-urls.ts';
import { embeddedSigner, makeRootKey } from './signer.ts';
import { withNamedFaults } from './storage-errors.ts';
import { killProbe, monotonicIds, systemClock } from './surroundings.ts';

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

type OpenedStore = Awaited<ReturnType<typeof openStore>>;

/** Longer than any signed address lives: no part can come any more. */
const staleMilliseconds = 8 * 24 * 3600 * 1000;

/** Folders every home has. The folder itself is made durable, so that its first files are. */
async function makeFolders(folder: string, files: FileSystem): Promise<string> {
  const scratch = join(folder, 'scratch');
  // Records and objects hold personal data: nobody else on the machine looks in.
  await mkdir(folder, { recursive: true, mode: 0o700 });
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
  const path = join(folder, 'home.sqlite');
  const database = openDatabase(path);
  const commits = createCommitQueue(database, { checkpoint: keepLogShort(database, path) });
  const opened: Opened = { folder, scratch, files, database, commits, clock, ids: monotonicIds(clock), urls };
  try {
    const store = await openStore(opened);
    const queue = await embeddedQueue({ ...opened, settings: queueSettings(options.queues) });
    const authority = await openAuthority(files, folder, options.keyAlgorithm ?? 'P-256');
    return { opened, store, queue, signer: embeddedSigner(rootKey, clock), authority };
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

function dropStaleUploads({ multipart }: OpenedStore, clock: Clock): Promise<void> {
  return multipart.abortStale(new Date(clock.now().getTime() - staleMilliseconds));
}

/** Uploads nobody will complete, and files no row names. @returns how many files went */
async function tidy(store: OpenedStore, clock: Clock): Promise<number> {
  await dropStaleUploads(store, clock);
  return store.objectFiles.collectGarbage(store.index);
}

function assemble(
  { opened, store, queue, signer, authority }: Awaited<ReturnType<typeof openParts>>,
  options: HomeOptions,
  lock: { release(): void },
  fileSyncs: () => number,
): EmbeddedHome {
  const { database, commits, clock, ids, urls, scratch } = opened;
  const objects = objectStore(store.bodies, urls);
  const records = embeddedRecords(database, commits, { indexLag: options.indexLag });
  const tidied = tidy(store, clock);
  // Whoever awaits it sees its error; nobody has to.
  tidied.catch(() => {});
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    queue.close();
    await tidied.catch(() => {});
    commits.close();
    database.close();
    lock.release();
  }

  return {
    objects,
    multipart: store.multipart,
    records,
    queue,
    catalog: embeddedLakeCatalog(database, commits),
    signer,
    authority,
    scanner: clamdScanner(objects, { address: options.clamd ?? process.env.SHUIYUAN_CLAMD }),
    notifier: embeddedNotifier(records, clock, options.log ?? logToStandardError),
    clock,
    ids,
    probe: killProbe(options.killAt ?? process.env.SHUIYUAN_KILL_AT),
    door: store.door,
    bodies: store.bodies,
    scratch,
    onObjectCreated(listener) {
      store.listeners.add(listener);
      return () => void store.listeners.delete(listener);
    },
    counters: () => ({ ...commits.counters, fileSyncs: fileSyncs() }),
    tidied,
    dropStaleUploads: () => dropStaleUploads(store, clock),
    close() {
      closing ??= close();
      return closing;
    },
  };
}
