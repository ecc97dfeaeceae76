/** Portable SQL: what its translation takes, and DuckDB through it against DuckDB with SQL written for it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { prelude } from '../layers/core/sql/functions/index.ts';
import { parseStatement } from '../layers/core/sql/parse/index.ts';
import { type TableSource, translate } from '../layers/core/sql/translate/index.ts';
import { decimal, type SqlType, varchar } from '../layers/core/sql/types.ts';
import { teachFunctions } from '../layers/refinery/sql-functions/index.ts';
import { type Pair, pairs } from './sql-queries.ts';

const wholeOption = (args: readonly string[], name: string, usual: number): number =>
  Number(args.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1] ?? usual);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const tables: Readonly<Record<string, Readonly<Record<string, SqlType>>>> = {
  payments: {
    taxpayer_id: varchar,
    tax_type: varchar,
    district: varchar,
    level: varchar,
    period: varchar,
    paid_date: { name: 'date' },
    amount: decimal(18, 2),
  },
  taxpayers: { id: varchar, industry: varchar },
};

/** A number below `most` that follows from the row's and a purpose's. */
const drawn = (purpose: number, most: number) => `(hash(i, ${purpose}) % ${most})::INTEGER`;

const makePayments = (rows: number, path: string) => `COPY (
  SELECT '91' || lpad((520000 + ${drawn(0, 40)})::VARCHAR, 6, '0') || lpad(${drawn(1, 100_000)}::VARCHAR, 10, '0')
      AS taxpayer_id,
    ['VAT', 'CIT', 'IIT', 'BT', 'CT', 'LVAT'][1 + ${drawn(2, 6)}] AS tax_type,
    (520100 + ${drawn(3, 10)})::VARCHAR AS district, ['中央', '省', '市', '区'][1 + ${drawn(4, 4)}] AS level,
    strftime(day, '%Y%m') AS period, day AS paid_date,
    (CASE WHEN ${drawn(6, 50)} = 0 THEN -1 ELSE 1 END * ${drawn(7, 20_000_000)} / 100)::DECIMAL(18,2) AS amount
  FROM (SELECT i, DATE '2014-01-01' + ${drawn(5, 730)} AS day FROM range(${rows}) r(i))) TO '${path}'`;
const makeTaxpayers = (payments: string, path: string) => `COPY (
  SELECT id, chr(65 + (hash(id) % 19)::INTEGER) AS industry
  FROM (SELECT DISTINCT taxpayer_id AS id FROM '${payments}')) TO '${path}'`;

const source: TableSource = {
  table(parts) {
    const name = parts.at(-1) ?? '';
    const columns = tables[name];
    if (!columns) return undefined;
    return {
      columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
      sql: name,
    };
  },
};

async function open(): Promise<DuckDBConnection> {
  return (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
}

async function makeTables(folder: string, rows: number): Promise<void> {
  const connection = await open();
  const payments = join(folder, 'payments.parquet');
  await connection.run(makePayments(rows, payments));
  await connection.run(makeTaxpayers(payments, join(folder, 'taxpayers.parquet')));
  connection.closeSync();
}

/** An engine that knows the tables by their names. */
async function peerOf(folder: string): Promise<DuckDBConnection> {
  const connection = await open();
  for (const name of Object.keys(tables))
    await connection.run(`CREATE VIEW ${name} AS FROM '${join(folder, `${name}.parquet`)}'`);
  return connection;
}

/** It knows them as the home's own engines do. */
async function ourEngine(folder: string): Promise<DuckDBConnection> {
  const connection = await peerOf(folder);
  teachFunctions(connection);
  await connection.run(prelude);
  return connection;
}

function translated(catalog: TableSource, athena: string): string {
  const statement = parseStatement(athena);
  if (statement.kind !== 'query') throw new Error(`no query: ${athena}`);
  return translate(statement, { catalog }).sql;
}

async function answer(connection: DuckDBConnection, sqlOf: () => string) {
  const begun = performance.now();
  const rows = (await connection.runAndReadAll(sqlOf())).getRowsJson();
  return { rows, milliseconds: performance.now() - begun };
}

/** Doubles may differ in their last bits: the engine adds them in no fixed order. */
const shownRows = (rows: readonly unknown[][]): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value));

interface Sides {
  readonly catalog: TableSource;
  readonly ours: DuckDBConnection;
  readonly peer: DuckDBConnection;
  readonly rounds: number;
}

interface Taken {
  readonly ours: number;
  readonly peer: number;
}

/** Medians in milliseconds, the sides in turns. @throws Error when they do not answer alike */
async function compare({ catalog, ours, peer, rounds }: Sides, pair: Pair): Promise<Taken> {
  const taken: { ours: number; peer: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const mine = await answer(ours, () => translated(catalog, pair.athena));
    const theirs = await answer(peer, () => pair.duckdb);
    if (shownRows(mine.rows) !== shownRows(theirs.rows)) throw new Error(`${pair.name}: not the same rows`);
    taken.push({ ours: mine.milliseconds, peer: theirs.milliseconds });
  }
  return { ours: median(taken.map((one) => one.ours)), peer: median(taken.map((one) => one.peer)) };
}

/** Milliseconds of each of many translations, from the text on. */
function translationTimes(catalog: TableSource): number[] {
  return Array.from({ length: 200 }, () => pairs)
    .flat()
    .map(({ athena }) => {
      const begun = performance.now();
      translated(catalog, athena);
      return performance.now() - begun;
    });
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

/**
 * @param args `--rows=9000000`, `--rounds=5`
 * @returns `translation`: the median of parsing and translating a query, in milliseconds (goal ≤ 1); `ratio`: time of
 * all ten queries through the layer, translation with it, by that of the same written by hand (goal ≤ 1.1); `ratios`
 * of each. Both sides' rows are compared.
 */
export async function run(args: string[]): Promise<Record<string, unknown>> {
  const rows = wholeOption(args, 'rows', 9_000_000);
  const folder = await mkdtemp(join(tmpdir(), 'bench-sql-'));
  try {
    await makeTables(folder, rows);
    const sides = { catalog: source, ours: await ourEngine(folder), peer: await peerOf(folder) };
    const taken: Taken[] = [];
    for (const pair of pairs)
      taken.push(await compare({ ...sides, rounds: wholeOption(args, 'rounds', 5) }, pair));
    const sum = (side: keyof Taken) => taken.reduce((all, one) => all + one[side], 0);
    return {
      rows,
      translation: rounded(median(translationTimes(source)), 3),
      ratio: rounded(sum('ours') / sum('peer'), 3),
      milliseconds: { ours: Math.round(sum('ours')), peer: Math.round(sum('peer')) },
      ratios: taken.map(({ ours, peer }, index) => `${pairs[index]?.name} ${rounded(ours / peer, 2)}`),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
