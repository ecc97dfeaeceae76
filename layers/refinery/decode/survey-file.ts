/** Surveys any file a department sends, wrapped or not. */
import type { Survey } from '../../../schemas/refinery.ts';
import { surveySchema } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { dataEntries, withInner, zipKind } from './archive.ts';
import { type DecodeLimits, withDefaults } from './limits.ts';
import { checkRealType, extensionOf, readRealType } from './real-type.ts';
import { refusal } from './refusals.ts';
import { type SurveyJob, surveyPlain, surveyZipWorkbook } from './survey-plain.ts';
import { readZipDirectory, type ZipEntry } from './zip-directory.ts';

/**
 * Looks at a local file's real type, structure and first records; nothing is taken on the word of its name.
 * @param path the local file
 * @param options `fileName` is the department's name for it; its ending is compared with the real type
 * @throws PoisonError with the reason for what is never taken
 */
export async function surveyFile(
  path: string,
  options: { fileName: string; resource?: Resource; limits?: Partial<DecodeLimits> },
): Promise<Survey> {
  const job = { path, ...options, limits: withDefaults(options.limits) };
  if (options.resource?.kind === 'unstructured') return surveyUnstructured(job);
  const survey = await surveyWrapped(job, 0);
  if (survey.tables.length === 0) throw refusal('malformed-workbook', {}, 'no sheet');
  return survey;
}

/** Passed on as it is after a real scan: only its type is looked at. */
async function surveyUnstructured({ path }: SurveyJob): Promise<Survey> {
  if ((await readRealType(path)) === 'empty') throw refusal('empty-file');
  return surveySchema.parse({ format: 'unstructured', tables: [], checks: ['real-type'] });
}

async function surveyWrapped(job: SurveyJob, depth: number): Promise<Survey> {
  const type = await readRealType(job.path);
  checkRealType(type, job.fileName);
  if (type === 'gz') return surveyGz(job, depth);
  if (type !== 'zip') return surveyPlain(job, type);
  const entries = await readZipDirectory(job.path, job.limits);
  if (zipKind(entries) !== 'archive') return surveyZipWorkbook(job, entries);
  const extension = extensionOf(job.fileName);
  if (/^(xlsx|xlsm|xls|et|ods)$/.test(extension)) throw refusal('type-mismatch', {}, `zip in .${extension}`);
  if (depth > 0) throw refusal('zip-bomb', {}, 'an archive in an archive');
  return surveyArchive(job, entries);
}

async function surveyGz(job: SurveyJob, depth: number): Promise<Survey> {
  if (depth > 0) throw refusal('zip-bomb', {}, 'an archive in an archive');
  const fileName = job.fileName.replace(/\.gz$/i, '');
  const inner = await withInner(job.path, undefined, job.limits, (path) =>
    surveyWrapped({ ...job, path, fileName }, depth + 1),
  );
  return { ...inner, wrappers: ['gz', ...inner.wrappers], divisible: false };
}

/** Data files of one format; each is a table, or several when it is a workbook. */
async function surveyArchive(job: SurveyJob, entries: readonly ZipEntry[]): Promise<Survey> {
  const { data, others } = dataEntries(entries);
  const surveys: Survey[] = [];
  for (const entry of data) surveys.push(await surveyEntry(job, entry, data.length > 1));
  const first = surveys[0] as Survey;
  if (surveys.some((survey) => survey.format !== first.format)) throw refusal('no-data-file');
  const ignored = others > 0 ? [`${others} other files in the archive were not read`] : [];
  return {
    ...first,
    wrappers: ['zip'],
    divisible: false,
    tables: surveys.flatMap((survey) => survey.tables),
    checks: [...new Set(['archive-names', 'archive-sizes', ...first.checks])],
    warnings: [...new Set([...surveys.flatMap((survey) => survey.warnings), ...ignored])],
  };
}

async function surveyEntry(job: SurveyJob, entry: ZipEntry, several: boolean): Promise<Survey> {
  const fileName = entry.name.slice(entry.name.lastIndexOf('/') + 1);
  const survey = await withInner(job.path, entry, job.limits, (path) =>
    surveyWrapped({ ...job, path, fileName }, 1),
  );
  const tables = survey.tables.map((table) => ({
    ...table,
    name: innerName(entry.name, table.name, several),
  }));
  return { ...survey, tables };
}

/** Name of a table inside an archive: the entry's path, and behind `#` the table's own name if it has one. */
export function innerName(entry: string, table: string, several: boolean): string {
  if (table === '') return entry;
  return several ? `${entry}#${table}` : table;
}
