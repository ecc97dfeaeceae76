/** A vault in a folder: another disk, a mounted share. Files are written beside, synced, and moved into place. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { realFileSystem } from '../file-system.ts';
import { withNamedFaults } from '../storage-errors.ts';
import type { Vault } from './vault.ts';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* namesUnder(root: string, folder: string): AsyncIterable<string> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const entry of entries) {
    const name = posix.join(folder, entry.name);
    if (entry.isDirectory()) yield* namesUnder(root, name);
    else yield name;
  }
}

async function prepare(root: string, drafts: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  await chmod(root, 0o700);
  await rm(drafts, { recursive: true, force: true });
  await mkdir(drafts);
}

/**
 * Opens the folder. The one who writes makes it the first time, and removes what a dead process left half written;
 * whoever only reads leaves alone what another is writing.
 */
export async function folderVault(root: string, writes: boolean): Promise<Vault> {
  const files = realFileSystem();
  const drafts = join(root, 'drafts');
  if (writes) await withNamedFaults(() => prepare(root, drafts));
  const made = new Set<string>();

  async function makeFolder(folder: string): Promise<void> {
    if (made.has(folder)) return;
    await mkdir(folder, { recursive: true });
    await files.fsyncFolder(dirname(folder));
    made.add(folder);
  }

  return {
    put: (name, bytes) =>
      withNamedFaults(async () => {
        const path = join(root, name);
        const draft = join(drafts, randomBytes(8).toString('hex'));
        await makeFolder(dirname(path));
        await writeSynced(draft, bytes);
        await rename(draft, path);
        await files.fsyncFolder(dirname(path));
      }),
    get: (name) =>
      withNamedFaults(async () => {
        try {
          return await readFile(join(root, name));
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      }),
    list: (folder) => namesUnder(root, folder),
    remove: (name) => withNamedFaults(() => rm(join(root, name), { force: true })),
    close: async () => {},
  };
}
