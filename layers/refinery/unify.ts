/** Uniqueness over all chunks of one batch: later duplicates leave their parts and become refused rows. */
import { join } from 'node:path';
import type { Part } from '../../schemas/refinery.ts';
import type { Resource } from '../../schemas/resource.ts';
import { quoteList, quoteName, quoteText } from '../core/cleaning/sql-text.ts';
import type { Unified, UnifyJob } from '../core/ports/refinery.ts';
import { duplicateFindings, findDuplicates, identityOf } from './duplicates.ts';
import { withFiles } from './local-files.ts';
import { partKey, rejectsKey } from './object-names.ts';
import { putPart, readParts, writeParquet } from './parquet.ts';
import { duplicateProblemSql } from './problem-json.ts';
import type { RefineContext } from './refine.ts';
import { type Session, withSession } from './session.ts';

/** Groups kept in memory at once: hashes are compared in as many passes as it takes to stay flat. */
const rowsPerPass = 4_000_000;

interface Work {
  readonly context: RefineContext;
  readonly job: UnifyJob;
  readonly session: Session;
  readonly folder: string;
  readonly paths: readonly string[];
}

/** Parts without duplicates stay as they are; the others are written anew under the attempt of this job. */
export async function unify(context: RefineContext, job: UnifyJob): Promise<Unified> {
  const untouched: Unified = { parts: job.parts, refused: 0, findings: [] };
  if (job.parts.length < 2 || !identityOf(job.resource, '_period')) return untouched;
  return withFiles(
    context.files,
    job.parts.map((part) => part.key),
    (paths) =>
      context.files.scratch((folder) =>
        withSession({ folder, inputs: paths }, context.engine, async (session) => {
          const work = { context, job, session, folder, paths };
          return (await findRepeated(work)) === 0 ? untouched : rewrite(work);
        }),
      ),
  );
}

/** The rows with the part they stand in (`_at` is their line, unique in the batch) and its period. */
async function allRows(work: Work): Promise<string> {
  const { session, job, paths } = work;
  const periods = job.parts.map((part) => quoteText(part.period)).join(', ');
  const files = quoteList(paths);
  const own = await readParts(session, job.resource, paths);
  const withFile = own.replace('hive_partitioning = false', "hive_partitioning = false, filename = '_file'");
  const named = withFile.replace('SELECT ', 'SELECT _file, ');
  return `(SELECT *, _line AS _at, [${periods}][list_position(${files}, _file)] AS _period FROM (${named}))`;
}

async function findRepeated(work: Work): Promise<number> {
  const { job, session } = work;
  const rows = job.parts.reduce((sum, part) => sum + part.rows, 0);
  const identity = identityOf(job.resource, '_period');
  if (!identity) return 0;
  return findDuplicates(session, job.resource, identity, await allRows(work), Math.ceil(rows / rowsPerPass));
}

async function rewrite(work: Work): Promise<Unified> {
  const { session, job } = work;
  const rejects = await putRejects(work);
  const parts: Part[] = [];
  for (const [index, part] of job.parts.entries()) {
    const kept = await rewritePart(work, part, index);
    if (kept) parts.push(kept);
  }
  const refused = Number((await session.rows('SELECT count(*) AS n FROM repeated'))[0]?.n);
  return { parts, refused, rejects, findings: await duplicateFindings(session) };
}

async function rewritePart(work: Work, part: Part, index: number): Promise<Part | undefined> {
  const { session, job, context, folder, paths } = work;
  const file = `read_parquet(${quoteText(paths[index] as string)}, hive_partitioning = false)`;
  const hit = await session.rows(
    `SELECT count(*) AS n FROM ${file} WHERE _line IN (SELECT _at FROM repeated)`,
  );
  if (Number(hit[0]?.n) === 0) return part;
  const place = { resource: job.resource.code, period: part.period, batch: job.batch, attempt: job.attempt };
  return putPart(session, context.files, folder, {
    select: `SELECT * FROM ${file} WHERE _line NOT IN (SELECT _at FROM repeated)`,
    key: partKey({ ...place, mark: 'u', index }),
    period: part.period,
  });
}

/** The stored values as text, under the department's columns where the mapping is known. */
function cellsSql(resource: Resource, mapping: UnifyJob['mapping']): string {
  const text = (code: string) => `coalesce(CAST(${quoteName(code)} AS VARCHAR), '')`;
  if (!mapping) return `[${resource.items.map((item) => text(item.code)).join(', ')}]`;
  const width = Math.max(0, ...mapping.columns.map((c) => c.column + 1));
  const item = (column: number) => mapping.columns.find((c) => c.column === column)?.item;
  return `[${Array.from({ length: width }, (_, i) => (item(i) ? text(item(i) as string) : "''")).join(', ')}]`;
}

async function putRejects(work: Work): Promise<string> {
  const { session, job, context, folder } = work;
  const path = join(folder, 'rejects.parquet');
  const select = `SELECT a._line, ${duplicateProblemSql('stored')} AS _problems, ${cellsSql(job.resource, job.mapping)} AS _cells
    FROM ${await allRows(work)} a JOIN repeated r ON a._at = r._at ORDER BY a._line`;
  await writeParquet(session, select, path);
  const key = rejectsKey({
    department: job.department ?? (job.resource.departments[0] as string),
    resource: job.resource.code,
    batch: job.batch,
    attempt: job.attempt,
    mark: 'u',
  });
  await context.files.put(key, path);
  return key;
}
