/** Pieces of DuckDB's SQL that only the translation of queries writes. */
import { isAtom, quoted } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { carrierOf, type SqlType } from '../types.ts';

/** A name as DuckDB's identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const path = /^(?:"[^"]*"|[a-z_]\w*)(?:\.(?:"[^"]*"|\w+))*$/i;

/** A row's field, from 1. */
export const fieldOf = (sql: string, ordinal: number): string =>
  path.test(sql) ? `${sql}.f${ordinal}` : `struct_extract(${sql}, 'f${ordinal}')`;

export const nullOf = (type: SqlType): Typed => ({
  sql: type.name === 'unknown' ? 'NULL' : `CAST(NULL AS ${carrierOf(type)})`,
  type,
  constant: null,
});

export const rowOfPieces = (pieces: readonly string[]): string =>
  `{${pieces.map((piece, index) => `'f${index + 1}': ${piece}`).join(', ')}}`;

export const textLiteral = (text: string): Typed => ({
  sql: quoted(text),
  type: { name: 'varchar', length: [...text].length },
  constant: text,
});

/** In parentheses unless it needs none. */
export const closed = (sql: string): string => (isAtom(sql) ? sql : `(${sql})`);

/** Whether moments with a zone are somewhere in it: they are equal where their zones are not. */
export function holdsZones(type: SqlType): boolean {
  switch (type.name) {
    case 'timestamp with time zone':
      return true;
    case 'array':
      return holdsZones(type.element);
    case 'map':
      return holdsZones(type.key) || holdsZones(type.value);
    case 'row':
      return type.fields.some((field) => holdsZones(field.type));
    default:
      return false;
  }
}

const plainKinds: ReadonlySet<string> = new Set([
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'decimal',
  'varchar',
  'varbinary',
  'date',
  'time',
  'timestamp',
  'interval year to month',
  'interval day to second',
]);

/** Whether DuckDB's own `=` and `<` on the carriers say what Trino's say. */
export const comparesPlainly = (type: SqlType): boolean => plainKinds.has(type.name);
