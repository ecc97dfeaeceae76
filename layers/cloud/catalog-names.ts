/**
 * Names of databases as the cloud's catalog has them: there the stage's name stands before each. Whoever asks writes the
 * names that every home has, and is told of his own text, not of the one that was sent.
 */
import type { Name } from '../core/sql/ast.ts';
import { parseStatement } from '../core/sql/parse/index.ts';
import { placeOf, QueryRefused } from '../core/sql/refused.ts';
import { catalogName, lakeDatabases } from '../core/workbench/places.ts';

const everywhere: ReadonlySet<string> = new Set(lakeDatabases);

/** The lake's own; `information_schema`, or one that was named with its stage, stays as it is. */
const isOfLake = (database: string): boolean => everywhere.has(database) || database.startsWith('mart_');

export function databaseInCatalog(database: string, prefix: string): string {
  const name = database.toLowerCase();
  return isOfLake(name) ? prefix + name : name;
}

/** Qualified names lead to the stage's databases. A text that cannot be read stays: Athena says what is wrong with it. */
export function textInCatalog(text: string, prefix: string): string {
  let sent = '';
  let from = 0;
  for (const at of placesOfPrefix(text, prefix)) {
    sent += text.slice(from, at) + prefix;
    from = at;
  }
  return sent + text.slice(from);
}

/** @returns the column, from 1, that stands in the text as asked where `column` stands in the one that was sent */
export function columnAsAsked(text: string, prefix: string, line: number, column: number): number {
  let asked = column;
  for (const at of placesOfPrefix(text, prefix)) {
    const place = placeOf(text, at);
    if (place.line === line && asked > place.column) asked = Math.max(place.column, asked - prefix.length);
  }
  return asked;
}

/** Offsets in order; of a quoted name behind its quote. */
function placesOfPrefix(text: string, prefix: string): number[] {
  if (prefix === '') return [];
  const places = databasesNamed(text).map(({ at }) => ('"`'.includes(text.charAt(at)) ? at + 1 : at));
  return [...new Set(places)].sort((one, other) => one - other);
}

interface Paths {
  readonly tables: (readonly Name[])[];
  /** Of columns, where a database may stand in them. */
  readonly columns: (readonly Name[])[];
  /** Listed or dropped whole. */
  readonly databases: (readonly Name[])[];
}

function databasesNamed(text: string): Name[] {
  const paths: Paths = { tables: [], columns: [], databases: [] };
  try {
    collect(parseStatement(text), paths);
  } catch (error) {
    if (!(error instanceof QueryRefused)) throw error;
  }
  const named = new Set(paths.tables.map(keyOfTable));
  const columns = paths.columns.filter((path) => named.has(keyOfTable(path)));
  const qualified = [...paths.tables, ...columns].map(withoutCatalog).filter(({ length }) => length > 1);
  const databases = [...qualified, ...paths.databases.map(withoutCatalog)].flatMap(([name]) => name ?? []);
  return databases.filter((name) => isOfLake(name.text.toLowerCase()));
}

const withoutCatalog = (path: readonly Name[]): readonly Name[] =>
  path[0]?.text.toLowerCase() === catalogName ? path.slice(1) : path;

/** Database and table; a column's name goes on behind them. */
const keyOfTable = (path: readonly Name[]): string =>
  withoutCatalog(path)
    .slice(0, 2)
    .map(({ text }) => text.toLowerCase())
    .join('.');

function collect(node: unknown, paths: Paths): void {
  if (Array.isArray(node)) for (const one of node) collect(one, paths);
  else if (typeof node === 'object' && node !== null) {
    note(node, paths);
    for (const value of Object.values(node)) collect(value, paths);
  }
}

/** A name that is a path is a table's, whatever is done with it; a function's, a column's and a prepared one's are none. */
function note(node: { kind?: unknown; name?: unknown; into?: unknown; what?: unknown }, paths: Paths): void {
  const { kind, name, into, what } = node;
  const { of, parts } = node as { of?: unknown; parts?: unknown };
  const path = [name, into, kind === 'show' ? of : undefined].find(isPath);
  const isWhole = ['tables', 'views', 'database'].includes(String(what));
  if (path) (isWhole ? paths.databases : paths.tables).push(path);
  if (kind === 'column' && isPath(parts) && parts.length > 2) paths.columns.push(parts);
  const star = kind === 'star' ? (of as { parts?: unknown } | undefined)?.parts : undefined;
  if (isPath(star)) paths.columns.push(star);
}

const isPath = (value: unknown): value is readonly Name[] => Array.isArray(value) && value.length > 0;
