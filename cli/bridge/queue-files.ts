/** The files of the queue: each written whole and to the disk before the journal knows of it. */
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type WrittenFile, writeFileDurably } from './csv.ts';

export interface QueueFiles {
  path(name: string): string;
  /** Replaces what an earlier try left under the name. */
  write(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<WrittenFile>;
  remove(name: string): Promise<void>;
  /** Takes away what nobody names: left by who died before the journal knew of it. */
  keepOnly(names: ReadonlySet<string>): Promise<void>;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export async function openQueueFiles(folder: string): Promise<QueueFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = (name: string) => join(folder, name);
  return {
    path,
    async write(name, chunks) {
      const draft = path(`${name}.draft`);
      const written = await writeFileDurably(draft, chunks);
      await rename(draft, path(name));
      await syncFolder(folder);
      return written;
    },
    remove: (name) => rm(path(name), { force: true }),
    async keepOnly(names) {
      if (!existsSync(folder)) return;
      for (const name of await readdir(folder)) if (!names.has(name)) await rm(path(name), { force: true });
    },
  };
}
