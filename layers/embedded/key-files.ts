/** Secret keys as files of mode 600 in the data folder, made once, durably. */
import { join } from 'node:path';
import { IntegrityError } from '../core/errors.ts';
import type { FileSystem } from './file-system.ts';

async function readWhole(files: FileSystem, path: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.read(path)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function writeDurably(
  files: FileSystem,
  folder: string,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  const draft = join(folder, `${name}.new`);
  await files.unlink(draft);
  const file = await files.create(draft, 0o600);
  await file
    .write(bytes)
    .then(() => file.fsync())
    .finally(() => file.close());
  await files.rename(draft, join(folder, name));
  await files.fsyncFolder(folder);
}

/**
 * The key's bytes; `make` gives those of a new one the first time. The name of the folder keys/ is durable once the
 * home's own folder is synced, which opening the object files does before anything is signed.
 * @throws IntegrityError for an empty file: what was signed with it can no longer be checked
 */
export async function loadKeyFile(
  files: FileSystem,
  home: string,
  name: string,
  make: () => Uint8Array,
): Promise<Buffer> {
  const folder = join(home, 'keys');
  await files.makeFolder(folder);
  const path = join(folder, name);
  if ((await files.size(path)) === undefined) await writeDurably(files, folder, name, make());
  const bytes = await readWhole(files, path);
  if (bytes.length === 0)
    throw new IntegrityError(
      `the key file keys/${name} is empty; put it back from a backup`,
      `密钥文件 keys/${name} 为空，请从备份恢复`,
    );
  return bytes;
}
