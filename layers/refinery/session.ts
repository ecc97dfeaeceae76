/**
 * An engine for one job: in memory, spilling into the job's own folder, able to read and write the job's files and
 * nothing else. Starting one takes some fifteen milliseconds, which buys that a job cannot see another's data.
 */
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, type DuckDBResult } from '@duckdb/node-api';
import { quoteList } from '../core/cleaning/sql-text.ts';
import { TransientError } from '../core/errors.ts';

export interface EngineOptions {
  /** Default 2. */
  readonly threads?: number;
  /** Megabytes the engine may hold before it spills to disk. Default 512. */
  readonly memoryMegabytes?: number;
}

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
    /^(?:Error: )?([A-Z][A-Za-z-]*(?: [A-Z][A-Za-z-]*)* Error)/.exec(String(error))?.[1] ?? 'unknown error';
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

function wrap(connection: DuckDBConnection): Session {
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

/** Opens an engine that may touch `folder` and the folders of `inputs`, and closes it after `use`. */
export async function withSession<T>(
  place: { folder: string; inputs: readonly string[] },
  options: EngineOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads ?? 2),
    memory_limit: `${options.memoryMegabytes ?? 512}MB`,
    temp_directory: `${place.folder}/spill`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    const allowed = [...new Set([place.folder, ...place.inputs.map((path) => dirname(path))])];
    await connection.run(`SET allowed_directories = ${quoteList(allowed.map((folder) => `${folder}/`))}`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    return await use(wrap(connection));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
