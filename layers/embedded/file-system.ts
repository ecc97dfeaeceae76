/**
 * The file calls of the embedded home. Everything that must survive a power cut goes through this interface, so
 * that a fault test can record the calls, drop what was not synced and look at what is left.
 */
import { constants } from 'node:fs';
import { chmod, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';

export interface OpenFile {
  /** Appends all bytes. */
  write(bytes: Uint8Array): Promise<void>;
  fsync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileSystem {
  /** Makes a new file; there must be none of that name. `mode` defaults to read-only for everybody but the handle. */
  create(path: string, mode?: number): Promise<OpenFile>;
  /** Streams the bytes [start, end) of a file, or all of it, 256 KiB at a time. */
  read(path: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
  /** Bytes, or undefined when there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** Syncs a file another process has written, and takes its write permission. */
  fsyncFile(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  /** Removing what is not there is no error. */
  unlink(path: string): Promise<void>;
  /** Making what is there is no error. */
  makeFolder(path: string): Promise<void>;
  /** With all in it; removing what is not there is no error. */
  removeFolder(path: string): Promise<void>;
  /** Names in a folder. */
  list(folder: string): Promise<readonly string[]>;
  fsyncFolder(path: string): Promise<void>;
}

const readSize = 256 * 1024;

async function writeAll(handle: Awaited<ReturnType<typeof open>>, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done);
    done += bytesWritten;
  }
}

async function createFile(path: string, mode = 0o444): Promise<OpenFile> {
  const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode);
  return {
    write: (bytes) => writeAll(handle, bytes),
    fsync: () => handle.sync(),
    close: () => handle.close(),
  };
}

async function* readFile(path: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    let position = range?.start ?? 0;
    const end = range?.end ?? Number.POSITIVE_INFINITY;
    while (position < end) {
      const buffer = Buffer.allocUnsafe(Math.min(readSize, end - position));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Windows opens no folders; there a name is durable with its file. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') await syncPath(path);
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The machine's own file system. `synced` is called once a sync, for counting. */
export function realFileSystem(synced: () => void = () => {}): FileSystem {
  return {
    create: async (path, mode) => {
      const file = await createFile(path, mode);
      return { ...file, fsync: () => file.fsync().then(synced) };
    },
    read: readFile,
    size: sizeOf,
    fsyncFile: async (path) => {
      await chmod(path, 0o444);
      await syncPath(path).then(synced);
    },
    rename,
    link,
    unlink: (path) => rm(path, { force: true }),
    makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
    removeFolder: (path) => rm(path, { recursive: true, force: true }),
    list: (folder) => readdir(folder),
    fsyncFolder: (path) => syncFolder(path).then(synced),
  };
}
