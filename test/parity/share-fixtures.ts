/** Gives a Trino the fixture tables, as Parquet that DuckDB writes. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { isFailure } from './answer.ts';
import { askTrino, type TrinoSession } from './ask-trino.ts';
import { createExternal, fixtureSchema, fixtureTables, writeParquet } from './fixtures/index.ts';

/** @param lake the folder that is `local:///` to Trino */
export async function shareFixtures(session: TrinoSession, lake: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await must(session, `CREATE SCHEMA IF NOT EXISTS ${fixtureSchema}`);
  for (const table of fixtureTables) {
    const folder = join(lake, 'fixtures', table.name);
    await mkdir(folder, { recursive: true });
    await connection.run(writeParquet(table, join(folder, 'rows.parquet')));
    await must(session, `DROP TABLE IF EXISTS ${fixtureSchema}.${table.name}`);
    await must(session, createExternal(table, `local:///fixtures/${table.name}`));
  }
  connection.closeSync();
}

async function must(session: TrinoSession, sql: string): Promise<void> {
  const outcome = await askTrino(session, sql);
  if (isFailure(outcome)) throw new Error(`${outcome.code}: ${outcome.message} in ${sql}`);
}
