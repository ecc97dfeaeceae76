/** The refused rows as a table in the department's own columns, with line, reason and what to do. */
import { quoteList, quoteText } from '../core/cleaning/sql-text.ts';
import { rejectsTitles, withoutRejectsColumns } from '../core/mapping/rejects-columns.ts';
import type { RefusedRow, RejectsJob } from '../core/ports/refinery.ts';
import { csvRecord, neutralise } from './export-cells.ts';
import { withFiles } from './local-files.ts';
import type { RowProblem } from './problem-json.ts';
import type { RefineContext } from './refine.ts';
import { wholeNumber } from './rows.ts';
import { scopedStream } from './scoped-stream.ts';
import { type Session, withSession } from './session.ts';
import { writeXlsx } from './xlsx-writer.ts';

interface ReadRow extends RefusedRow {
  readonly problems: readonly (RowProblem & Record<string, unknown>)[];
}

/** Refused rows as kept, in the order of their lines; of one line when it is given. */
export async function readRefusedRows(
  context: RefineContext,
  rejects: readonly string[],
  options: { line?: number; limit: number },
): Promise<RefusedRow[]> {
  if (rejects.length === 0) return [];
  const [limit, line] = [
    wholeNumber(options.limit),
    options.line === undefined ? undefined : wholeNumber(options.line),
  ];
  return withFiles(context.files, rejects, (paths) =>
    context.files.scratch((folder) =>
      withSession({ folder, inputs: paths }, context.engine, async (session) => {
        const where = line === undefined ? '' : `WHERE _line = ${line}`;
        const select = `SELECT _line, _problems, _cells FROM read_parquet(${quoteList(paths)}) ${where} ORDER BY _line LIMIT ${limit}`;
        return (await session.rows(select)).map(parseRow);
      }),
    ),
  );
}

/** Streams the file. CSV is UTF-8 with a mark, so that spreadsheets show Chinese; JSON is a list of rows. */
export function writeRejects(context: RefineContext, job: RejectsJob): AsyncIterable<Uint8Array> {
  return scopedStream<Uint8Array>((emit) =>
    withFiles(context.files, job.rejects, (paths) =>
      context.files.scratch((folder) =>
        withSession({ folder, inputs: paths }, context.engine, async (session) => {
          const rows = parseRows(inOrder(session, paths));
          for await (const bytes of render(job, rows)) await emit(bytes);
        }),
      ),
    ),
  );
}

/** One file after the other: each was written in the order of its lines, and sorting them all would fill the memory. */
async function* inOrder(
  session: Session,
  paths: readonly string[],
): AsyncGenerator<Record<string, unknown>[]> {
  for (const path of await byFirstLine(session, paths))
    yield* session.stream(`SELECT _line, _problems, _cells FROM read_parquet(${quoteText(path)})`);
}

async function byFirstLine(session: Session, paths: readonly string[]): Promise<string[]> {
  if (paths.length < 2) return [...paths];
  const files = `read_parquet(${quoteList(paths)}, filename = true)`;
  const found = await session.rows(`SELECT filename FROM ${files} GROUP BY filename ORDER BY min(_line)`);
  return found.map(({ filename }) => String(filename));
}

async function* parseRows(pieces: AsyncIterable<Record<string, unknown>[]>): AsyncGenerator<ReadRow[]> {
  for await (const piece of pieces) yield piece.map(parseRow);
}

function parseRow(row: Record<string, unknown>): ReadRow {
  return {
    line: Number(row._line),
    cells: (row._cells ?? []) as string[],
    problems: JSON.parse(String(row._problems)) as ReadRow['problems'],
  };
}

/**
 * What is corrected comes back as a file like the one it came from: in the same columns, ours once, and under the
 * unit its title stated.
 */
function render(job: RejectsJob, rows: AsyncIterable<ReadRow[]>): AsyncIterable<Uint8Array> {
  if (job.format === 'json') return renderJson(job, rows);
  const { headers, titleUnit } = job.layout;
  const own = withoutRejectsColumns(headers);
  const header = [...own.map(neutralise), ...rejectsTitles[job.language]];
  const head = titleUnit === undefined ? [header] : [[`单位：${titleUnit}`], header];
  const table = tableRows(job, own.length, rows);
  return job.format === 'xlsx' ? writeXlsx(head, table) : renderCsv(head, table);
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => text !== ''))];
}

function reasonOf(problem: RowProblem, language: 'zh' | 'en'): string {
  const repeats =
    problem.firstLine === undefined
      ? ''
      : language === 'zh'
        ? `（第 ${problem.firstLine} 行）`
        : ` (line ${problem.firstLine})`;
  const cell = problem.cell === undefined ? '' : `${problem.cell} `;
  return cell + problem[language] + repeats;
}

/** Their own columns as they sent them, cut or filled to the header, then ours. */
async function* tableRows(
  job: RejectsJob,
  own: number,
  pieces: AsyncIterable<ReadRow[]>,
): AsyncGenerator<string[][]> {
  const advice = job.language === 'zh' ? 'adviceZh' : 'adviceEn';
  const separator = job.language === 'zh' ? '；' : '; ';
  for await (const piece of pieces)
    yield piece.map(({ line, cells, problems }) => [
      ...Array.from({ length: own }, (_, i) => neutralise(cells[i] ?? '')),
      String(line),
      unique(problems.map((p) => reasonOf(p, job.language))).join(separator),
      unique(problems.map((p) => p[advice])).join(separator),
    ]);
}

async function* renderCsv(
  head: readonly (readonly string[])[],
  pieces: AsyncIterable<string[][]>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`\ufeff${head.map(csvRecord).join('')}`);
  for await (const rows of pieces) yield Buffer.from(rows.map(csvRecord).join(''));
}

async function* renderJson(job: RejectsJob, pieces: AsyncIterable<ReadRow[]>): AsyncGenerator<Uint8Array> {
  let separator = '[\n';
  for await (const rows of pieces)
    for (const { line, cells, problems } of rows) {
      const named = job.layout.headers.map((header, i) => ({ header, value: cells[i] ?? '' }));
      yield Buffer.from(separator + JSON.stringify({ line, cells: named, problems }));
      separator = ',\n';
    }
  yield Buffer.from(separator === '[\n' ? '[]\n' : '\n]\n');
}
