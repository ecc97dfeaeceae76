/** Surveys a file that is not wrapped. */
import type { FileFormat, Survey, SurveyedTable } from '../../../schemas/refinery.ts';
import { encodings, surveySchema } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { zipKind } from './archive.ts';
import { readRange } from './byte-source.ts';
import { decodeDbf, readDbfHeader } from './dbf.ts';
import { captureHead } from './head.ts';
import { surveyJson, surveyJsonLines } from './json.ts';
import type { DecodeLimits } from './limits.ts';
import { surveyOds } from './ods.ts';
import { surveyParquet } from './parquet.ts';
import { extensionOf, type RealType } from './real-type.ts';
import { refusal } from './refusals.ts';
import { detectEncoding } from './text-encoding.ts';
import { detectDelimiter, sampleText } from './text-shape.ts';
import { decodeDelimited, decodeFixedWidth } from './text-table.ts';
import { surveyXlsx } from './xlsx.ts';
import { surveyXml } from './xml.ts';
import type { ZipEntry } from './zip-directory.ts';

export interface SurveyJob {
  readonly path: string;
  readonly fileName: string;
  readonly resource?: Resource;
  readonly limits: DecodeLimits;
}

/** A workbook in a ZIP container, whose directory has been read. */
export async function surveyZipWorkbook(job: SurveyJob, entries: readonly ZipEntry[]): Promise<Survey> {
  const extension = extensionOf(job.fileName);
  const ods = zipKind(entries) === 'ods';
  if (ods ? /^(xlsx|xlsm|csv)$/.test(extension) : extension === 'ods')
    throw refusal('type-mismatch', {}, `${ods ? 'ods' : 'xlsx'} in .${extension}`);
  const survey = ods ? surveyOds : surveyXlsx;
  const tables = await survey(job.path, entries, job.limits);
  const format = ods ? 'ods' : 'xlsx';
  const renamed = extension !== format && extension !== 'et';
  return toSurvey(format, tables, {
    checks: [
      'real-type',
      'archive-names',
      'archive-sizes',
      'not-encrypted',
      'no-macros',
      'no-external-links',
      'no-embedded-objects',
      'no-dtd',
      'complete',
    ],
    warnings: renamed ? [`the file is really ${format}; its name says .${extension}`] : [],
  });
}

/** Any other unwrapped file, by its real type. */
export async function surveyPlain(job: SurveyJob, type: RealType): Promise<Survey> {
  const { path, limits } = job;
  if (type === 'ole') {
    const checks = ['real-type', 'not-encrypted', 'no-macros', 'no-external-links', 'no-embedded-objects'];
    const { surveyXls } = await import('./xls.ts');
    const tables = await surveyXls(path, limits);
    if (extensionOf(job.fileName) === 'xlsx') throw refusal('type-mismatch', {}, 'xls in .xlsx');
    return toSurvey('xls', tables, { checks });
  }
  if (type === 'parquet')
    return toSurvey('parquet', [await surveyParquet(path, limits)], { checks: ['real-type'] });
  if (type === 'dbf') return surveyDbf(job);
  return surveyText(job, type);
}

async function surveyDbf({ path, limits }: SurveyJob): Promise<Survey> {
  const header = await readDbfHeader(path);
  const head = await captureHead(decodeDbf(path, header), limits, true);
  const columns = header.fields.map((field) => field.name);
  const table = { name: '', hidden: false, merges: [], head, columns, records: header.records };
  return toSurvey('dbf', [table], {
    checks: ['real-type', 'complete'],
    warnings: [...header.warnings],
    encoding: encodings.find((encoding) => encoding === header.encoding),
  });
}

async function surveyText(job: SurveyJob, type: RealType): Promise<Survey> {
  const { encoding, bom, flawed } = await detectEncoding(job.path, job.limits);
  const text = {
    encoding,
    bom,
    checks: ['real-type', 'encoding'],
    warnings: flawed ? ['some bytes are not readable in the encoding and became U+FFFD'] : [],
  };
  if (type === 'xml') {
    const tables = await surveyXml(job.path, text, job.limits);
    return toSurvey('xml', tables, { ...text, checks: ['real-type', 'encoding', 'no-dtd'] });
  }
  if (type === 'json') return surveyJsonText(job, text);
  return surveyTable(job, text);
}

type TextFacts = Pick<Survey, 'bom' | 'checks' | 'warnings'> & { encoding: NonNullable<Survey['encoding']> };

async function surveyJsonText(job: SurveyJob, text: TextFacts): Promise<Survey> {
  const lines = isJsonLines(await sampleText(job.path, text.encoding), job.fileName);
  const facts = { ...text, format: lines ? ('jsonl' as const) : ('json' as const), divisible: lines };
  const survey = lines ? surveyJsonLines : surveyJson;
  const tables = await survey(job.path, facts, job.limits);
  return toSurvey(facts.format, tables, { ...facts, checks: ['real-type', 'encoding'] });
}

/** A whole object on the first line, and either another below or a name that says so. */
function isJsonLines(sample: string, fileName: string): boolean {
  const [first = '', ...others] = sample.trimStart().split(/\r?\n/);
  try {
    JSON.parse(first);
  } catch {
    return /^(jsonl|ndjson)$/.test(extensionOf(fileName));
  }
  if (/^(jsonl|ndjson)$/.test(extensionOf(fileName))) return true;
  return first.startsWith('{') && others.some((line) => line.trimStart().startsWith('{'));
}

async function surveyTable(job: SurveyJob, text: TextFacts): Promise<Survey> {
  const { path, resource, limits, fileName } = job;
  await refuseBinary(path, text);
  const fixed = resource?.fixedWidth !== undefined && !/^(csv|tsv)$/.test(extensionOf(fileName));
  const delimiter = fixed ? undefined : detectDelimiter(await sampleText(path, text.encoding));
  const format = fixed ? 'fixed-width' : 'csv';
  const survey = toSurvey(format, [], { ...text, delimiter, divisible: true });
  const decode = fixed
    ? decodeFixedWidth(path, survey, resource, limits)
    : decodeDelimited(path, survey, limits);
  const head = await captureHead(decode, limits, true);
  return { ...survey, tables: [{ name: '', hidden: false, merges: [], head }] };
}

/** Text has few control characters; what has many is a binary file of an unknown kind. */
async function refuseBinary(path: string, text: TextFacts): Promise<void> {
  if (text.encoding.startsWith('utf-16')) return;
  const head = await readRange(path, 0, 65_536);
  let controls = 0;
  for (const byte of head) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) controls++;
  if (controls > head.length / 50 + 4) throw refusal('unknown-format');
}

function toSurvey(format: FileFormat, tables: SurveyedTable[], facts: Partial<Survey>): Survey {
  return { ...surveySchema.parse({ format, tables: [] }), ...facts, format, tables };
}
