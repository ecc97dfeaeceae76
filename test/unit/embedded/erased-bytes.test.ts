/** What is erased from a department's zone is in no file of the data folder any more, however small it was. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTemporaryHome } from '../../contract/temporary-home.ts';

const person = '11010519491231002X';

/** Names of the files that hold the number: the database, its log, objects, scratch. */
async function holders(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await readFile(path)).includes(person)) found.push(path.slice(folder.length + 1));
  }
  return found;
}

test.each([100, 5_000, 200_000])(
  'a file of %i bytes leaves none behind in database, log or folder',
  async (size) => {
    const { folder, home, close } = await openTemporaryHome();
    try {
      const key = 'zone/police/POP/1';
      await home.objects.put(key, Buffer.from(`${person}\n`.padEnd(size, 'x')));
      expect((await holders(folder)).filter((name) => !name.startsWith('objects/'))).toEqual([]);
      expect(await holders(folder)).toHaveLength(1);
      await home.objects.remove(key);
      expect(await holders(folder)).toEqual([]);
    } finally {
      await close();
    }
  },
);
