/**
 * Brings one table of a file, cleaned, into the session. Plain text is read by the engine itself, in parallel, with
 * no work a row in JavaScript; whatever it would not read exactly, and every other format, goes through the decoder's
 * canonical file. All rows pass the cheap look into `sifted`; those that need it get the thorough one, into `examined`;
 * the view `good` has the accepted rows of both, with `_at`, the record's ordinal in the file.
 */
import { join } from 'node:path';
import type { Chunk } from '../../schemas/refinery.ts';
import type { CompiledCleaning } from '../core/cleaning/compiled-cleaning.ts';
import { quoteText } from '../core/cleaning/sql-text.ts';
import { IntegrityError, TransientError } from '../core/errors.ts';
import type { RefineJob } from '../core/ports/refinery.ts';
import { copyRange, isFreeOfNul } from './copy-range.ts';
import { decodeTable, decodeToUtf8, divideFile } from './decode/index.ts';
import { refusal } from './decode/refusals.ts';
import { sequence } from './parquet.ts';
import type { Session } from './session.ts';

export interface Staged {
  /** Records read, blank ones with them. */
  readonly read: number;
  /** Rows that passed the cheap look's table: all but blank lines. */
  readonly sifted: number;
  /** Rows the thorough look had to examine; with none there is no table `examined`. */
  readonly held: number;
  /** SELECT of `_at` and the cells of all rows, read anew. */
  readonly again: string;
  readonly cleaning: CompiledCleaning;
}

interface Place {
  readonly session: Session;
  readonly folder: string;
  /** The source as a local file. */
  readonly path: string;
}

/** Compiles for a table of this many columns. */
export type Compile = (width: number) => CompiledCleaning;

const maxRecord = 36 << 20;

/** The engine holds 2,048 rows of all columns at once, several times over; past this its memory does not suffice. */
const mostColumns = 1000;

function checkWidth(columns: number): void {
  if (columns > mostColumns)
    throw refusal('too-many-columns', {}, `${columns} columns, at most ${mostColumns}`);
}

function columnList(width: number, ordinal: boolean): string {
  const cells = Array.from({ length: width }, (_, i) => `'c${i}': 'VARCHAR'`);
  return `{${[...(ordinal ? ["'_ordinal': 'BIGINT'"] : []), ...cells].join(', ')}}`;
}

function readCsv(path: string, delimiter: string, columns: string, large = ''): string {
  return `read_csv(${quoteText(path)}, auto_detect = false, header = false, delim = ${quoteText(delimiter)}, quote = '"',
    escape = '"', nullstr = '', strict_mode = true, null_padding = false, ignore_errors = false, columns = ${columns}${large})`;
}

/** A file as plain text the engine may read: UTF-8, no mark, no header. Undefined where it would not be exact. */
async function plainText(place: Place, job: RefineJob, chunk: Chunk): Promise<string | undefined> {
  const { survey } = job;
  const path = join(place.folder, `text-${sequence()}.csv`);
  if (survey.encoding === undefined || survey.encoding === 'utf-8')
    return copyRange(place.path, path, chunk) ? path : undefined;
  await decodeToUtf8(place.path, survey, path, { start: chunk.start, end: chunk.end });
  return isFreeOfNul(path) ? path : undefined;
}

/** The part of the file that holds data: the job's chunk, or all records behind the header. */
async function dataRange(place: Place, job: RefineJob): Promise<Chunk> {
  if (job.chunk) return job.chunk;
  const all = await divideFile(place.path, job.survey, job.layout.headerRecords, Number.MAX_SAFE_INTEGER);
  return all[0] ?? { start: 0, end: 0, firstRecord: job.layout.headerRecords + 1, records: 0 };
}

/** Only delimited text that is not wrapped can be read as it lies there. */
function isDelimitedText(job: RefineJob): boolean {
  return job.survey.format === 'csv' && job.survey.divisible && job.survey.wrappers.length === 0;
}

/** Stages a job's table. @throws PoisonError from the decoder, IntegrityError when a record got lost */
export async function stageTable(place: Place, job: RefineJob, compile: Compile): Promise<Staged> {
  if (!job.survey.divisible) return stageCanonical(place, job, compile, undefined);
  const chunk = await dataRange(place, job);
  const direct = isDelimitedText(job) ? await stageDirect(place, job, compile, chunk) : undefined;
  return direct ?? stageCanonical(place, job, compile, chunk);
}

async function stageDirect(
  place: Place,
  job: RefineJob,
  compile: Compile,
  chunk: Chunk,
): Promise<Staged | undefined> {
  const { session } = place;
  checkWidth(job.layout.headers.length);
  const cleaning = compile(job.layout.headers.length);
  if (chunk.end === chunk.start) return stageNothing(session, cleaning);
  const path = await plainText(place, job, chunk);
  if (path === undefined) return undefined;
  const source = readCsv(path, job.survey.delimiter ?? ',', columnList(cleaning.width, false));
  const counts = await trySift(session, cleaning.sift(source), chunk.records);
  if (!counts) return undefined;
  await examine(session, cleaning, `rowid + ${chunk.firstRecord}`, counts.held);
  const again = `SELECT row_number() OVER () - 1 + ${chunk.firstRecord} AS _at, * FROM ${source}`;
  return { read: chunk.records, ...counts, again, cleaning };
}

