/** PostgreSQL: read by COPY, which writes every value exactly and faster than any driver. */
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Cell } from '../csv.ts';
import type { ColumnKind, SourceColumn } from '../type-map.ts';
import { type Dialect, namesOf, type TableReader, type TableSource } from './table-source.ts';
import { unknownTable } from './unknown-table.ts';

export interface PostgresPlace {
  readonly host: string;
  readonly port?: number | undefined;
  readonly user: string;
  readonly password?: string | undefined;
  readonly database: string;
  readonly tls: boolean;
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const textLiteral = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** By the type's name in the catalog. */
const kinds: Readonly<Record<string, ColumnKind>> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  oid: 'integer',
  numeric: 'decimal',
  float4: 'float',
  float8: 'float',
  text: 'text',
  varchar: 'text',
  bpchar: 'text',
  char: 'text',
  name: 'text',
  uuid: 'text',
  json: 'text',
  jsonb: 'text',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'zoned',
  bool: 'boolean',
  bytea: 'binary',
};

export const postgresKind = (type: string): ColumnKind => kinds[type] ?? 'other';

const literalTypes: Partial<Record<ColumnKind, string>> = {
  date: 'date',
  timestamp: 'timestamp',
  zoned: 'timestamptz',
};

export const postgresDialect: Dialect = {
  quote,
  literal(value, kind) {
    if (kind === 'integer' || kind === 'decimal' || kind === 'float') return `${textLiteral(value)}::numeric`;
    const type = literalTypes[kind];
    return type === undefined ? textLiteral(value) : `${textLiteral(value)}::${type}`;
  },
  text(column, kind, form) {
    if (form === 'month') return `to_char(${column}, 'YYYYMM')`;
    if (form === 'day' && kind !== 'date') return `to_char(${column}, 'YYYY-MM-DD')`;
    return `${column}::text`;
  },
  limit: (sql, rows) => `${sql} LIMIT ${rows}`,
  secondsAgo: (seconds, kind) =>
    kind === 'timestamp'
      ? `(now() - interval '${seconds} seconds')::timestamp`
      : `(now() - interval '${seconds} seconds')`,
};

/** A connection whose values come as text, in ISO form and the given zone. */
export async function connectPostgres(place: PostgresPlace, timeZone: string): Promise<pg.Client> {
  const { tls, password, ...rest } = place;
  const client = new pg.Client({
    ...rest,
    ...(password === undefined ? {} : { password }),
    ssl: tls ? { rejectUnauthorized: true } : false,
    application_name: 'shuiyuan-bridge',
    // Nothing is turned into numbers or dates of JavaScript, which have fewer digits.
    types: { getTypeParser: () => (value: unknown) => value } as never,
  });
  // A connection that breaks while nobody asks is told to whoever asks next.
  client.on('error', () => {});
  await client.connect();
  const settings = [
    `timezone to ${textLiteral(timeZone)}`,
    `datestyle to 'ISO'`,
    `intervalstyle to 'iso_8601'`,
  ];
  for (const setting of settings) await client.query(`SET ${setting}`);
  return client;
}

const columnsSql = `
SELECT a.attname, t.typname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text,
  CASE WHEN t.typname = 'numeric' AND a.atttypmod >= 4 THEN ((a.atttypmod - 4) >> 16)::text END,
  CASE WHEN t.typname = 'numeric' AND a.atttypmod >= 4 THEN (((a.atttypmod - 4) & 2047) # 1024) - 1024 END
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

export async function postgresColumns(client: pg.Client, table: string): Promise<readonly SourceColumn[]> {
  const values = [namesOf(table).map(quote).join('.')];
  const { rows } = await client.query<Cell[]>({ text: columnsSql, values, rowMode: 'array' });
  if (rows.length === 0) throw unknownTable(table);
  return rows.map(([name, type, declared, notNull, precision, scale]) => ({
    name: String(name),
    declared: String(declared),
    kind: postgresKind(String(type)),
    ...(precision == null ? {} : { precision: Number(precision), scale: Number(scale) }),
    nullable: notNull !== 'true',
  }));
}

export function postgresReader(client: pg.Client): TableReader {
  return {
    async rows(sql) {
      return (await client.query<Cell[]>({ text: sql, rowMode: 'array' })).rows;
    },
    csv(sql) {
      const stream = client.query(copyTo(`COPY (${sql}) TO STDOUT (FORMAT csv)`));
      return { chunks: stream, rows: () => stream.rowCount };
    },
  };
}

export async function openPostgres(place: PostgresPlace, timeZone: string): Promise<TableSource> {
  const client = await connectPostgres(place, timeZone);
  return {
    dialect: postgresDialect,
    columns: (table) => postgresColumns(client, table),
    async read(work) {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      try {
        return await work(postgresReader(client));
      } finally {
        await client.query('ROLLBACK');
      }
    },
    close: () => client.end(),
  };
}
