/**
 * Files of the object store, under names of its own: objects/{first two}/{digest of the key}-{attempt}. A file is
 * written to objects/tmp, synced, moved, its folder synced; only then may a row name it. What no row names is garbage.
 */
import { createHash, randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import type { FileSystem, OpenFile } from './file-system.ts';
import { shareFolderSyncs } from './folder-sync.ts';
import type { ObjectIndex } from './object-index.ts';

export interface ObjectFiles {
  /** Makes an empty temporary file. */
  createTemporary(): Promise<{ path: string; file: OpenFile }>;
  /** Moves a synced file into place for a key, durably. @returns the name a row may give */
  moveIn(path: string, key: string): Promise<string>;
  pathOf(file: string): string;
  unlink(file: string): Promise<void>;
  /** Removes what a dead process left: files no row names. @returns how many */
  collectGarbage(index: Pick<ObjectIndex, 'knowsFile'>): Promise<number>;
}

/** `run` tells this process's files from those of dead ones. */
export async function openObjectFiles(
  folder: string,
  files: FileSystem,
  run: string = randomBytes(8).toString('hex'),
): Promise<ObjectFiles> {
  const root = join(folder, 'objects');
  const temporary = join(root, 'tmp');
  const syncFolder = shareFolderSyncs(files);
  const made = new Map<string, Promise<void>>();
  let attempts = 0;
  const nextAttempt = () => `${run}-${++attempts}`;

  await files.makeFolder(root);
  await files.makeFolder(temporary);
  await syncFolder(folder);

  async function makeShelf(shelf: string): Promise<void> {
    await files.makeFolder(join(root, shelf));
    await syncFolder(root);
  }

  /** A shelf is made once a process; a failed attempt is not remembered. */
  function ensureShelf(shelf: string): Promise<void> {
    const making = made.get(shelf) ?? makeShelf(shelf);
    made.set(shelf, making);
    making.catch(() => made.delete(shelf));
    return making;
  }

  async function collectIn(relative: string, isGarbage: (file: string) => boolean): Promise<number> {
    let count = 0;
    for (const name of await files.list(join(root, relative))) {
      const file = `${relative}/${name}`;
      if (name.includes(run) || !isGarbage(file)) continue;
      await files.unlink(join(root, file));
      count += 1;
    }
    return count;
  }

  return {
    async createTemporary() {
      const path = join(temporary, nextAttempt());
      return { path, file: await files.create(path) };
    },
    async moveIn(path, key) {
      const digest = createHash('sha256').update(key).digest('hex');
      const shelf = digest.slice(0, 2);
      const file = `${shelf}/${digest}-${nextAttempt()}`;
      await ensureShelf(shelf);
      await files.rename(path, join(root, file));
      try {
        await syncFolder(join(root, shelf));
      } catch (error) {
        await files.unlink(join(root, file)).catch(() => {});
        throw error;
      }
      return file;
    },
    pathOf: (file) => join(root, file),
    unlink: (file) => files.unlink(join(root, file)),
    async collectGarbage(index) {
      const shelves = (await files.list(root)).filter((name) => /^[0-9a-f]{2}$/.test(basename(name)));
      let count = await collectIn('tmp', () => true);
      for (const shelf of shelves) count += await collectIn(shelf, (file) => !index.knowsFile(file));
      return count;
    },
  };
}
