/**
 * Runs one translated statement in an engine of its own, which may touch one folder and nothing else. Everything that
 * the statement reads is a view over files named beforehand; what it writes lies in the folder afterwards.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteList, quoteName, quoteText } from '../core/cleaning/sql-text.ts';
import type { RunOutput, RunTable, SqlRun } from '../core/ports/sql-runner.ts';
import { csvLine } from '../core/sql/output/csv.ts';
import { queryFailure } from './query-failure.ts';
import { filterSql, keysOf, liveRows, pickItems } from './rows.ts';
import { type Session, sessionOn } from './session.ts';
import { teachFunctions } from './sql-functions/index.ts';
import { keysBelow, sourceSql } from './view-rows.ts';

export interface SqlLimits {
  readonly threads: number;
  /** Before the engine spills. */
  readonly memoryMegabytes: number;
  /** That it may spill. */
  readonly spillMegabytes: number;
}

export interface SqlPlace {
  /** Holds the inputs; the outputs go below it. */
  readonly folder: string;
  /** Local files of the objects, by key. */
  readonly paths: ReadonlyMap<string, string>;
}

export interface WrittenFile {
  readonly path: string;
  /** Below the output's prefix. */
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly partition: readonly (string | null)[];
}

/** An engine that knows its macros and has seen no data yet: it serves one statement. */
export interface FreshEngine {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

/** @throws QueryFailed */
export async function runSql(
  run: SqlRun,
  place: SqlPlace,
  engine: FreshEngine,
): Promise<readonly WrittenFile[]> {
  const { instance, connection } = engine;
  try {
    await connection.run(`SET temp_directory = ${quoteText(`${place.folder}/spill`)}`);
    const session = sessionOn(connection);
    for (const table of run.tables)
      await session.run(
        `CREATE TEMP VIEW ${quoteName(table.name)} AS ${await tableSql(session, table, place)}`,
      );
    await connection.run(`SET allowed_directories = ${quoteList([`${place.folder}/`])};
      SET enable_external_access = false; SET lock_configuration = true`);
    return await write(connection, run, place.folder);
  } catch (error) {
    throw queryFailure(error);
  } finally {
    instance.closeSync();
  }
}

export async function openFreshEngine(prelude: string, limits: SqlLimits): Promise<FreshEngine> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(limits.threads),
    memory_limit: `${limits.memoryMegabytes}MB`,
    max_temp_directory_size: `${limits.spillMegabytes}MB`,
    enable_external_file_cache: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  teachFunctions(connection);
  await connection.run(prelude);
  return { instance, connection };
}

/** Keys of the objects that a table's rows lie in. */
export function keysOfTable(table: RunTable): readonly string[] {
  if (table.of === 'objects') return table.keys;
  return table.of === 'accepted' ? keysOf(table.source) : keysBelow(table.source);
}

async function tableSql(session: Session, table: RunTable, { paths }: SqlPlace): Promise<string> {
  const files = keysOfTable(table).map((key) => paths.get(key) ?? '');
  if (table.of === 'objects') return objectsSql(table, files);
  if (table.of === 'accepted') return acceptedSql(session, table, files);
  const rows = await sourceSql(session, table.source, [...files]);
  const picked = pickItems(table.source.resource, table.items).join(', ');
  return `SELECT ${picked} FROM (${rows}) WHERE ${filterSql(table.source.resource, table.filter)}`;
}

function objectsSql({ columns }: RunTable & { of: 'objects' }, files: readonly string[]): string {
  const picked = columns.map(
    ({ name, carrier }) => `CAST(${quoteName(name)} AS ${carrier}) AS ${quoteName(name)}`,
  );
  if (files.length > 0)
    return `SELECT ${picked.join(', ')} FROM read_parquet(${quoteList(files)}, hive_partitioning = false)`;
  const empty = columns.map(({ name, carrier }) => `CAST(NULL AS ${carrier}) AS ${quoteName(name)}`);
  return `SELECT ${empty.join(', ')} WHERE false`;
}

async function acceptedSql(
  session: Session,
  { source }: RunTable & { of: 'accepted' },
  files: readonly string[],
): Promise<string> {
  const left = [...files];
  const entries = source.entries.map(({ parts, batches }) => ({
    paths: left.splice(0, parts.length),
    batches,
  }));
  const { resource } = source;
  const tokens = (resource.tokens ?? []).map(({ code }) => quoteName(code));
  const picked = [...pickItems(resource, undefined), ...tokens, '_batch', '_line'];
  return `SELECT ${picked.join(', ')} FROM (${await liveRows(session, resource, entries)})`;
}

