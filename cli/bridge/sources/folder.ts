/** A folder: files are taken once nobody has written to them for a moment, and go to `sent` afterwards. */
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WrongUsage } from '../../failures.ts';
import { type FileSource, type FoundFile, fitsPattern } from './file-source.ts';

export async function openFolder(path: string): Promise<FileSource> {
  if (!existsSync(path)) throw new WrongUsage(`没有文件夹 ${path}`, `there is no folder ${path}`);
  return {
    async list(pattern) {
      const found: FoundFile[] = [];
      for (const entry of await readdir(path, { withFileTypes: true })) {
        if (!entry.isFile() || !fitsPattern(entry.name, pattern)) continue;
        const { size, mtimeMs } = await stat(join(path, entry.name));
        if (size > 0) found.push({ name: entry.name, size, changedAt: mtimeMs });
      }
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    open: async (name) => createReadStream(join(path, name)),
    async putAside(name) {
      if (!existsSync(join(path, name))) return;
      await mkdir(join(path, 'sent'), { recursive: true });
      await rename(join(path, name), join(path, 'sent', `${Date.now()}-${name}`));
    },
    close: async () => {},
  };
}
