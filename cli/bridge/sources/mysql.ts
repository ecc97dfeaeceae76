/** MySQL and MariaDB: values are read as text, so that no digit goes through a number of JavaScript. */
import mysql from 'mysql2/promise';
import type { Cell } from '../csv.ts';
import type { ColumnKind, SourceColumn } from '../type-map.ts';
import { csvOfRows } from './csv-of-rows.ts';
import { type Dialect, namesOf, type TableReader, type TableSource } from './table-source.ts';
import { unknownTable } from './unknown-table.ts';
import { zoneOffset } from './zone-offset.ts';

export interface MysqlPlace {
  readonly host: string;
  readonly port?: number | undefined;
  readonly user: string;
  readonly password?: string | undefined;
  readonly database: string;
  readonly tls: boolean;
}

const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
const textLiteral = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
const number = /^-?\d+(?:\.\d+)?$/;

const kinds: Readonly<Record<string, ColumnKind>> = {
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'integer',
  year: 'integer',
  decimal: 'decimal',
  float: 'float',
  double: 'float',
  char: 'text',
  varchar: 'text',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  enum: 'text',
  set: 'text',
  json: 'text',
  uuid: 'text',
  date: 'date',
  datetime: 'timestamp',
  timestamp: 'zoned',
  binary: 'binary',
  varbinary: 'binary',
  tinyblob: 'binary',
  blob: 'binary',
  mediumblob: 'binary',
  longblob: 'binary',
};

export const mysqlKind = (type: string): ColumnKind => kinds[type.toLowerCase()] ?? 'other';

export const mysqlDialect: Dialect = {
  quote,
  literal: (value, kind) =>
    (kind === 'integer' || kind === 'decimal') && number.test(value) ? value : textLiteral(value),
  text(column, _kind, form) {
    if (form === 'month') return `date_format(${column}, '%Y%m')`;
    if (form === 'day') return `date_format(${column}, '%Y-%m-%d')`;
    return `cast(${column} as char)`;
  },
  limit: (sql, rows) => `${sql} LIMIT ${rows}`,
  secondsAgo: (seconds) => `(now(6) - interval ${seconds} second)`,
};

/** The session reads moments in the given zone and refuses what does not fit instead of cutting it. */
export async function connectMysql(place: MysqlPlace, timeZone: string): Promise<mysql.Connection> {
  const { tls, ...rest } = place;
  const connection = await mysql.createConnection({
    ...(JSON.parse(JSON.stringify(rest)) as MysqlPlace),
    ...(tls ? { ssl: { rejectUnauthorized: true } } : {}),
    charset: 'utf8mb4',
    rowsAsArray: true,
    typeCast: (field) => field.string(),
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
  });
  await connection.query(`SET time_zone = '${zoneOffset(timeZone)}'`);
  await connection.query("SET sql_mode = 'TRADITIONAL'");
  return connection;
}

const columnsSql = `
SELECT column_name, data_type, column_type, is_nullable, numeric_precision, numeric_scale
FROM information_schema.columns WHERE table_schema = coalesce(?, database()) AND table_name = ?
ORDER BY ordinal_position`;

export async function mysqlColumns(
  connection: mysql.Connection,
  table: string,
): Promise<readonly SourceColumn[]> {
  const names = namesOf(table);
  const schema = names.length > 1 ? (names[0] ?? null) : null;
  const [rows] = await connection.query(columnsSql, [schema, names.at(-1) ?? table]);
  const found = rows as unknown as Cell[][];
  if (found.length === 0) throw unknownTable(table);
  return found.map(([name, type, declared, nullable, precision, scale]) => ({
    name: String(name),
    declared: String(declared),
    kind: mysqlKind(String(type)),
    ...(precision == null || type !== 'decimal'
      ? {}
      : { precision: Number(precision), scale: Number(scale) }),
    nullable: nullable === 'YES',
  }));
}

/** The promise's connection hides the one that streams. */
interface Streaming {
  readonly connection: {
    query(options: { sql: string; rowsAsArray: true }): {
      stream(options: { highWaterMark: number }): AsyncIterable<Cell[]>;
    };
  };
}

export function mysqlReader(connection: mysql.Connection): TableReader {
  const { connection: plain } = connection as unknown as Streaming;
  return {
    async rows(sql) {
      const [rows] = await connection.query(sql);
      return rows as unknown as Cell[][];
    },
    csv: (sql) => csvOfRows(plain.query({ sql, rowsAsArray: true }).stream({ highWaterMark: 1000 })),
  };
}

export async function openMysql(place: MysqlPlace, timeZone: string): Promise<TableSource> {
  const connection = await connectMysql(place, timeZone);
  return {
    dialect: mysqlDialect,
    columns: (table) => mysqlColumns(connection, table),
    async read(work) {
      await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      try {
        return await work(mysqlReader(connection));
      } finally {
        await connection.query('ROLLBACK');
      }
    },
    close: () => connection.end(),
  };
}
