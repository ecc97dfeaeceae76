/** Makes a home of a snapshot, in a folder that is not there yet or empty. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ObjectLine, Snapshot, SnapshotFile } from '../../../schemas/backup.ts';
import { IntegrityError, Refused } from '../../core/errors.ts';
import type { Probe } from '../../core/ports/surroundings.ts';
import { realFileSystem } from '../file-system.ts';
import { listObjects } from './snapshot-objects.ts';
import { partsOf, type VaultStore } from './vault-store.ts';

export interface Restored {
  readonly snapshot: string;
  readonly at: string;
  readonly files: number;
  readonly objects: number;
  /** Bytes written. */
  readonly bytes: number;
  /** Objects that were erased on purpose since: their rows are taken out. */
  readonly erased: number;
}

async function checkEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length > 0)
    throw new Refused(
      'folder-not-empty',
      `${folder} is not empty; restore into a new folder, and move it to its place when you have looked at it`,
      `${folder} 不是空目录；请恢复到新目录，核对后再移到原位`,
    );
}

const notAsRecorded = (path: string): IntegrityError =>
  new IntegrityError(
    `${path} does not come out of the backup with its digest; restore another snapshot`,
    `从备份取出的 ${path} 与摘要不符，请改用其他快照恢复`,
  );

/** Writes a file from its pieces, synced, and checks what came. */
async function writeChecked(
  path: string,
  mode: number,
  pieces: AsyncIterable<Uint8Array>,
  expected: { readonly size: number; readonly sha256: string },
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  const handle = await open(path, 'wx', 0o600);
  let size = 0;
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      size += piece.length;
      await handle.writeFile(piece);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (size !== expected.size || hash.digest('hex') !== expected.sha256) throw notAsRecorded(path);
  await chmod(path, mode);
}

async function* chunksOf(store: VaultStore, file: SnapshotFile): AsyncIterable<Uint8Array> {
  for (const name of file.chunks) yield await store.getChunk(name);
}

/** Writes a file of the data folder, checked. @throws IntegrityError */
export const fetchFile = (store: VaultStore, file: SnapshotFile, path: string): Promise<void> =>
  writeChecked(path, file.mode, chunksOf(store, file), file);

class Erased extends Error {}

async function* partsFrom(store: VaultStore, { file, size }: ObjectLine): AsyncIterable<Uint8Array> {
  for (let part = 0; part < partsOf(size); part += 1) {
    const bytes = await store.getPart(file, part);
    if (!bytes) throw new Erased();
    yield bytes;
  }
}

/** Writes the bytes of an object's file, checked. @returns false when it was erased on purpose */
export async function fetchObject(store: VaultStore, line: ObjectLine, path: string): Promise<boolean> {
  try {
    await writeChecked(path, 0o444, partsFrom(store, line), line);
    return true;
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof Erased) return false;
    throw error;
  }
}

/** Rows of what is no longer to be had: who asks for it is told that it is not there. */
function dropRows(folder: string, files: readonly string[]): void {
  if (files.length === 0) return;
  const database = new DatabaseSync(join(folder, 'home.sqlite'));
  try {
    const drop = database.prepare('delete from objects where file = ?');
    const dropPart = database.prepare('delete from upload_parts where file = ?');
    for (const file of files) [drop, dropPart].forEach((one) => void one.run(file));
    database.exec('pragma wal_checkpoint(truncate)');
  } finally {
    database.close();
  }
}

async function writeAll(folder: string, store: VaultStore, snapshot: Snapshot, probe: Probe) {
  const lines = await listObjects(store, snapshot);
  const erased: string[] = [];
  for (const line of lines) {
    if (!(await fetchObject(store, line, join(folder, 'objects', line.file)))) erased.push(line.file);
    await probe.at('restore:object');
  }
  for (const file of snapshot.files) await fetchFile(store, file, join(folder, file.path));
  await probe.at('restore:written');
  dropRows(folder, erased);
  return { lines, erased };
}

async function syncTree(folder: string): Promise<void> {
  const files = realFileSystem();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries)
    if (entry.isDirectory()) await files.fsyncFolder(join(entry.parentPath, entry.name));
  await files.fsyncFolder(folder);
}

/**
 * Restores a snapshot. It is written beside the folder and moved there whole, so that a restore that was killed leaves
 * no half home: do it again.
 * @throws Refused `folder-not-empty`, `no-snapshot`; IntegrityError when something of it is gone or was changed
 */
export async function restoreHome(
  target: string,
  store: VaultStore,
  id: string,
  probe: Probe,
): Promise<Restored> {
  const folder = resolve(target);
  const draft = `${folder}.restoring`;
  await checkEmpty(folder);
  const snapshot = await store.getSnapshot(id);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const { lines, erased } = await writeAll(draft, store, snapshot, probe);
  await syncTree(draft);
  await probe.at('restore:synced');
  await rmdir(folder).catch(() => {});
  await rename(draft, folder);
  await realFileSystem().fsyncFolder(dirname(folder));
  const bytes = snapshot.objects.bytes + snapshot.files.reduce((sum, { size }) => sum + size, 0);
  const { at, files } = snapshot;
  const objects = lines.length - erased.length;
  return { snapshot: id, at, files: files.length, objects, bytes, erased: erased.length };
}
