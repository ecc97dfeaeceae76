/** Asks the embedded home's SQL: parsed, translated, run on DuckDB. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { prelude } from '../../layers/core/sql/functions/index.ts';
import { parseStatement } from '../../layers/core/sql/parse/index.ts';
import { QueryRefused } from '../../layers/core/sql/refused.ts';
import { translate } from '../../layers/core/sql/translate/index.ts';
import type { SqlType } from '../../layers/core/sql/types.ts';
import { teachFunctions } from '../../layers/refinery/sql-functions/index.ts';
import type { Failure, Outcome } from './answer.ts';
import { fixtureCatalog, fixtureSql } from './fixtures/index.ts';
import { readValue } from './read-duckdb.ts';

interface Translated {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
}

export interface Embedded {
  ask(sql: string): Promise<Outcome & { readonly ordered?: boolean }>;
  /** What DuckDB is told. @throws QueryRefused */
  translate(sql: string): Translated & { readonly ordered: boolean };
  close(): void;
}

const patienceMilliseconds = 60_000;

/** Opens DuckDB in memory with the prelude and the fixture tables. */
export async function openEmbedded(): Promise<Embedded> {
  const open = async (): Promise<DuckDBConnection> => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '2GB' });
    const made = await instance.connect();
    for (const statement of fixtureSql()) await made.run(statement);
    teachFunctions(made);
    await made.run(prelude);
    return made;
  };
  let connection = await open();
  const told = (text: string) => {
    const statement = parseStatement(text);
    if (statement.kind !== 'query') throw new Error(`${statement.kind} is no query`);
    return {
      ...translate(statement, { catalog: fixtureCatalog, session: { user: 'parity', database: 'parity' } }),
      ordered: statement.orderBy.length > 0,
    };
  };
  const ask: Embedded['ask'] = async (text) => {
    try {
      const translated = told(text);
      return { ...(await run(connection, translated)), ordered: translated.ordered };
    } catch (cause) {
      const failure = failureOf(cause);
      // An internal error of DuckDB's makes the whole instance useless.
      if (/INTERNAL Error|FATAL Error|invalidated/.test(failure.message)) connection = await open();
      return failure;
    }
  };
  return { ask, translate: told, close: () => connection.closeSync() };
}

async function run(connection: DuckDBConnection, { sql, columns }: Translated): Promise<Outcome> {
  const late = setTimeout(() => connection.interrupt(), patienceMilliseconds);
  try {
    const reader = await connection.runAndReadAll(sql);
    if (reader.columnCount !== columns.length)
      throw new Error(`DuckDB gives ${reader.columnCount} columns, the translation names ${columns.length}`);
    const rows = reader
      .getRows()
      .map((row) => columns.map(({ type }, index) => readValue(row[index] ?? null, type)));
    return { columns, rows };
  } finally {
    clearTimeout(late);
  }
}

/** What is not to be had may show as late as in a row's value: it is refused by name all the same. */
function failureOf(cause: unknown): Failure {
  if (cause instanceof QueryRefused) return { failure: 'refused', code: cause.code, message: cause.message };
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.includes('NOT_SUPPORTED: ')) return { failure: 'refused', code: 'NOT_SUPPORTED', message };
  return { failure: 'failed', code: cause instanceof Error ? cause.name : 'Error', message };
}
