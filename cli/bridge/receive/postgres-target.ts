/** PostgreSQL as a target: staged by COPY, written by one INSERT … ON CONFLICT. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { RefusedCommand } from '../../failures.ts';
import type { Cell } from '../csv.ts';
import {
  connectPostgres,
  type PostgresPlace,
  postgresColumns,
  postgresDialect,
} from '../sources/postgresql.ts';
import { stagedName, type Target, type TargetDialect } from './target.ts';

const { quote } = postgresDialect;
const textLiteral = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const types = { integer: 'bigint', date: 'date', month: 'char(6)' } as const;

export const postgresTargetDialect: TargetDialect = {
  quote,
  text: textLiteral,
  ownType: 'text',
  typeOf({ type }, item) {
    if (type === 'decimal')
      return item?.type === 'decimal' ? `numeric(${item.length},${item.scale})` : 'numeric';
    return type === 'text' ? 'text' : types[type];
  },
  cast(staged, { type, column }) {
    if (column.kind === 'text') return staged;
    const filled = `NULLIF(${staged}, '')`;
    if (type === 'month' && column.kind === 'date') return `to_date(${filled}, 'YYYYMM')`;
    return `CAST(${filled} AS ${column.declared})`;
  },
  bury: ({ table, where }) => `DELETE FROM ${table} USING shuiyuan_stage s WHERE ${where.join(' AND ')}`,
  upsert({ table, values, keys, batch, where }) {
    const columns = values.map(({ column }) => column).join(', ');
    const selected = values.map(({ value }) => value).join(', ');
    if (keys.length === 0)
      return `INSERT INTO ${table} (${columns}) SELECT ${selected} FROM shuiyuan_stage s WHERE ${where} ORDER BY s.n`;
    const staged = keys.map((one) => one.staged).join(', ');
    const last = `(SELECT DISTINCT ON (${staged}) s.* FROM shuiyuan_stage s WHERE ${where} ORDER BY ${staged}, s.n DESC)`;
    const names = keys.map(({ column }) => column);
    const changed = values
      .filter(({ column }) => !names.includes(column))
      .map(({ column }) => `${column} = EXCLUDED.${column}`);
    return `INSERT INTO ${table} AS kept (${columns}) SELECT ${selected} FROM ${last} s
      ON CONFLICT (${names.join(', ')}) DO UPDATE SET ${changed.join(', ')}
      WHERE kept.${batch} IS NULL OR kept.${batch} <= EXCLUDED.${batch}`;
  },
};

const uniqueSql = `
SELECT i.indexrelid::text, a.attname FROM pg_index i
JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place) ON k.place <= i.indnkeyatts
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indpred IS NULL AND i.indisvalid ORDER BY 1, k.place`;

function grouped(rows: readonly Cell[][]): readonly (readonly string[])[] {
  const keys = new Map<string, string[]>();
  for (const [index, column] of rows) {
    const names = keys.get(String(index)) ?? [];
    keys.set(String(index), [...names, String(column)]);
  }
  return [...keys.values()];
}

async function stage(client: pg.Client, path: string, columns: number): Promise<number> {
  const names = Array.from({ length: columns }, (_, index) => stagedName(index));
  await client.query('DROP TABLE IF EXISTS pg_temp.shuiyuan_stage');
  await client.query(
    `CREATE TEMPORARY TABLE shuiyuan_stage (n bigint GENERATED ALWAYS AS IDENTITY, ${names
      .map((name) => `${name} text`)
      .join(', ')}) ON COMMIT DROP`,
  );
  const copy = client.query(copyFrom(`COPY shuiyuan_stage (${names.join(', ')}) FROM STDIN (FORMAT csv)`));
  await pipeline(createReadStream(path, { highWaterMark: 1024 ** 2 }), copy);
  await client.query('ANALYZE shuiyuan_stage');
  return copy.rowCount;
}

/** Class 22: a value; 23: a rule of the table; P0001: a trigger's own word. */
function rowFault(error: unknown): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(22|23|P0001)/.test(code) ? code : undefined;
}

export async function openPostgresTarget(place: PostgresPlace, timeZone: string): Promise<Target> {
  const client = await connectPostgres(place, timeZone);
  const named = (table: string) => table.split('.').map(quote).join('.');
  return {
    dialect: postgresTargetDialect,
    columns: (table) =>
      postgresColumns(client, table).catch((error: unknown) => {
        if (error instanceof RefusedCommand) return undefined;
        throw error;
      }),
    async uniqueKeys(table) {
      const { rows } = await client.query<Cell[]>({
        text: uniqueSql,
        values: [named(table)],
        rowMode: 'array',
      });
      return grouped(rows);
    },
    async run(sql) {
      return (await client.query(sql)).rowCount ?? 0;
    },
    async rows(sql) {
      return (await client.query<Cell[]>({ text: sql, rowMode: 'array' })).rows;
    },
    stage: (path, columns) => stage(client, path, columns),
    begin: async () => void (await client.query('BEGIN')),
    commit: async () => void (await client.query('COMMIT')),
    rollback: async () => void (await client.query('ROLLBACK')),
    rowFault,
    close: () => client.end(),
  };
}
