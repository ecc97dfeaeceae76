/** Reads the libraries that ship with the platform. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inOrder } from '../layers/core/libraries/in-order.ts';
import { type Library, readLibrary } from '../layers/core/libraries/read-library.ts';

const shipped = join(import.meta.dirname, '..', 'queries', 'libraries');

/**
 * Each after those that it reads.
 * @throws InvalidInput naming file and line
 */
export async function loadLibraries(folder = shipped): Promise<readonly Library[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.sql')).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return inOrder(files.map((file, index) => readLibrary(texts[index] ?? '', file)));
}
