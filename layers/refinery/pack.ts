/** A parcel: the rows a receiver may see, in a ZIP with a manifest. Made once; who comes later finds the first one. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { quoteName, quoteText } from '../core/cleaning/sql-text.ts';
import { storedColumns } from '../core/cleaning/stored-columns.ts';
import { IntegrityError, ObjectExists } from '../core/errors.ts';
import type { Packed, PackJob } from '../core/ports/refinery.ts';
import { neutraliseSql } from './export-cells.ts';
import { withFiles } from './local-files.ts';
import { tightParquet } from './parquet.ts';
import { readManifest } from './read-manifest.ts';
import type { RefineContext } from './refine.ts';
import { filterSql, liveRows, pickItems } from './rows.ts';
import { type Session, withSession } from './session.ts';
import { writeXlsx } from './xlsx-writer.ts';
import { writeZip } from './zip-writer.ts';

interface Work {
  readonly context: RefineContext;
  readonly job: PackJob;
  readonly session: Session;
  readonly folder: string;
}

/** @throws InvalidInput for an unknown item or a filter that cannot be compiled */
export async function pack(context: RefineContext, job: PackJob): Promise<Packed> {
  const there = await findPacked(context, job.output);
  if (there) return there;
  try {
    return await (job.file ? makeFileParcel(context, job, job.file) : makeParcel(context, job));
  } catch (error) {
    const first = error instanceof ObjectExists ? await findPacked(context, job.output) : undefined;
    if (first) return first;
    throw error;
  }
}

async function findPacked(context: RefineContext, key: string): Promise<Packed | undefined> {
  const head = await context.files.head(key);
  if (!head) return undefined;
  const manifest = await context.files.withFile(key, readManifest);
  if (!Number.isSafeInteger(manifest.rows))
    throw new IntegrityError(
      `the parcel ${key} has no row count in its manifest`,
      `数据包 ${key} 的清单缺少行数`,
    );
  return { key, size: head.size, sha256: head.sha256, rows: Number(manifest.rows) };
}

function makeParcel(context: RefineContext, job: PackJob): Promise<Packed> {
  const keys = job.parts.map((part) => part.key);
  return withFiles(context.files, keys, (paths) =>
    context.files.scratch((folder) =>
      withSession({ folder, inputs: paths }, context.engine, async (session) => {
        const work = { context, job, session, folder };
        const live = await liveRows(session, job.resource, [{ paths, batches: job.batches }]);
        const where = filterSql(job.resource, job.filter);
        // Qualified: a workbook's own _line is text, and 10 would come before 2.
        const wanted = `FROM (${live}) AS live WHERE ${where} ORDER BY live._order, live._line`;
        const data = join(folder, `data.${job.format}`);
        const rows = await writeData(work, wanted, data);
        return putParcel(work, data, { name: `data.${job.format}`, rows });
      }),
    ),
  );
}

/** A scanned file is passed on as it is, under a name of ours with its own ending. */
function makeFileParcel(
  context: RefineContext,
  job: PackJob,
  file: NonNullable<PackJob['file']>,
): Promise<Packed> {
  const name = `data${extname(file.fileName)
    .replace(/[^.a-z0-9]/gi, '')
    .slice(0, 12)}`;
  return context.files.withFile(file.key, (path) =>
    context.files.scratch((folder) => putParcel({ context, job, folder }, path, { name, rows: 0 })),
  );
}

async function writeData(work: Work, wanted: string, path: string): Promise<number> {
  const { job, session } = work;
  const items = [...pickItems(job.resource, job.items), quoteName('_batch'), quoteName('_line')];
  if (job.format === 'xlsx') return writeWorkbook(work, items, wanted, path);
  const select = `SELECT ${items.map((item) => exportSql(job, item)).join(', ')} ${wanted}`;
  const options = {
    csv: "(FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"')",
    json: '(FORMAT json, ARRAY true)',
    parquet: `(${tightParquet})`,
  }[job.format];
  return session.write(`COPY (${select}) TO ${quoteText(path)} ${options}`);
}

/** JSON keeps decimals exact as text; CSV and workbooks keep spreadsheets from computing. */
function exportSql(job: PackJob, item: string): string {
  const type = storedColumns(job.resource).find((c) => quoteName(c.name) === item)?.type ?? 'VARCHAR';
  if (job.format === 'parquet') return item;
  if (job.format === 'json') return type.startsWith('DECIMAL') ? `CAST(${item} AS VARCHAR) AS ${item}` : item;
  if (type === 'VARCHAR') return `${neutraliseSql(item)} AS ${item}`;
  return job.format === 'xlsx' ? `CAST(${item} AS VARCHAR) AS ${item}` : item;
}

async function writeWorkbook(
  work: Work,
  items: readonly string[],
  wanted: string,
  path: string,
): Promise<number> {
  const { job, session } = work;
  const header = items.map((item) => item.slice(1, -1));
  let count = 0;
  const rows = (async function* () {
    const select = `SELECT ${items.map((item) => exportSql(job, item)).join(', ')} ${wanted}`;
    for await (const piece of session.stream(select)) {
      count += piece.length;
      yield piece.map((row) => header.map((name) => row[name] as string | null));
    }
  })();
  await pipeline(writeXlsx([header], rows), createWriteStream(path));
  return count;
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

async function putParcel(
  { job, context, folder }: Pick<Work, 'job' | 'context' | 'folder'>,
  data: string,
  { name, rows }: { name: string; rows: number },
): Promise<Packed> {
  const { size: bytes } = await stat(data);
  const manifest = { ...job.manifest, data: name, rows, size: bytes, sha256: await digest(data) };
  const path = join(folder, 'parcel.zip');
  const zip = writeZip([
    { name: 'manifest.json', bytes: [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)] },
    { name, bytes: createReadStream(data, { highWaterMark: 1 << 20 }) },
  ]);
  await pipeline(zip, createWriteStream(path));
  const { size, sha256 } = await context.files.put(job.output, path);
  return { key: job.output, size, sha256, rows };
}
