/** The libraries and resources that ship, read once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseResource } from '../../../layers/core/catalog/parse-resource.ts';
import { storedColumns } from '../../../layers/core/cleaning/stored-columns.ts';
import { type Library, readLibrary } from '../../../layers/core/libraries/read-library.ts';
import type { Resource } from '../../../schemas/resource.ts';

const project = join(import.meta.dirname, '..', '..', '..');
const folder = join(project, 'queries', 'libraries');

export const libraryFiles: readonly string[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.sql'))
  .sort();

export const shippedText = (file: string): string => readFileSync(join(folder, file), 'utf8');

export const shippedLibraries = (): readonly Library[] =>
  libraryFiles.map((file) => readLibrary(shippedText(file), file));

export const shippedResources = (): readonly Resource[] =>
  readdirSync(join(project, 'resources'))
    .filter((file) => file.endsWith('.yaml') && file !== 'departments.yaml')
    .map((file) => parseResource(readFileSync(join(project, 'resources', file), 'utf8'), file));

/** One SELECT that gives a resource's rows, in words that DuckDB and Trino both know. */
export function madeRows(resource: Resource, rows: readonly Readonly<Record<string, string>>[]): string {
  const codes = new Set(resource.items.map(({ code }) => code));
  const columns = storedColumns(resource).filter(({ name }) => codes.has(name));
  const unknown = rows.flatMap((row) => Object.keys(row)).find((name) => !codes.has(name));
  if (unknown !== undefined) throw new Error(`${resource.code} has no item ${unknown}`);
  const cells = (row: Readonly<Record<string, string>>) =>
    columns.map(
      ({ name, type }) => `CAST(${row[name] === undefined ? 'NULL' : `'${row[name]}'`} AS ${type})`,
    );
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const none = columns.map(({ type }) => `CAST(NULL AS ${type})`).join(', ');
  const values = rows.length > 0 ? rows.map((row) => `(${cells(row).join(', ')})`).join(',\n') : `(${none})`;
  return `SELECT * FROM (VALUES ${values}) AS t (${names})${rows.length > 0 ? '' : ' WHERE false'}`;
}
