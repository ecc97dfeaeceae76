/** Decodes one table of a surveyed file into the canonical file, and reads single records back. */
import type { Chunk, Survey } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { NotFound } from '../../core/errors.ts';
import { tableShownAs } from '../../core/mapping/shown-names.ts';
import { dataEntries, withInner } from './archive.ts';
import { captureRecords, writeCanonical } from './canonical-file.ts';
import { type DecodeLimits, withDefaults } from './limits.ts';
import { decoderFor, keepsTrailing, knownWidth, type OpenJob } from './open-file.ts';
import { decodeParquet, readParquetRow } from './parquet.ts';
import { lineOfRecord } from './physical-line.ts';
import { refusal } from './refusals.ts';
import { innerName, surveyFile } from './survey-file.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

export interface DecodeOptions {
  readonly survey: Survey;
  /** Name of the table as the survey gives it, or as a layout keeps it. */
  readonly table: string;
  /** Needed where columns are positions (fixed-width). */
  readonly resource: Resource;
  readonly limits?: Partial<DecodeLimits>;
  /** Only this part of a divisible file; ordinals stay those of the whole file. */
  readonly chunk?: Chunk;
}

/**
 * Writes the canonical file: UTF-8 CSV, every field quoted, first column the ordinal, all records equally wide, blank
 * records left out. Memory stays flat (see DecodeLimits for the exceptions).
 * @returns columns without the ordinal, and records written
 * @throws PoisonError with the reason for what is never taken; nothing is left at `outPath` then
 */
export async function decodeTable(
  path: string,
  options: DecodeOptions,
  outPath: string,
): Promise<{ columns: number; records: number }> {
  const table = fullName(options.survey, options.table);
  return withUnwrapped({ path, ...options, table, limits: withDefaults(options.limits) }, async (job) => {
    if (job.survey.format === 'parquet') return decodeParquet(job.path, outPath);
    return writeCanonical(outPath, await decoderFor(job), {
      limits: job.limits,
      width: knownWidth(job.survey, job.table),
      keepTrailing: keepsTrailing(job.survey),
    });
  });
}

/**
 * Gives back one record of the original file.
 * @param ordinal 1-based in the table; sheet row in workbooks
 * @param chunk where the record lies, when the file was divided: saves reading what is before
 * @param resource needed for fixed-width text
 * @returns its cells, [] for a blank record, and the physical line it begins on (sheet row in workbooks)
 * @throws NotFound when the table has no such record
 */
export async function readRecord(
  path: string,
  survey: Survey,
  table: string,
  ordinal: number,
  chunk?: Chunk,
  resource?: Resource,
): Promise<{ line: number; cells: string[] }> {
  const name = fullName(survey, table);
  const asked = { path, survey, table: name, chunk, resource, limits: withDefaults() };
  return withUnwrapped(asked, async (job) => {
    const cells = await readCells(job, ordinal);
    const line = await lineOfRecord(job.path, job.survey, ordinal);
    if (cells === undefined && line === undefined) throw noSuchRecord(ordinal);
    return { line: line ?? ordinal, cells: cells ?? [] };
  });
}

/** A layout may have the table's name with a person's number masked in it. */
const fullName = ({ tables }: Survey, shown: string): string =>
  tableShownAs(
    tables.map((table) => table.name),
    shown,
  );

async function readCells(job: OpenJob, ordinal: number): Promise<string[] | undefined> {
  if (job.survey.format === 'parquet') return readParquetRow(job.path, ordinal);
  const records = await captureRecords(await decoderFor(job), {
    limits: job.limits,
    first: ordinal,
    last: ordinal,
    width: knownWidth(job.survey, job.table),
    keepTrailing: keepsTrailing(job.survey),
  });
  return records[0]?.cells;
}

function noSuchRecord(ordinal: number): NotFound {
  return new NotFound(
    `the table has no record ${ordinal}, or it is blank; look at the batch's lines again`,
    `表中没有第 ${ordinal} 条记录，或该记录为空，请重新核对批次的行号`,
  );
}

/** Unpacks what is wrapped; inner files are surveyed again, since each may differ in encoding and delimiter. */
async function withUnwrapped<T>(job: OpenJob, use: (job: OpenJob) => Promise<T>): Promise<T> {
  const [wrapper] = job.survey.wrappers;
  if (wrapper === undefined) return use(job);
  if (wrapper === 'gz') {
    const inner = { ...job.survey, wrappers: job.survey.wrappers.slice(1) };
    return withInner(job.path, undefined, job.limits, (path) =>
      withUnwrapped({ ...job, path, survey: inner }, use),
    );
  }
  const { entry, table, survey } = await findInner(job);
  return withInner(job.path, entry, job.limits, (path) => use({ ...job, path, table, survey }));
}

/** The entry of an archive that a table's name stands for. */
async function findInner(job: OpenJob): Promise<{ entry: ZipEntry; table: string; survey: Survey }> {
  const { data } = dataEntries(await readZipDirectory(job.path, job.limits));
  for (const entry of data) {
    if (data.length > 1 && job.table !== entry.name && !job.table.startsWith(`${entry.name}#`)) continue;
    const fileName = entry.name.slice(entry.name.lastIndexOf('/') + 1);
    const survey = await withInner(job.path, entry, job.limits, (path) =>
      surveyFile(path, { fileName, resource: job.resource, limits: job.limits }),
    );
    const names = survey.tables.map((table) => table.name);
    const table = names.find((name) => innerName(entry.name, name, data.length > 1) === job.table);
    if (table !== undefined) return { entry, table, survey };
  }
  throw refusal('no-such-table');
}
