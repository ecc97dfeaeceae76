/** Decode → map → clean → validate → desensitise → Parquet, and the refused rows with their reasons. */
import { join } from 'node:path';
import type { Finding, Part, Refined, RowCounts } from '../../schemas/refinery.ts';
import { cleaningMacros, compileCleaning } from '../core/cleaning/compile-cleaning.ts';
import { quoteName, quoteText } from '../core/cleaning/sql-text.ts';
import { storedColumns } from '../core/cleaning/stored-columns.ts';
import { clearValues } from '../core/desensitise/desensitised-form.ts';
import type { TokenSource } from '../core/desensitise/token-source.ts';
import { IntegrityError, PoisonError } from '../core/errors.ts';
import type { RefineJob } from '../core/ports/refinery.ts';
import { rangesOf } from './copy-range.ts';
import { duplicateFindings, findDuplicates, identityOf } from './duplicates.ts';
import type { LocalFiles } from './local-files.ts';
import { partKey, rejectsKey } from './object-names.ts';
import { putPart, writeParquet, writePeriods } from './parquet.ts';
import { duplicateProblemSql, problemsSql } from './problem-json.ts';
import { type Disguised, putOnDisguises } from './put-on-disguises.ts';
import { type EngineOptions, type Session, withSession } from './session.ts';
import { type Staged, stageTable } from './stage.ts';

export interface RefineContext {
  readonly files: LocalFiles;
  readonly engine: EngineOptions;
  /** Where the tokens of grade 2 come from. */
  readonly tokens?: TokenSource | undefined;
  readonly today: () => Date;
}

/** More partitions than fifty years of months: the period column is not what the definition says. */
const mostPeriods = 600;

interface Work {
  readonly context: RefineContext;
  readonly job: RefineJob;
  readonly session: Session;
  readonly folder: string;
  readonly staged: Staged;
  /** Duplicates in the table `repeated`. */
  readonly repeated: number;
  readonly disguised: Disguised;
}

/** @throws PoisonError for what the decoder refuses, missing items, too many periods */
export async function refine(context: RefineContext, job: RefineJob): Promise<Refined> {
  return context.files.withFile(
    job.source.key,
    (path) =>
      context.files.scratch((folder) =>
        withSession(
          { folder, inputs: [path] },
          context.engine,
          async (session) => {
            const staged = await stage(job, { session, folder, path });
            await refuseClear(session, job, staged);
            const repeated = await findRepeated(session, job);
            const use = { actor: 'system', department: job.department, resource: job.resource.code };
            const disguised = await putOnDisguises({ session, folder, tokens: context.tokens, use }, staged);
            return settle({ context, job, session, folder, staged, repeated, disguised });
          },
          cleaningMacros(context.today().toISOString().slice(0, 10)),
        ),
      ),
    rangesOf(job.chunk),
  );
}

async function stage(
  job: RefineJob,
  place: { session: Session; folder: string; path: string },
): Promise<Staged> {
  const compile = (width: number) =>
    compileCleaning(job.resource, job.mapping, {
      period: job.period,
      width,
    });
  return stageTable(place, job, compile);
}

/** What was said to be desensitised and is not: the whole file is clear, and goes no further. */
async function refuseClear(session: Session, job: RefineJob, { held }: Staged): Promise<void> {
  const clear = job.described && clearValues(job.described);
  if (!clear) return;
  const columns = job.resource.items.map(({ code }) => quoteName(code)).join(', ');
  const refused = held === 0 ? '' : ` UNION ALL SELECT ${columns}, _at FROM examined WHERE _state = 1`;
  const [found] = await session.rows(
    `SELECT count(*) AS n, min(_at) AS line FROM
      (SELECT ${['*', ...clear.columns].join(', ')} FROM (SELECT ${columns}, _at FROM good${refused})) WHERE ${clear.condition}`,
  );
  const rows = Number(found?.n);
  if (rows > 0) throw notDesensitised(job, rows, Number(found?.line));
}

function notDesensitised(job: RefineJob, rows: number, line: number): PoisonError {
  return new PoisonError(
    'clear-values',
    `the file was said to be desensitised, but ${rows} rows (the first is line ${line}) hold clear values; upload the original with the command line, which desensitises it`,
    `文件声明已脱敏，但有 ${rows} 行（首行第 ${line} 行）仍为原文；请用命令行上传原文件，由其先行脱敏`,
    { place: { department: job.department, resource: job.resource.code, batch: job.batch, line } },
  );
}

async function findRepeated(session: Session, job: RefineJob): Promise<number> {
  const identity = identityOf(job.resource, '_period');
  if (!identity || job.keepsRepeats) return 0;
  return findDuplicates(session, job.resource, identity, 'good');
}

async function settle(work: Work): Promise<Refined> {
  const parts = await putParts(work);
  const rejects = await putRejects(work);
  const rows = await countRows(work, parts);
  return { rows, parts, rejects, findings: await listFindings(work) };
}

/** The accepted rows, desensitised. */
const accepted = (work: Work) =>
  `${work.disguised.rows} ${work.repeated === 0 ? 'WHERE true' : 'WHERE _at NOT IN (SELECT _at FROM repeated)'}`;

/** The stored columns of a staged row. */
function storedSelect(work: Work): string {
  const { job } = work;
  const lineage: Record<string, string> = {
    _batch: quoteText(job.batch),
    _line: '_at',
    _version: `CAST(${job.resource.version} AS INTEGER)`,
  };
  return storedColumns(job.resource)
    .map(({ name }) => (lineage[name] ? `${lineage[name]} AS ${name}` : quoteName(name)))
    .join(', ');
}

