/** The objects of a department's own store: plain files below its folder, written once. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NotFound, ObjectExists } from '../../layers/core/errors.ts';
import type { LocalFiles } from '../../layers/refinery/index.ts';

export interface StoreFiles extends LocalFiles {
  /** Takes a copy of a file from outside under a key. @returns its size and hex SHA-256 */
  takeIn(key: string, path: string): Promise<{ size: number; sha256: string }>;
  remove(key: string): Promise<void>;
}

export function storeFiles(folder: string): StoreFiles {
  const path = (key: string) => join(folder, 'objects', ...key.split('/').map(encodeURIComponent));
  async function describe(key: string) {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(path(key))) hash.update(piece as Uint8Array);
    return { size: (await stat(path(key))).size, sha256: hash.digest('hex') };
  }
  return {
    async withFile(key, use) {
      if (existsSync(path(key))) return use(path(key));
      throw new NotFound(`the store has no object ${key}`, `本部门数据仓中没有对象 ${key}`);
    },
    async scratch(use) {
      await mkdir(join(folder, 'scratch'), { recursive: true, mode: 0o700 });
      const own = await mkdtemp(join(folder, 'scratch', 'job-'));
      try {
        return await use(own);
      } finally {
        await rm(own, { recursive: true, force: true });
      }
    },
    async put(key, from) {
      if (existsSync(path(key))) throw new ObjectExists(key);
      await mkdir(dirname(path(key)), { recursive: true, mode: 0o700 });
      await sync(from);
      await rename(from, path(key));
      return describe(key);
    },
    head: async (key) => (existsSync(path(key)) ? describe(key) : undefined),
    async takeIn(key, from) {
      await mkdir(dirname(path(key)), { recursive: true, mode: 0o700 });
      await copyFile(from, path(key));
      return describe(key);
    },
    remove: (key) => rm(path(key), { force: true }),
  };
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
}
