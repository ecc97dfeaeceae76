/** What the command line remembers between two runs: small JSON files under cli/ in the data folder. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';

/** A file's path; what names it may hold anything. */
export const statePath = (folder: string, kind: string, ...names: readonly string[]): string =>
  join(
    folder,
    'cli',
    kind,
    `${createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 40)}.json`,
  );

/** Undefined when there is none, or when it cannot be used any more. */
export async function readState<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Replaces the file as a whole. */
export async function writeState(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(value), { mode: 0o600 });
  await rename(draft, path);
}

export const dropState = (path: string): Promise<void> => rm(path, { force: true });