/** Sifts if the engine reads exactly as many records as there are. */
async function trySift(session: Session, select: string, records: number): Promise<Counts | undefined> {
  try {
    await session.run(`CREATE TEMP TABLE sifted AS ${select}`);
  } catch (error) {
    if (error instanceof TransientError) return undefined;
    throw error;
  }
  const counts = await countSifted(session);
  if (counts.sifted === records) return counts;
  await session.run('DROP TABLE sifted');
  return undefined;
}

/**
 * Examines what the sieve held back. `line` is SQL of a sifted row's ordinal. Planning the thorough look takes longer
 * than reading a small file, so a file that is good as it stands is spared it.
 */
async function examine(
  session: Session,
  cleaning: CompiledCleaning,
  line: string,
  held: number,
): Promise<void> {
  const good = `SELECT * EXCLUDE (_raw), CAST(${line} AS BIGINT) AS _at FROM sifted WHERE _raw IS NULL`;
  if (held === 0) return session.run(`CREATE TEMP VIEW good AS ${good}`);
  const cells = Array.from({ length: cleaning.width }, (_, i) => `_raw[${i + 1}] AS c${i}`);
  const rows = [`CAST(${line} AS BIGINT) AS _at`, ...cells].join(', ');
  // Set aside first: scattered over the whole table they would be examined in vectors that are nearly empty.
  await session.run(`CREATE TEMP TABLE held AS SELECT ${rows} FROM sifted WHERE _raw IS NOT NULL`);
  await session.run(`CREATE TEMP TABLE examined AS ${cleaning.select('held', { carry: ['_at'] })}`);
  await session.run('DROP TABLE held');
  await session.run(`CREATE TEMP VIEW good AS ${good}
    UNION ALL BY NAME SELECT * EXCLUDE (_found, _state, _cells) FROM examined WHERE _state = 0`);
}

type Counts = Pick<Staged, 'sifted' | 'held'>;

async function countSifted(session: Session): Promise<Counts> {
  const [counts] = await session.rows('SELECT count(*) AS sifted, count(_raw) AS held FROM sifted');
  return { sifted: Number(counts?.sifted), held: Number(counts?.held) };
}

async function stageNothing(session: Session, cleaning: CompiledCleaning): Promise<Staged> {
  const empty = `(SELECT ${Array.from({ length: cleaning.width }, (_, i) => `CAST(NULL AS VARCHAR) AS c${i}`).join(', ')} WHERE false)`;
  await session.run(`CREATE TEMP TABLE sifted AS ${cleaning.sift(empty)}`);
  await examine(session, cleaning, 'rowid', 0);
  return { read: 0, sifted: 0, held: 0, again: `SELECT 0 AS _at, * FROM ${empty}`, cleaning };
}

async function stageCanonical(
  place: Place,
  job: RefineJob,
  compile: Compile,
  chunk: Chunk | undefined,
): Promise<Staged> {
  const { session, folder } = place;
  const out = join(folder, `canonical-${sequence()}.csv`);
  const options = { survey: job.survey, table: job.layout.table, resource: job.resource, chunk };
  const decoded = await decodeTable(place.path, options, out);
  checkWidth(Math.max(decoded.columns, job.layout.headers.length));
  const cleaning = compile(Math.max(decoded.columns, job.layout.headers.length));
  const missing = Array.from(
    { length: cleaning.width - decoded.columns },
    (_, i) => `NULL::VARCHAR AS c${decoded.columns + i}`,
  );
  const large = `, max_line_size = ${maxRecord}, buffer_size = ${maxRecord}, new_line = '\\n'`;
  const csv = readCsv(out, ',', columnList(decoded.columns, true), large);
  const source = `(SELECT ${['*', ...missing].join(', ')} FROM ${csv})`;
  if (decoded.records === 0) return stageNothing(session, cleaning);
  await session.run(`CREATE TEMP TABLE sifted AS ${cleaning.sift(source, ['_ordinal'])}`);
  if ((await countSifted(session)).sifted !== decoded.records) throw lostRecords(job);
  if (chunk === undefined)
    await session.run(`DELETE FROM sifted WHERE _ordinal <= ${job.layout.headerRecords}`);
  const counts = await countSifted(session);
  await examine(session, cleaning, '_ordinal', counts.held);
  return {
    read: chunk?.records ?? counts.sifted,
    ...counts,
    again: `SELECT _ordinal AS _at, * EXCLUDE (_ordinal) FROM ${source}`,
    cleaning,
  };
}

function lostRecords(job: RefineJob): IntegrityError {
  return new IntegrityError(
    'the engine read another number of records than the decoder wrote; report this file',
    '引擎读到的记录数与解码结果不一致，请上报该文件',
    { place: { resource: job.resource.code, batch: job.batch, department: job.department } },
  );
}
