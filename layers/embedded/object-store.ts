/** The object store's data side: put once, read, list, remove. Signing is in `signed-urls.ts`. */
import { join } from 'node:path';
import { InvalidInput, NotFound, ObjectExists } from '../core/errors.ts';
import type { ObjectHead, ObjectPage, ObjectStore } from '../core/ports/object-store.ts';
import type { Clock } from '../core/ports/surroundings.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { FileSystem } from './file-system.ts';
import { type Expected, inlineLimit, type Taken, type TemporaryFiles, takeIn, takeInFile } from './intake.ts';
import type { ObjectFiles } from './object-files.ts';
import { type IndexedObject, type ObjectIndex, objectKeyBytes } from './object-index.ts';
import { nameStorageFault, withNamedFaults } from './storage-errors.ts';

/** A readable file on this machine; `release` it when done. It stays readable when the object is removed meanwhile. */
interface LocalFile {
  readonly path: string;
  release(): Promise<void>;
}

type PutOptions = Parameters<ObjectStore['put']>[2];

/** What the rest of the embedded home asks of the store beyond the port. */
export interface ObjectBodies
  extends Pick<ObjectStore, 'put' | 'get' | 'head' | 'list' | 'remove'>,
    TemporaryFiles {
  /** As `put`, refused unless size and digest are as expected. @throws InvalidInput, IntegrityError, ObjectExists */
  putExpected(
    key: string,
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    expected: Expected,
  ): Promise<ObjectHead>;
  /** Takes a file of the scratch folder over as an object, without copying it when it is large. @throws ObjectExists */
  putFile(key: string, path: string, options?: PutOptions): Promise<ObjectHead>;
  /** Makes an object of a synced temporary file; `alsoCommit` runs in the same transaction. */
  settle(
    key: string,
    taken: Taken & { readonly digest?: string },
    alsoCommit?: () => void,
    options?: PutOptions,
  ): Promise<ObjectHead>;
  /**
   * The object as a local file, alone in a folder of its own below `into` (default: the home's scratch folder), so
   * that whoever may read that folder reads nothing else. @throws NotFound
   */
  fileOf(key: string, into?: string): Promise<LocalFile>;
}

interface StoreParts {
  readonly index: ObjectIndex;
  readonly objectFiles: ObjectFiles;
  readonly files: FileSystem;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  /** An existing folder on the same disk, for short-lived files. */
  readonly scratch: string;
}

const notFound = (key: string): NotFound =>
  new NotFound(`there is no object ${key}; check the key`, `对象 ${key} 不存在，请核对对象键`);

function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1)
    throw new InvalidInput(
      `a page has 1 to 1000 objects, not ${limit}; choose another limit`,
      `每页 1 至 1000 个对象，当前 ${limit}，请更改`,
    );
}

/** The part of [start, end) that an object of `size` bytes has. @throws InvalidInput for what is no range */
function clampRange(size: number, range?: { start: number; end: number }): { start: number; end: number } {
  const { start, end } = range ?? { start: 0, end: size };
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0)
    throw new InvalidInput(
      `[${start}, ${end}) is no range of bytes; give whole numbers from 0`,
      `[${start}, ${end}) 不是字节范围，请给出不小于 0 的整数`,
    );
  return { start: Math.min(start, size), end: Math.min(end, size) };
}

function makeGet({ index, objectFiles, files }: StoreParts) {
  return async function* get(
    key: string,
    wanted?: { start: number; end: number },
  ): AsyncIterable<Uint8Array> {
    const found = index.find(key);
    if (!found) throw notFound(key);
    const range = clampRange(found.size, wanted);
    if (range.start >= range.end) return;
    if ('inline' in found.body) {
      yield found.body.inline.subarray(range.start, range.end);
      return;
    }
    try {
      yield* files.read(objectFiles.pathOf(found.body.file), range);
    } catch (error) {
      // Removed between the look at the index and the opening of the file.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !index.head(key)) throw notFound(key);
      throw nameStorageFault(error);
    }
  };
}

