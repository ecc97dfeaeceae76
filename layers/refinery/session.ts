/** What a job asks of an engine. Errors of the engine quote data, so they leave without their text. */
import { dirname } from 'node:path';
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { TransientError } from '../core/errors.ts';
import { type EngineOptions, teachMacros, withEngine } from './engine.ts';

export type { EngineOptions } from './engine.ts';

export interface Session {
  run(sql: string): Promise<void>;
  /** Rows as JSON values: decimals and big integers as text, dates as ISO text. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** The same, a vector at a time; memory stays flat. */
  stream(sql: string): AsyncIterable<Record<string, unknown>[]>;
  /** Runs a COPY … TO or an INSERT and gives the rows it wrote. */
  write(sql: string): Promise<number>;
}

/** The engine's messages quote data, so only the kind of a failure is passed on, and no cause. */
function engineFailure(error: unknown): TransientError {
  const kind =
    /^(?:Error: )?([A-Z][A-Za-z-]*(?: [A-Za-z-]+)* Error)/.exec(String(error))?.[1] ?? 'unknown error';
  return new TransientError(
    `the data engine stopped with: ${kind}; the step is tried again`,
    `数据引擎中止（${kind}），该步骤将重试`,
  );
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw engineFailure(error);
  }
}

function numberOf(value: unknown): number {
  return Number(value ?? 0);
}

/** A session on a connection that somebody else opened and closes. */
export function sessionOn(connection: DuckDBConnection): Session {
  return {
    run: (sql) => guarded(async () => void (await connection.run(sql))),
    rows: (sql) => guarded(async () => (await connection.runAndReadAll(sql)).getRowObjectsJson()),
    write: (sql) =>
      guarded(async () =>
        numberOf(Object.values((await connection.runAndReadAll(sql)).getRowObjectsJson()[0] ?? {})[0]),
      ),
    stream: (sql) => streamRows(connection, sql),
  };
}

async function* streamRows(
  connection: DuckDBConnection,
  sql: string,
): AsyncIterable<Record<string, unknown>[]> {
  const result: DuckDBResult = await guarded(() => connection.stream(sql));
  const pieces = result.yieldRowObjectJson()[Symbol.asyncIterator]();
  while (true) {
    const piece = await guarded(() => pieces.next());
    if (piece.done) return;
    yield piece.value;
  }
}

/**
 * Gives `use` an engine that may touch `folder` and the folders of `inputs`, and that knows the macros, which must
 * hold no secret. Tables and views live as long as the session.
 */
export async function withSession<T>(
  place: { folder: string; inputs: readonly string[] },
  options: EngineOptions,
  use: (session: Session) => Promise<T>,
  macros: readonly string[] = [],
): Promise<T> {
  const folders = [...new Set([place.folder, ...place.inputs.map((path) => dirname(path))])];
  return withEngine(folders, options, async (engine) => {
    const connection = await engine.instance.connect();
    try {
      await teachMacros(engine, connection, macros);
      return await use(sessionOn(connection));
    } finally {
      connection.closeSync();
    }
  });
}
