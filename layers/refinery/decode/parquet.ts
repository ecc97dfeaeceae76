/** Parquet: DuckDB reads it; every column becomes text, decimals digit by digit. */
import { rmSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { SurveyedTable } from '../../../schemas/refinery.ts';
import { ShuiyuanError, TransientError } from '../../core/errors.ts';
import { type DecodeLimits, headRecords } from './limits.ts';
import { refusal } from './refusals.ts';

const MEMORY = '1GB';

/** Column names, row count and the first rows. @throws PoisonError malformed-parquet, too-many-columns */
export async function surveyParquet(path: string, limits: DecodeLimits): Promise<SurveyedTable> {
  return withParquet(async (connection) => {
    const columns = await columnNames(connection, path);
    if (columns.length > limits.columns) throw refusal('too-many-columns');
    const [count] = await rowsOf(connection, `SELECT count(*)::VARCHAR FROM read_parquet(${quoted(path)})`);
    const head = await rowsOf(connection, `${selectText(path, columns)} LIMIT ${headRecords}`);
    return {
      name: '',
      hidden: false,
      merges: [],
      columns,
      records: Number(count?.[0]),
      head: head.map((row) => (row.every((cell) => cell.trim() === '') ? [] : row)),
    };
  });
}

/** Writes the canonical file; ordinals are row numbers. @returns its width and the records written */
export async function decodeParquet(
  path: string,
  outPath: string,
): Promise<{ columns: number; records: number }> {
  return withParquet(async (connection) => {
    const columns = await columnNames(connection, path);
    const filled = columns.map((name) => `coalesce(trim(${text(name)}), '') <> ''`).join(' OR ');
    const select = `SELECT file_row_number + 1, ${columns.map(text).join(', ')} FROM ${reader(path)} WHERE ${filled}`;
    const format = `FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', FORCE_QUOTE *`;
    try {
      const copied = await rowsOf(connection, `COPY (${select}) TO ${quoted(outPath)} (${format})`);
      return { columns: columns.length, records: Number(copied[0]?.[0]) };
    } catch (error) {
      rmSync(outPath, { force: true });
      throw error;
    }
  });
}

/** Cells of row `ordinal`, or nothing when there is none. */
export async function readParquetRow(path: string, ordinal: number): Promise<string[] | undefined> {
  return withParquet(async (connection) => {
    const select = selectText(path, await columnNames(connection, path));
    const rows = await rowsOf(connection, `${select} WHERE file_row_number = ${Math.trunc(ordinal) - 1}`);
    return rows[0];
  });
}

async function withParquet<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY,
    threads: '2',
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    return await use(connection);
  } catch (error) {
    throw parquetFailure(error);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Memory and disks may recover; a damaged file does not. The engine's message may quote content. */
function parquetFailure(error: unknown): unknown {
  if (error instanceof ShuiyuanError) return error;
  const { message = '' } = error as { message?: string };
  if (/^Out of Memory|^IO Error: (?!.*(parquet|magic|enough bytes))/is.test(message))
    return new TransientError(
      'the Parquet file could not be read now; it is tried again',
      '暂时无法读取 Parquet 文件，将自动重试',
    );
  return refusal('malformed-parquet');
}

async function columnNames(connection: DuckDBConnection, path: string): Promise<string[]> {
  const rows = await rowsOf(
    connection,
    `SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet(${quoted(path)}))`,
  );
  return rows.map(([name]) => name as string);
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<string[][]> {
  const result = await connection.runAndReadAll(sql);
  return result.getRows().map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
}

function selectText(path: string, columns: readonly string[]): string {
  return `SELECT ${columns.map(text).join(', ')} FROM ${reader(path)}`;
}

function reader(path: string): string {
  return `read_parquet(${quoted(path)}, file_row_number = true)`;
}

function text(name: string): string {
  const column = `"${name.replaceAll('"', '""')}"`;
  return `replace(coalesce(CAST(${column} AS VARCHAR), ''), chr(0), chr(65533))`;
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
