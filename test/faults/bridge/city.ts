/** A department with a trade ledger in its database, one that receives it, and the bridges of both. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type mysql from 'mysql2/promise';
import type pg from 'pg';
import { stringify } from 'yaml';
import type { JobPass } from '../../../cli/bridge/run-bridge.ts';
import { makeFolder, writeText } from '../../acceptance/files.ts';
import { ask, type Home, type Ran, shuiyuan } from '../../acceptance/home.ts';
import { obtainGrant, subscribe } from '../../acceptance/under-test.ts';

export const resource = {
  code: 'BRTRADE',
  name: '交易流水',
  nameEn: 'Trade ledger',
  departments: ['power'],
  cycle: 'daily',
  grade: 1,
  mode: 'increment',
  tombstone: { item: 'deleted', value: 'Y' },
  summary: '桥接测试',
  classification: { code: '207001/00001', names: ['主题信息资源', '能源与环保', '能源消费'] },
  formats: ['database'],
  shareWays: ['file'],
  items: [
    { code: 'trade_no', name: '流水号', type: 'text', length: 20, key: 'primary', required: true },
    { code: 'party', name: '交易方', type: 'text', length: 200 },
    { code: 'amount', name: '金额', type: 'decimal', length: 18, scale: 2 },
    { code: 'pieces', name: '件数', type: 'integer' },
    { code: 'day', name: '日期', type: 'date' },
    { code: 'month', name: '月份', type: 'month' },
    { code: 'note', name: '备注', type: 'text', length: 500 },
    { code: 'deleted', name: '删除标记', type: 'text', length: 1 },
  ],
};

/** Texts that break what is not written with care. */
export const oddTexts = ['引号"与,逗号', '两\n行', '=1+1', "单'引号\\反斜杠", '𠮷野家', null];

const textSql = (text: string | null): string =>
  text === null ? 'NULL' : `U&'${[...text.replaceAll('\\', '\\\\').replaceAll("'", "''")].join('')}'`;

export const createSql = `
CREATE TABLE trade (trade_no varchar(20) PRIMARY KEY, party varchar(200), amount numeric(18,2), pieces bigint,
  day date, month date, note text, deleted char(1), changed timestamp(6) with time zone NOT NULL);
CREATE INDEX trade_changed ON trade (changed, trade_no)`;

/** Rows with ties of the mark: seven rows share each moment. */
export const fillSql = (from: number, to: number): string => `
INSERT INTO trade SELECT 'T' || lpad(n::text, 9, '0'), '单位' || (n % 1000), (n * 7919 % 100000000000)::numeric / 100 - 5,
  n * 9007199254 % 9007199254740993, date '2015-01-01' + (n % 700)::int, date '2015-01-01' + (n % 700)::int,
  (ARRAY[${oddTexts.map(textSql).join(', ')}])[n % ${oddTexts.length + 20} + 1], NULL,
  timestamptz '2020-01-01 00:00:00.000001+08' + (n / 7) * interval '1 millisecond'
FROM generate_series(${from}::bigint, ${to}::bigint) n`;

const digestOf = (rows: Iterable<readonly unknown[]>): { rows: number; sha256: string } => {
  const hash = createHash('sha256');
  let count = 0;
  for (const row of rows) {
    hash.update(`${JSON.stringify(row)}\n`);
    count += 1;
  }
  return { rows: count, sha256: hash.digest('hex') };
};

/**
 * All rows in order, every value as text: what must be the same at the other end. A line end inside a text is a blank
 * there: the platform's cleaning makes it one.
 */
export async function postgresDigest(client: pg.Client) {
  const { rows } = await client.query<unknown[]>({
    text: `SELECT trade_no, party, amount::text, pieces::text, day::text, to_char(month, 'YYYYMM'),
      replace(note, E'\\n', ' ') FROM trade ORDER BY trade_no COLLATE "C"`,
    rowMode: 'array',
  });
  return digestOf(rows);
}

export async function mariadbDigest(connection: mysql.Connection, table = 'trade_in') {
  const [rows] = await connection.query({
    sql: `SELECT trade_no, party, cast(amount as char), cast(pieces as char), cast(day as char), month, note
      FROM ${table} ORDER BY trade_no`,
    rowsAsArray: true,
  });
  return digestOf(rows as unknown as unknown[][]);
}

export interface BridgeUnderTest {
  readonly config: string;
  run(env?: Record<string, string>): Promise<readonly JobPass[]>;
  command(...args: string[]): Promise<Ran>;
}

export async function makeBridge(home: Home, config: object): Promise<BridgeUnderTest> {
  const state = join(await makeFolder(), 'state');
  const path = await writeText('bridge.yaml', stringify({ schema: 'bridge/1', state, ...config }));
  return {
    config: path,
    async run(env = {}) {
      const { stdout, stderr } = await shuiyuan(home, ['bridge', 'run', path, '--once', '--json'], env);
      if (stdout === '') throw new Error(stderr);
      return (JSON.parse(stdout) as { jobs: JobPass[] }).jobs;
    },
    command: (name, ...args) => shuiyuan(home, ['bridge', name, path, ...args, '--json']),
  };
}

export const postgresPlace = (port: number) => ({
  kind: 'postgresql',
  host: '127.0.0.1',
  port,
  user: 'postgres',
  database: 'postgres',
});

export const mariadbPlace = (port: number) => ({
  kind: 'mysql',
  host: '127.0.0.1',
  port,
  user: 'root',
  database: 'city',
});

/** The resource in force, local-tax subscribed to all of it, exactly. */
export async function describeTrade(home: Home): Promise<void> {
  await ask(home, ['resource', 'apply', await writeText('trade.json', JSON.stringify(resource))]);
  await obtainGrant(home, resource.code, 'local-tax');
  await subscribe(home, resource.code, 'local-tax', '--format', 'parquet');
}

/** A job that has come to its end. @throws with what it said otherwise */
export function whole(passes: readonly JobPass[]): JobPass {
  const [pass] = passes;
  if (!pass || pass.problem) throw new Error(JSON.stringify(passes));
  return pass;
}
