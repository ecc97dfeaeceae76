/** Opens a file that is not wrapped: the one place that knows all formats. */
import type { Chunk, Survey } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { zipKind } from './archive.ts';
import type { Decode } from './canonical-file.ts';
import { decodeDbf, readDbfHeader } from './dbf.ts';
import { decodeJson, decodeJsonLines } from './json.ts';
import type { DecodeLimits } from './limits.ts';
import { decodeOds } from './ods.ts';
import { refusal } from './refusals.ts';
import { decodeDelimited, decodeFixedWidth } from './text-table.ts';
import { decodeXlsx } from './xlsx.ts';
import { decodeXml } from './xml.ts';
import { readZipDirectory } from './zip-directory.ts';

export interface OpenJob {
  readonly path: string;
  readonly survey: Survey;
  readonly table: string;
  readonly resource?: Resource;
  readonly limits: DecodeLimits;
  readonly chunk?: Chunk;
}

/** The decoder of one table of a surveyed, unwrapped file; Parquet has a way of its own. */
export async function decoderFor(job: OpenJob): Promise<Decode> {
  const { path, survey, table, limits, chunk } = job;
  const columns = columnsOf(survey, table);
  switch (survey.format) {
    case 'csv':
      return decodeDelimited(path, survey, limits, chunk);
    case 'fixed-width':
      if (job.resource === undefined) throw refusal('unknown-format');
      return decodeFixedWidth(path, survey, job.resource, limits, chunk);
    case 'xlsx':
      return decodeXlsx(path, await workbookEntries(path, limits), table, limits);
    case 'ods':
      return decodeOds(path, await workbookEntries(path, limits), table, limits);
    case 'xls':
      return (await import('./xls.ts')).decodeXls(path, table, limits);
    case 'dbf':
      return decodeDbf(path, await readDbfHeader(path));
    case 'xml':
      return decodeXml(path, survey, table, columns, limits);
    case 'json':
      return decodeJson(path, survey, table, columns, limits);
    case 'jsonl':
      return decodeJsonLines(path, survey, columns, limits, chunk);
    default:
      throw refusal('unknown-format');
  }
}

async function workbookEntries(path: string, limits: DecodeLimits) {
  const entries = await readZipDirectory(path, limits);
  zipKind(entries);
  return entries;
}

function columnsOf(survey: Survey, table: string): readonly string[] {
  const found = survey.tables.find((candidate) => candidate.name === table);
  if (found === undefined) throw refusal('no-such-table');
  return found.columns ?? [];
}

/** Workbooks drop blank cells at the ends of rows; text keeps its fields. */
export function keepsTrailing(survey: Survey): boolean {
  return !['xlsx', 'xls', 'ods'].includes(survey.format);
}

/** How many columns a table is known to have before it is decoded. */
export function knownWidth(survey: Survey, table: string): number {
  const found = survey.tables.find((candidate) => candidate.name === table);
  return found?.columns?.length ?? Math.max(0, ...(found?.head ?? []).map((record) => record.length));
}
