/** A database as the bridge reads it. Small, so that each database is one file; what is read is decided elsewhere. */
import type { Cell } from '../csv.ts';
import type { ColumnKind, Form, SourceColumn } from '../type-map.ts';

/** How a database writes what all of them can say. */
export interface Dialect {
  quote(name: string): string;
  /** A value as it came from `text`, written so that it compares as the column does. */
  literal(value: string, kind: ColumnKind): string;
  /** Expression of a column's value as text. */
  text(column: string, kind: ColumnKind, form: Form): string;
  /** `sql` with no more than so many rows. */
  limit(sql: string, rows: number): string;
  /** The moment so many seconds ago, to be compared with a column of this kind. */
  secondsAgo(seconds: number, kind: ColumnKind): string;
}

/** Reads in one transaction: all of it sees one moment of the database. */
export interface TableReader {
  rows(sql: string): Promise<readonly Cell[][]>;
  /** Rows as CSV, without a header; told when it ends. */
  csv(sql: string): { readonly chunks: AsyncIterable<Uint8Array>; rows(): number };
}

export interface TableSource {
  readonly dialect: Dialect;
  /** In the table's own order. @throws RefusedCommand when there is no such table */
  columns(table: string): Promise<readonly SourceColumn[]>;
  read<T>(work: (reader: TableReader) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** `schema.table` in its parts. */
export const namesOf = (table: string): readonly string[] => table.split('.');

export const quotedTable = (dialect: Dialect, table: string): string =>
  namesOf(table).map(dialect.quote).join('.');
