/** Reads what is new in a table into the queue: files of CSV whose header is the items' codes. */
import { RefusedCommand } from '../failures.ts';
import type { BridgeWork } from './bridge-work.ts';
import { readChanges } from './changes/read-changes.ts';
import { csvLine } from './csv.ts';
import type { NewEntry } from './journal.ts';
import { nextBound, type Position, type Range, rangeSql, wholeSql } from './read-table.ts';
import { nextFile, type TableJob } from './table-job.ts';
import type { MappedColumn } from './type-map.ts';

/** Adds one entry to the queue, if there is anything new. @returns were there rows? */
export async function extractNext(work: BridgeWork, table: TableJob): Promise<boolean> {
  switch (table.job.read.by) {
    case 'full':
      return extractWhole(work, table);
    case 'watermark':
      return extractRange(work, table);
    case 'changes':
      return readChanges(work, table);
  }
}

interface Extracted {
  readonly sql: string;
  readonly position: Position | undefined;
  readonly coverage: string | null;
}

const headerOf = (mapped: readonly MappedColumn[]): Uint8Array =>
  Buffer.from(csvLine(mapped.map(({ item }) => item)));

async function* after(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

async function extractWhole(work: BridgeWork, table: TableJob): Promise<boolean> {
  const { job, source, mapped } = table;
  if (job.read.by !== 'full' || work.journal.open(job.name).length > 0) return false;
  const sql = wholeSql(source.dialect, job.table, mapped, job.read.order);
  const made = await source.read((reader) => writeRows(work, table, reader.csv(sql)));
  return keep(work, table, made, { sql, position: undefined, coverage: null });
}

async function writeRows(
  work: BridgeWork,
  { job, mapped }: TableJob,
  csv: { chunks: AsyncIterable<Uint8Array>; rows(): number },
) {
  const file = nextFile(work, job.name);
  const written = await work.queue.write(file, after(headerOf(mapped), csv.chunks));
  return { file, ...written, rows: csv.rows() };
}

/** The same as was sent last is not sent again. */
async function keep(
  work: BridgeWork,
  { job }: TableJob,
  made: Awaited<ReturnType<typeof writeRows>>,
  { position, coverage }: Extracted,
): Promise<boolean> {
  if (made.rows === 0 || work.journal.last(job.name)?.sha256 === made.sha256) {
    await work.queue.remove(made.file);
    return false;
  }
  const entry: NewEntry = {
    job: job.name,
    ...made,
    fileName: made.file,
    coverage,
    position: position === undefined ? null : JSON.stringify(position),
    madeAt: work.now().toISOString(),
  };
  work.journal.add(entry);
  return true;
}

function rangeOf({ job, columns }: TableJob): Range {
  if (job.read.by !== 'watermark') throw new Error(`job ${job.name} is not read by a watermark`);
  const order = [job.read.column, ...job.read.key].map((name) => {
    const found = columns.find((one) => one.name === name);
    if (found) return found;
    throw new RefusedCommand(
      'no-column',
      `任务 ${job.name}：表 ${job.table} 没有列 ${name}`,
      `job ${job.name}: the table ${job.table} has no column ${name}`,
    );
  });
  return { table: job.table, order, lagSeconds: job.read.lagSeconds, rows: job.rows };
}

async function extractRange(work: BridgeWork, table: TableJob): Promise<boolean> {
  const { job, source, mapped } = table;
  const range = rangeOf(table);
  const kept = work.journal.position(job.name);
  const from = kept === undefined ? undefined : (JSON.parse(kept) as Position);
  const extracted = await source.read(async (reader) => {
    const to = await nextBound(reader, source.dialect, range, from);
    if (to === undefined) return undefined;
    const sql = rangeSql(source.dialect, range, mapped, from, to);
    return { made: await writeRows(work, table, reader.csv(sql)), position: to, sql };
  });
  if (extracted === undefined) return false;
  const { made, position, sql } = extracted;
  return keep(work, table, made, { sql, position, coverage: 'increment' });
}
