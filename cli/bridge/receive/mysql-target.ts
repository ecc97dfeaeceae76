/** MySQL and MariaDB as a target. The session is strict: what does not fit is refused, never cut. */
import { createReadStream } from 'node:fs';
import type mysql from 'mysql2/promise';
import { RefusedCommand } from '../../failures.ts';
import { type Cell, readCsv } from '../csv.ts';
import { connectMysql, type MysqlPlace, mysqlColumns, mysqlDialect } from '../sources/mysql.ts';
import { stagedName, type Target, type TargetDialect } from './target.ts';

const { quote } = mysqlDialect;
const textLiteral = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const types = { integer: 'bigint', date: 'date', month: 'char(6)' } as const;
/** Longest text that may be part of a key: an index takes 3,072 bytes. */
const keyCharacters = 191;

export const mysqlTargetDialect: TargetDialect = {
  quote,
  text: textLiteral,
  ownType: 'varchar(100) character set ascii collate ascii_bin',
  typeOf({ type }, item, isKey) {
    if (type === 'decimal')
      return item?.type === 'decimal' ? `decimal(${item.length},${item.scale})` : 'longtext';
    if (type !== 'text') return types[type];
    // A key is compared by its bytes, as everywhere else: capitals and accents tell rows apart.
    return isKey
      ? `varchar(${keyCharacters}) character set utf8mb4 collate utf8mb4_bin`
      : 'longtext character set utf8mb4';
  },
  cast(staged, { type, column }) {
    if (column.kind === 'text') return staged;
    if (type === 'month' && column.kind === 'date')
      return `STR_TO_DATE(CONCAT(NULLIF(${staged}, ''), '01'), '%Y%m%d')`;
    return `NULLIF(${staged}, '')`;
  },
  bury: ({ table, where }) =>
    `DELETE ${table} FROM shuiyuan_stage s STRAIGHT_JOIN ${table} WHERE ${where.join(' AND ')}`,
  upsert({ table, values, keys, batch, where }) {
    const columns = values.map(({ column }) => column).join(', ');
    const selected = values.map(({ value }) => value).join(', ');
    const insert = `INSERT INTO ${table} (${columns}) SELECT ${selected} FROM shuiyuan_stage s WHERE ${where} ORDER BY s.n`;
    if (keys.length === 0) return insert;
    const names = keys.map(({ column }) => column);
    const isLater = `${table}.${batch} IS NULL OR ${table}.${batch} <= VALUES(${batch})`;
    // Assignments are done from left to right: what the condition reads is changed last.
    const changed = [...values.filter(({ column }) => column !== batch), { column: batch }]
      .filter(({ column }) => !names.includes(column))
      .map(({ column }) => `${column} = IF(${isLater}, VALUES(${column}), ${table}.${column})`);
    return `${insert} ON DUPLICATE KEY UPDATE ${changed.join(', ')}`;
  },
};

const uniqueSql = `
SELECT index_name, column_name FROM information_schema.statistics
WHERE table_schema = coalesce(?, database()) AND table_name = ? AND non_unique = 0 AND sub_part IS NULL
ORDER BY index_name, seq_in_index`;

const rowsAtOnce = 1_000;

async function stage(connection: mysql.Connection, path: string, columns: number): Promise<number> {
  const names = Array.from({ length: columns }, (_, index) => stagedName(index));
  await connection.query('DROP TEMPORARY TABLE IF EXISTS shuiyuan_stage');
  await connection.query(
    `CREATE TEMPORARY TABLE shuiyuan_stage (n bigint primary key, ${names
      .map((name) => `${name} longtext character set utf8mb4 collate utf8mb4_bin`)
      .join(', ')}) engine = InnoDB`,
  );
  const insert = `INSERT INTO shuiyuan_stage VALUES ?`;
  let rows: (Cell | number)[][] = [];
  let count = 0;
  const flush = async () => {
    if (rows.length > 0) await connection.query(insert, [rows]);
    rows = [];
  };
  for await (const record of readCsv(createReadStream(path, 'utf8') as AsyncIterable<string>)) {
    count += 1;
    rows.push([count, ...record]);
    if (rows.length >= rowsAtOnce) await flush();
  }
  await flush();
  return count;
}

/** What strict mode and the table's rules say about a row. */
const rowErrors: ReadonlySet<number> = new Set([
  1048, 1062, 1138, 1216, 1217, 1242, 1264, 1265, 1292, 1364, 1365, 1366, 1367, 1406, 1411, 1416, 1451, 1452,
  1525, 1644, 1690, 3819, 4025,
]);

function rowFault(error: unknown): string | undefined {
  const { errno, code } = error as { errno?: number; code?: string };
  return errno !== undefined && rowErrors.has(errno) ? (code ?? String(errno)) : undefined;
}

function grouped(rows: readonly Cell[][]): readonly (readonly string[])[] {
  const keys = new Map<string, string[]>();
  for (const [index, column] of rows)
    keys.set(String(index), [...(keys.get(String(index)) ?? []), String(column)]);
  return [...keys.values()];
}

export async function openMysqlTarget(place: MysqlPlace, timeZone: string): Promise<Target> {
  const connection = await connectMysql(place, timeZone);
  const rows = async (sql: string, values: (string | null)[] = []): Promise<Cell[][]> =>
    (await connection.query(sql, values))[0] as unknown as Cell[][];
  return {
    dialect: mysqlTargetDialect,
    columns: (table) =>
      mysqlColumns(connection, table).catch((error: unknown) => {
        if (error instanceof RefusedCommand) return undefined;
        throw error;
      }),
    async uniqueKeys(table) {
      const names = table.split('.');
      return grouped(
        await rows(uniqueSql, [names.length > 1 ? (names[0] ?? null) : null, names.at(-1) ?? '']),
      );
    },
    async run(sql) {
      const [result] = await connection.query(sql);
      return (result as { affectedRows?: number }).affectedRows ?? 0;
    },
    rows,
    stage: (path, columns) => stage(connection, path, columns),
    begin: async () => void (await connection.query('START TRANSACTION')),
    commit: async () => void (await connection.query('COMMIT')),
    rollback: async () => void (await connection.query('ROLLBACK')),
    rowFault,
    close: () => connection.end(),
  };
}
