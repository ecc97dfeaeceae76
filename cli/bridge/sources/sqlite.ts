/** SQLite: a column holds what was put into it, whatever it is declared as; it is read as text. */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { WrongUsage } from '../../failures.ts';
import type { Cell } from '../csv.ts';
import type { ColumnKind, SourceColumn } from '../type-map.ts';
import { csvOfRows } from './csv-of-rows.ts';
import type { Dialect, TableReader, TableSource } from './table-source.ts';
import { unknownTable } from './unknown-table.ts';

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const textLiteral = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const number = /^-?\d+(?:\.\d+)?$/;

/** As SQLite itself takes a declared type, but for what people mean by decimal and date. */
export function sqliteKind(declared: string): ColumnKind {
  const type = declared.toUpperCase();
  if (/INT/.test(type)) return 'integer';
  if (/DATETIME|TIMESTAMP/.test(type)) return 'timestamp';
  if (/DATE/.test(type)) return 'date';
  if (/CHAR|CLOB|TEXT/.test(type)) return 'text';
  if (/REAL|FLOA|DOUB|DEC|NUMERIC/.test(type)) return 'float';
  return type === '' || /BLOB/.test(type) ? 'binary' : 'other';
}

export const sqliteDialect: Dialect = {
  quote,
  literal: (value, kind) => (kind === 'integer' && number.test(value) ? value : textLiteral(value)),
  text(column, _kind, form) {
    if (form === 'month') return `strftime('%Y%m', ${column})`;
    if (form === 'day') return `strftime('%Y-%m-%d', ${column})`;
    return `cast(${column} as text)`;
  },
  limit: (sql, rows) => `${sql} LIMIT ${rows}`,
  secondsAgo: (seconds) => `datetime('now', 'localtime', '-${seconds} seconds')`,
};

export function sqliteColumns(database: DatabaseSync, table: string): readonly SourceColumn[] {
  const rows = database.prepare('select name, type, "notnull" from pragma_table_info(?)').all(table);
  if (rows.length === 0) throw unknownTable(table);
  return rows.map(({ name, type, notnull }) => ({
    name: String(name),
    declared: String(type),
    kind: sqliteKind(String(type)),
    nullable: Number(notnull) === 0,
  }));
}

const rowsOf = (database: DatabaseSync, sql: string): Iterable<Cell[]> => {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement.iterate() as unknown as Iterable<Cell[]>;
};

const reader = (database: DatabaseSync): TableReader => ({
  rows: async (sql) => [...rowsOf(database, sql)],
  csv: (sql) => csvOfRows(rowsOf(database, sql)),
});

export async function openSqlite(path: string): Promise<TableSource> {
  if (!existsSync(path)) throw new WrongUsage(`没有文件 ${path}`, `there is no file ${path}`);
  const database = new DatabaseSync(path, { readOnly: true });
  database.exec('pragma busy_timeout = 10000');
  return {
    dialect: sqliteDialect,
    columns: async (table) => sqliteColumns(database, table),
    async read(work) {
      database.exec('begin');
      try {
        return await work(reader(database));
      } finally {
        database.exec('rollback');
      }
    },
    close: async () => database.close(),
  };
}
