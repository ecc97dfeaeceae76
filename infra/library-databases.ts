/** Databases that the libraries' tables stand in, from their files. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = join(resolve(import.meta.dirname, '..'), 'queries', 'libraries');

/** `mart_tax`, …; `base` is of every lake. */
export const martDatabases = (): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('mart_'))
    .map(({ name }) => name)
    .sort();