async function putParts(work: Work): Promise<Part[]> {
  const { job, session } = work;
  const [known] = await session.rows(
    `SELECT count(DISTINCT _period) AS n, min(_period) AS p FROM ${accepted(work)}`,
  );
  const periods = Number(known?.n);
  if (periods > mostPeriods) throw tooManyPeriods(job, periods);
  if (periods === 0) return [];
  const select = `SELECT ${storedSelect(work)}`;
  if (periods > 1) return putPeriods(work, select);
  const part = { select: `${select} FROM ${accepted(work)}`, period: String(known?.p) };
  const key = partKey({ ...names(job), period: part.period, index: 0 });
  return [(await putPart(session, work.context.files, work.folder, { ...part, key })) as Part];
}

async function putPeriods(work: Work, select: string): Promise<Part[]> {
  const { job, session, context, folder } = work;
  const files = await writePeriods(
    session,
    `${select}, _period FROM ${accepted(work)}`,
    join(folder, 'periods'),
  );
  const parts: Part[] = [];
  for (const [index, { path, period, rows }] of files.entries()) {
    const key = partKey({ ...names(job), period, index });
    const { size, sha256 } = await context.files.put(key, path);
    parts.push({ key, period, rows, bytes: size, sha256 });
  }
  return parts;
}

const names = (job: RefineJob) => ({
  resource: job.resource.code,
  department: job.department,
  batch: job.batch,
  attempt: job.attempt,
  mark: job.chunk === undefined ? undefined : String(job.chunk.start),
});

function tooManyPeriods(job: RefineJob, found: number): PoisonError {
  return new PoisonError(
    'too-many-periods',
    `the file holds ${found} periods, at most ${mostPeriods} are possible; check the period column`,
    `文件含 ${found} 个所属期，最多 ${mostPeriods} 个，请检查所属期列`,
    { place: { resource: job.resource.code, batch: job.batch, item: job.resource.periodItem } },
  );
}

async function putRejects(work: Work): Promise<string | undefined> {
  if (work.staged.held === 0 && work.repeated === 0) return undefined;
  const path = join(work.folder, 'rejects.parquet');
  const written = await writeParquet(work.session, rejectsSelect(work), path);
  if (written === 0) return undefined;
  const key = rejectsKey(names(work.job));
  await work.context.files.put(key, path);
  return key;
}

function rejectsSelect(work: Work): string {
  if (work.staged.held === 0) return `${repeatedSelect(work)} ORDER BY _line`;
  const { findings } = work.staged.cleaning;
  const problems = problemsSql(findings, work.job.resource, '_found', '_at');
  const cells = work.disguised.cells('_cells');
  const refused = `SELECT _at AS _line, ${problems} AS _problems, ${cells} AS _cells FROM examined WHERE _state = 1`;
  if (work.repeated === 0) return refused;
  return `SELECT * FROM (${refused} UNION ALL ${repeatedSelect(work)}) ORDER BY _line`;
}

/** Accepted rows are kept without their cells: those of the few duplicates are read again from the file. */
function repeatedSelect(work: Work): string {
  const { again, cleaning } = work.staged;
  const raw = `(SELECT * FROM (${again}) WHERE _at IN (SELECT _at FROM repeated))`;
  const cells = `(${cleaning.select(raw, { carry: ['_at'], allCells: true })})`;
  const shown = work.disguised.cells('c._cells');
  return `SELECT CAST(r._at AS BIGINT) AS _line, ${duplicateProblemSql('original')} AS _problems, ${shown} AS _cells
    FROM repeated r JOIN (SELECT _at, _cells FROM ${cells}) c ON c._at = r._at`;
}

async function countRows(work: Work, parts: readonly Part[]): Promise<RowCounts> {
  const { read, sifted } = work.staged;
  const states = await countStates(work);
  const blank = read - sifted;
  const ignored = states.ignored + blank;
  const refused = states.refused + work.repeated;
  const accepted = parts.reduce((sum, part) => sum + part.rows, 0);
  if (blank < 0 || accepted + refused + ignored !== read) throw unbalanced(work.job);
  return { read, accepted, refused, ignored };
}

async function countStates({ staged, session }: Work): Promise<{ refused: number; ignored: number }> {
  if (staged.held === 0) return { refused: 0, ignored: 0 };
  const [counts] = await session.rows(`SELECT count(*) FILTER (_state = 1) AS refused,
    count(*) FILTER (_state = 2) AS ignored FROM examined`);
  return { refused: Number(counts?.refused), ignored: Number(counts?.ignored) };
}

function unbalanced(job: RefineJob): IntegrityError {
  return new IntegrityError(
    'accepted, refused and ignored rows do not add up to the rows read; nothing was committed, report this file',
    '接受、退回与忽略的行数之和与读取行数不符，未提交任何数据，请上报该文件',
    { place: { resource: job.resource.code, batch: job.batch, department: job.department } },
  );
}

async function listFindings(work: Work): Promise<Finding[]> {
  const examined = work.staged.held === 0 ? [] : await examinedFindings(work);
  const found = [...examined, ...work.disguised.findings];
  return work.repeated === 0 ? found : [...found, ...(await duplicateFindings(work.session))];
}

async function examinedFindings(work: Work): Promise<Finding[]> {
  const { findings } = work.staged.cleaning;
  const rows = await work.session.rows(`SELECT f, count(*) AS n, min(ordinal) AS first FROM
    (SELECT unnest(_found) AS f, _at AS ordinal FROM examined WHERE _found IS NOT NULL) GROUP BY f ORDER BY f`);
  return rows.map((r): Finding => {
    const { rule, item, level } = findings[Number(r.f)] as (typeof findings)[number];
    return { rule, item, level, rows: Number(r.n), firstLine: Number(r.first) };
  });
}
