/** Reading and writing the lake's Parquet objects. */
import { join } from 'node:path';
import type { Part } from '../../schemas/refinery.ts';
import type { Resource } from '../../schemas/resource.ts';
import { quoteList, quoteName, quoteText } from '../core/cleaning/sql-text.ts';
import { storedColumns } from '../core/cleaning/stored-columns.ts';
import type { LocalFiles } from './local-files.ts';
import type { Session } from './session.ts';

/** What is kept long (merged objects, parcels) is packed tight; a batch's own parts are merged within the hour. */
export const tightParquet = 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880';
export const quickParquet = 'FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880';

/** Runs a SELECT into a Parquet file. @returns rows written */
export function writeParquet(
  session: Session,
  select: string,
  path: string,
  options = quickParquet,
): Promise<number> {
  return session.write(`COPY (${select}) TO ${quoteText(path)} (${options})`);
}

/** A file written for one period. */
export interface PeriodFile {
  readonly path: string;
  readonly period: string;
  readonly rows: number;
}

/** Runs a SELECT with the column `_period` into a file a period, in their order, in one pass. */
export async function writePeriods(session: Session, select: string, folder: string): Promise<PeriodFile[]> {
  const files = await session.rows(
    `COPY (${select}) TO ${quoteText(folder)} (${quickParquet}, PARTITION_BY (_period), RETURN_STATS)`,
  );
  return files
    .map((f) => ({ path: String(f.filename), period: periodOf(String(f.filename)), rows: Number(f.count) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function periodOf(path: string): string {
  return decodeURIComponent(/_period=([^/\\]*)[/\\][^/\\]*$/.exec(path)?.[1] ?? '');
}

/** Writes a SELECT as one part and puts it; nothing is put when there are no rows. */
export async function putPart(
  session: Session,
  files: LocalFiles,
  folder: string,
  part: { select: string; key: string; period: string; options?: string },
): Promise<Part | undefined> {
  const path = join(folder, `part-${sequence()}.parquet`);
  const rows = await writeParquet(session, part.select, path, part.options);
  if (rows === 0) return undefined;
  const { size, sha256 } = await files.put(part.key, path);
  return { key: part.key, period: part.period, rows, bytes: size, sha256 };
}

let last = 0;
/** File names in scratch folders never repeat within a process. */
export function sequence(): number {
  last += 1;
  return last;
}

/**
 * SQL of all rows of some parts, in the columns and types of today's definition: parts written under an older
 * version lack newer items, which are NULL there.
 */
export async function readParts(
  session: Session,
  resource: Resource,
  paths: readonly string[],
): Promise<string> {
  const columns = storedColumns(resource);
  if (paths.length === 0) {
    const empty = columns.map((c) => `CAST(NULL AS ${c.type}) AS ${quoteName(c.name)}`);
    return `SELECT ${empty.join(', ')} WHERE false`;
  }
  const files = `read_parquet(${quoteList(paths)}, union_by_name = true, hive_partitioning = false)`;
  const present = new Map(
    (await session.rows(`DESCRIBE SELECT * FROM ${files}`)).map((r) => [
      String(r.column_name),
      String(r.column_type),
    ]),
  );
  const picked = columns.map(({ name, type }) => {
    const found = present.get(name);
    if (found === undefined) return `CAST(NULL AS ${type}) AS ${quoteName(name)}`;
    return found === type ? quoteName(name) : `TRY_CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`;
  });
  return `SELECT ${picked.join(', ')} FROM ${files}`;
}
