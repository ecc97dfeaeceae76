/** SQLite as a target. It has no decimals of its own: they are kept as text, with every digit. */
import { createReadStream } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { RefusedCommand } from '../../failures.ts';
import { type Cell, readCsv } from '../csv.ts';
import { sqliteColumns, sqliteDialect } from '../sources/sqlite.ts';
import { stagedName, type Target, type TargetDialect } from './target.ts';

const { quote } = sqliteDialect;
const textLiteral = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export const sqliteTargetDialect: TargetDialect = {
  quote,
  text: textLiteral,
  ownType: 'text',
  typeOf: ({ type }) => (type === 'integer' ? 'integer' : 'text'),
  cast: (staged, { column }) => (column.kind === 'text' ? staged : `NULLIF(${staged}, '')`),
  bury: ({ table, where }) =>
    `DELETE FROM ${table} WHERE rowid IN
      (SELECT ${table}.rowid FROM shuiyuan_stage s CROSS JOIN ${table} WHERE ${where.join(' AND ')})`,
  upsert({ table, values, keys, batch, where }) {
    const columns = values.map(({ column }) => column).join(', ');
    const selected = values.map(({ value }) => value).join(', ');
    const insert = `INSERT INTO ${table} (${columns}) SELECT ${selected} FROM shuiyuan_stage s WHERE ${where} ORDER BY s.n`;
    if (keys.length === 0) return insert;
    const names = keys.map(({ column }) => column);
    const changed = values
      .filter(({ column }) => !names.includes(column))
      .map(({ column }) => `${column} = excluded.${column}`);
    return `${insert} ON CONFLICT (${names.join(', ')}) DO UPDATE SET ${changed.join(', ')}
      WHERE ${table}.${batch} IS NULL OR ${table}.${batch} <= excluded.${batch}`;
  },
};

async function stage(database: DatabaseSync, path: string, columns: number): Promise<number> {
  const names = Array.from({ length: columns }, (_, index) => stagedName(index));
  database.exec('drop table if exists temp.shuiyuan_stage');
  database.exec(
    `create temporary table shuiyuan_stage (n integer primary key, ${names.map((name) => `${name} text`).join(', ')})`,
  );
  const insert: StatementSync = database.prepare(
    `insert into shuiyuan_stage values (?, ${names.map(() => '?').join(', ')})`,
  );
  let count = 0;
  for await (const record of readCsv(createReadStream(path, 'utf8') as AsyncIterable<string>)) {
    count += 1;
    insert.run(count, ...record);
  }
  return count;
}

/** 19: a constraint; 20: a value of another type. */
function rowFault(error: unknown): string | undefined {
  const { errcode } = error as { errcode?: number };
  if (errcode === undefined) return undefined;
  return [19, 20].includes(errcode & 0xff) ? `SQLITE_${errcode}` : undefined;
}

function uniqueKeys(database: DatabaseSync, table: string): readonly (readonly string[])[] {
  const primary = database
    .prepare('select name from pragma_table_info(?) where pk > 0 order by pk')
    .all(table)
    .map(({ name }) => String(name));
  const indexes = database
    .prepare('select name from pragma_index_list(?) where "unique" = 1 and partial = 0')
    .all(table)
    .map(({ name }) =>
      database
        .prepare('select name from pragma_index_info(?) order by seqno')
        .all(String(name))
        .map((column) => String(column.name)),
    );
  return primary.length > 0 ? [primary, ...indexes] : indexes;
}

export async function openSqliteTarget(path: string): Promise<Target> {
  const database = new DatabaseSync(path);
  database.exec('pragma busy_timeout = 10000; pragma synchronous = full');
  return {
    dialect: sqliteTargetDialect,
    async columns(table) {
      try {
        return sqliteColumns(database, table);
      } catch (error) {
        if (error instanceof RefusedCommand) return undefined;
        throw error;
      }
    },
    uniqueKeys: async (table) => uniqueKeys(database, table),
    run: async (sql) => Number(database.prepare(sql).run().changes),
    async rows(sql) {
      const statement = database.prepare(sql);
      statement.setReturnArrays(true);
      return statement.all() as unknown as Cell[][];
    },
    stage: (file, columns) => stage(database, file, columns),
    begin: async () => database.exec('begin immediate'),
    commit: async () => database.exec('commit'),
    rollback: async () => database.exec('rollback'),
    rowFault,
    close: async () => database.close(),
  };
}
