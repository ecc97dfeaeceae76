/** Local files in a temporary folder: the smallest home there is. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NotFound, ObjectExists } from '../../../layers/core/errors.ts';
import type { LocalFiles } from '../../../layers/refinery/local-files.ts';

export interface TempFiles extends LocalFiles {
  readonly folder: string;
  path(key: string): string;
  write(key: string, bytes: string | Uint8Array): { key: string; fileName: string; size: number };
  remove(): void;
}

export function tempFiles(): TempFiles {
  const folder = mkdtempSync(join(tmpdir(), 'refinery-'));
  const path = (key: string) => join(folder, 'objects', key);
  const describe = (key: string) => {
    const bytes = readFileSync(path(key));
    return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  };
  return {
    folder,
    path,
    async withFile(key, use) {
      if (!existsSync(path(key))) throw new NotFound(`no object ${key}`, `没有对象 ${key}`);
      return use(path(key));
    },
    async scratch(use) {
      const own = mkdtempSync(join(folder, 'scratch-'));
      try {
        return await use(own);
      } finally {
        rmSync(own, { recursive: true, force: true });
      }
    },
    async put(key, from) {
      if (existsSync(path(key))) throw new ObjectExists(key);
      mkdirSync(dirname(path(key)), { recursive: true });
      renameSync(from, path(key));
      return describe(key);
    },
    head: async (key) => (existsSync(path(key)) ? describe(key) : undefined),
    write(key, bytes) {
      mkdirSync(dirname(path(key)), { recursive: true });
      writeFileSync(path(key), bytes);
      return { key, fileName: key.split('/').at(-1) as string, size: statSync(path(key)).size };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
