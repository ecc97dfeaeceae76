/** All libraries on DuckDB, each made as a table of what its query gives over made rows. */
import { DuckDBInstance } from '@duckdb/node-api';
import { checkLibraries } from '../../../layers/core/libraries/check-libraries.ts';
import { librarySource } from '../../../layers/core/libraries/library-source.ts';
import { prelude } from '../../../layers/core/sql/functions/index.ts';
import { parseStatement } from '../../../layers/core/sql/parse/index.ts';
import { translate } from '../../../layers/core/sql/translate/index.ts';
import { teachFunctions } from '../../../layers/refinery/sql-functions/index.ts';
import type { Answer } from '../../parity/answer.ts';
import { readValue } from '../../parity/read-duckdb.ts';
import { madeRows, shippedLibraries, shippedResources } from './shipped.ts';

export interface OpenLibraries {
  /** @param sql Athena's, over `shared` and the libraries */
  ask(sql: string): Promise<Answer>;
  close(): void;
}

type Rows = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

/** @param made rows by the resource's code */
export async function openLibraries(made: Rows): Promise<OpenLibraries> {
  const [libraries, resources] = [shippedLibraries(), shippedResources()];
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '1GB' });
  const connection = await instance.connect();
  teachFunctions(connection);
  await connection.run(prelude);
  const catalog = librarySource(libraries, resources);
  const databases = new Set(['shared', ...libraries.map(({ id }) => id.split('.')[0])]);
  for (const database of databases) await connection.run(`CREATE SCHEMA "${database}"`);
  for (const resource of resources)
    await connection.run(
      `CREATE TABLE shared.${resource.code.toLowerCase()} AS ${madeRows(resource, made[resource.code] ?? [])}`,
    );
  for (const { id, items, query } of checkLibraries(libraries, resources)) {
    const { sql } = translate(query, { catalog });
    const columns = items.map(({ code }) => `"${code}"`).join(', ');
    await connection.run(`CREATE TABLE ${id} AS SELECT * FROM (${sql}) AS t (${columns})`);
  }
  return {
    async ask(text) {
      const statement = parseStatement(text);
      if (statement.kind !== 'query') throw new Error(`${statement.kind} is no query`);
      const { sql, columns } = translate(statement, { catalog });
      const reader = await connection.runAndReadAll(sql);
      const rows = reader
        .getRows()
        .map((row) => columns.map(({ type }, index) => readValue(row[index] ?? null, type)));
      return { columns, rows };
    },
    close: () => connection.closeSync(),
  };
}