function makeSettle({ index, objectFiles, commits, clock }: StoreParts): ObjectBodies['settle'] {
  /** The row is the last thing: until then the file is garbage. */
  async function commitRow(object: IndexedObject, alsoCommit: () => void, lossy: boolean): Promise<void> {
    const run = lossy ? commits.runUnsynced : commits.run;
    try {
      await run(() => {
        index.insert(object);
        alsoCommit();
      });
    } catch (error) {
      if ('file' in object.body) await objectFiles.unlink(object.body.file).catch(() => {});
      throw error;
    }
  }

  return async (key, taken, alsoCommit = () => {}, { lossy = false } = {}) => {
    const body = 'inline' in taken ? taken : { file: await objectFiles.moveIn(taken.path, key) };
    const sha256 = taken.digest ?? taken.sha256;
    const head: ObjectHead = { key, size: taken.size, sha256, putAt: clock.now() };
    await commitRow({ ...head, body }, alsoCommit, lossy);
    return head;
  };
}

function makeFileOf({ index, objectFiles, files, scratch }: StoreParts): ObjectBodies['fileOf'] {
  let borrowed = 0;
  return async (key, into = scratch) => {
    const found = index.find(key);
    if (!found) throw notFound(key);
    const folder = join(into, `object-${++borrowed}`);
    const path = join(folder, 'bytes');
    await files.makeFolder(folder);
    if ('file' in found.body) {
      // A link of its own keeps the bytes readable when the object is removed meanwhile.
      await files.link(objectFiles.pathOf(found.body.file), path);
    } else {
      const file = await files.create(path);
      await file.write(found.body.inline).finally(() => file.close());
    }
    return { path, release: () => files.removeFolder(folder) };
  };
}

/** Makes the store over an opened index and opened files. */
export function objectBodies(parts: StoreParts): ObjectBodies {
  const { index, objectFiles, files, commits } = parts;
  const settle = makeSettle(parts);
  const fileOf = makeFileOf(parts);
  const temporary: TemporaryFiles = {
    createTemporary: () => objectFiles.createTemporary(),
    discard: (path) => files.unlink(path),
  };

  /** A taken key is refused before its bytes are read; two at once are told apart by the row. */
  function refuseTaken(key: string): void {
    objectKeyBytes(key);
    if (index.head(key)) throw new ObjectExists(key);
  }

  async function store(key: string, take: () => Promise<Taken>, options?: PutOptions): Promise<ObjectHead> {
    refuseTaken(key);
    const taken = await take();
    try {
      return await settle(key, taken, undefined, options);
    } finally {
      if ('path' in taken) await temporary.discard(taken.path).catch(() => {});
    }
  }

  return {
    ...temporary,
    put: (key, bytes, options) =>
      withNamedFaults(() => store(key, () => takeIn(bytes, temporary, undefined, inlineLimit(key)), options)),
    putExpected: (key, bytes, expected) =>
      withNamedFaults(() => store(key, () => takeIn(bytes, temporary, expected, inlineLimit(key)))),
    putFile: (key, path, options) =>
      withNamedFaults(() => store(key, () => takeInFile(path, files), options)),
    settle: (...settling) => withNamedFaults(() => settle(...settling)),
    get: makeGet(parts),
    head: async (key) => index.head(key),
    async list(prefix, { after, limit = 1000 } = {}): Promise<ObjectPage> {
      checkLimit(limit);
      return index.list(prefix, after, Math.min(limit, 1000));
    },
    async remove(key) {
      objectKeyBytes(key);
      const file = await commits.run(() => index.remove(key));
      if (file) await withNamedFaults(() => objectFiles.unlink(file));
    },
    fileOf: (key, into) => withNamedFaults(() => fileOf(key, into)),
  };
}
