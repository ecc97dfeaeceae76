/** The files of a benchmark's refinery: objects in a folder, digests taken as a home takes them. */
import { createHash } from 'node:crypto';
import { createReadStream, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { NotFound } from '../../layers/core/errors.ts';
import type { LocalFiles } from '../../layers/refinery/local-files.ts';

/**
 * @param source the file of the benchmark, linked to the key `source`
 * @param root a folder that is not there yet, below `folder`: for what jobs read and write on their way
 */
export function folderFiles(source: string, folder: string, root: string): LocalFiles {
  mkdirSync(root);
  linkSync(source, join(root, 'source'));
  const path = (key: string) => (key === 'source' ? join(root, key) : join(folder, key));
  return {
    withFile: (key, use) => use(path(key)),
    async scratch(use) {
      const own = mkdtempSync(join(root, 'scratch-'));
      try {
        return await use(own);
      } finally {
        rmSync(own, { recursive: true, force: true });
      }
    },
    async put(key, from) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(from, { highWaterMark: 1 << 20 }), hash);
      mkdirSync(dirname(path(key)), { recursive: true });
      renameSync(from, path(key));
      return { size: statSync(path(key)).size, sha256: hash.digest('hex') };
    },
    head: async (key) => {
      throw new NotFound(`no object ${key}`, `没有对象 ${key}`);
    },
  };
}