async function write(connection: DuckDBConnection, run: SqlRun, folder: string): Promise<WrittenFile[]> {
  const { output, sql } = run;
  if (output.to === 'csv') return [await writeCsv(connection, sql, output, join(folder, 'rows.csv'))];
  const into = join(folder, 'written');
  await mkdir(into);
  if (output.to === 'parquet' && output.partitionedBy.length > 0)
    return writePartitions(connection, sql, output, into);
  const written = await writeOne(connection, sql, output, into);
  return written.rows > 0 ? [written] : [];
}

/** NULL is nothing at all, everything else is in quotes. */
async function writeCsv(
  connection: DuckDBConnection,
  sql: string,
  { names }: RunOutput & { to: 'csv' },
  path: string,
): Promise<WrittenFile> {
  const bare = `${path}.bare`;
  const options = "FORMAT csv, HEADER false, FORCE_QUOTE *, NULLSTR '', DELIM ',', QUOTE '\"', ESCAPE '\"'";
  const { rows } = await copied(connection, sql, bare, options, 'rows.csv');
  // Two columns may have one name, or none: DuckDB would write others.
  await pipeline(withHeader(csvLine(names), bare), createWriteStream(path));
  return { path, name: 'rows.csv', rows, bytes: (await stat(path)).size, partition: [] };
}

async function* withHeader(header: string, path: string): AsyncIterable<string | Buffer> {
  yield header;
  yield* createReadStream(path) as AsyncIterable<Buffer>;
}

const formats = {
  parquet: (codec: string) => ({ ending: 'parquet', options: `FORMAT parquet, COMPRESSION ${codec}` }),
  json: (gzip: boolean) => ({
    ending: gzip ? 'json.gz' : 'json',
    options: `FORMAT json, COMPRESSION ${gzip ? 'gzip' : 'none'}`,
  }),
  text: (gzip: boolean, delimiter: string) => ({
    ending: gzip ? 'txt.gz' : 'txt',
    options: `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIM ${quoteText(delimiter)}, NULLSTR '\\N', COMPRESSION ${gzip ? 'gzip' : 'none'}`,
  }),
} as const;

function writeOne(
  connection: DuckDBConnection,
  sql: string,
  output: Exclude<RunOutput, { to: 'csv' }>,
  into: string,
): Promise<WrittenFile> {
  const { ending, options } =
    output.to === 'parquet'
      ? formats.parquet(output.codec ?? 'zstd')
      : formats[output.to](output.gzip, output.delimiter);
  const name = `0.${ending}`;
  return copied(connection, sql, join(into, name), options, name);
}

async function copied(
  connection: DuckDBConnection,
  sql: string,
  path: string,
  options: string,
  name: string,
): Promise<WrittenFile> {
  const reader = await connection.runAndReadAll(`COPY (${sql}) TO ${quoteText(path)} (${options})`);
  const rows = Number(reader.getRows()[0]?.[0] ?? 0);
  return { path, name, rows, bytes: (await stat(path)).size, partition: [] };
}

async function writePartitions(
  connection: DuckDBConnection,
  sql: string,
  { partitionedBy: by, inFolders = false, codec = 'zstd' }: RunOutput & { to: 'parquet' },
  into: string,
): Promise<WrittenFile[]> {
  const options = `FORMAT parquet, COMPRESSION ${codec}, PARTITION_BY (${by.map(quoteName).join(', ')}), WRITE_PARTITION_COLUMNS ${!inFolders}, OVERWRITE_OR_IGNORE, RETURN_STATS`;
  const reader = await connection.runAndReadAll(`COPY (${sql}) TO ${quoteText(into)} (${options})`);
  return reader.getRowObjectsJson().map((row, index) => {
    const path = String(row.filename);
    const partition = partitionOf(relative(into, path), by.length);
    return {
      path,
      name: inFolders ? relative(into, path) : `${index}.parquet`,
      rows: Number(row.count),
      bytes: Number(row.file_size_bytes),
      partition,
    };
  });
}

/** `a=1/b=x/data_0.parquet`: each value as text. */
const partitionOf = (path: string, columns: number): (string | null)[] =>
  path
    .split('/')
    .slice(0, columns)
    .map((folder) => {
      const value = decodeURIComponent(folder.slice(folder.indexOf('=') + 1));
      return value === '__HIVE_DEFAULT_PARTITION__' || value === 'NULL' ? null : value;
    });
