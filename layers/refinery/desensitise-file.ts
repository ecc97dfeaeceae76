/**
 * A department's file, desensitised where it lies: the same decoding, cleaning and disguises as in the refinery, but
 * out comes a CSV in the place of the file, one record for each of its records, so that lines keep their numbers.
 * Columns nobody described are left out; lines that are no data come as blank lines.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Layout, Mapping } from '../../schemas/refinery.ts';
import { cleaningMacros, compileCleaning } from '../core/cleaning/compile-cleaning.ts';
import type { CompiledCleaning } from '../core/cleaning/compiled-cleaning.ts';
import { unreadable as unreadableCell } from '../core/cleaning/desensitise.ts';
import { csvRecord } from '../core/export-cells.ts';
import type { RefineJob } from '../core/ports/refinery.ts';
import { putOnDisguises } from './put-on-disguises.ts';
import type { RefineContext } from './refine.ts';
import { withSession } from './session.ts';
import { stageTable } from './stage.ts';

export interface DesensitisedFile {
  readonly records: number;
  /** Records with a value that could not be read: the platform will refuse them. */
  readonly unreadable: number;
  /** Records with an identifier that is not surely an enterprise's and became a token like a person's. */
  readonly unclear: number;
}

/** Writes the file at `out`. `actor` asks for the tokens. @throws PoisonError as `refine` does */
export async function desensitiseFile(
  context: RefineContext,
  job: Omit<RefineJob, 'attempt' | 'batch' | 'chunk'>,
  out: string,
  actor: string,
): Promise<DesensitisedFile> {
  const { resource, layout, mapping } = job;
  return context.files.withFile(job.source.key, (path) =>
    context.files.scratch((folder) =>
      withSession(
        { folder, inputs: [path] },
        context.engine,
        async (session) => {
          const compile = (width: number) =>
            compileCleaning(resource, mapping, { period: job.period, width });
          const whole = { ...job, batch: '', attempt: '' };
          const staged = await stageTable({ session, folder, path }, whole, compile);
          const data = `(SELECT * FROM (${staged.again}) WHERE _at > ${layout.headerRecords})`;
          await session.run(`DROP VIEW good; CREATE TEMP TABLE good AS ${staged.cleaning.send(data)}`);
          const disguises = staged.cleaning.disguises.filter(
            ({ column }) => column !== undefined && isSent(resource, mapping, column),
          );
          const cleaning = { ...staged.cleaning, disguises };
          const use = { actor, department: job.department, resource: resource.code };
          const place = { session, folder, tokens: context.tokens, use };
          const { rows } = await putOnDisguises(place, { held: 0, cleaning });
          const told = `SELECT * EXCLUDE (_found), ${isUnclearSql(cleaning)} AS _unclear FROM ${rows} ORDER BY _at`;
          return write(session.stream(told), { job, out });
        },
        cleaningMacros(context.today().toISOString().slice(0, 10)),
      ),
    ),
  );
}

function isUnclearSql({ findings }: CompiledCleaning): string {
  const numbers = findings.flatMap(({ rule }, number) => (rule === 'unclear-party' ? [number] : []));
  const none = 'CAST([] AS INTEGER[])';
  return `_state = 0 AND list_has_any(coalesce(_found, ${none}), CAST([${numbers.join(', ')}] AS INTEGER[]))`;
}

/** Items without a column in the file are not sent; derived tokens are. */
const isSent = (resource: RefineJob['resource'], mapping: Mapping, column: string): boolean =>
  mapping.columns.some(({ item }) => item === column) ||
  (resource.tokens ?? []).some(({ code }) => code === column);

/** Under which headers: the item's own name where nothing depends on what the department wrote. */
function headersOf({ resource, mapping, layout }: Pick<RefineJob, 'resource' | 'mapping' | 'layout'>) {
  const items = resource.items.flatMap((item) => {
    const column = mapping.columns.find((one) => one.item === item.code);
    if (!column) return [];
    const isPlain = layout.titleUnit === undefined && (column.factor ?? '1') === '1';
    return [{ code: item.code, header: isPlain ? item.name : column.header }];
  });
  return [...items, ...(resource.tokens ?? []).map(({ code }) => ({ code, header: code }))];
}

/** As many records before the data as the file has, the unit its title stated among them. */
function headRecords(layout: Layout, headers: readonly string[]): string {
  const before = Math.max(0, layout.headerRecords - 1);
  const lines = Array.from({ length: before }, (_, index) =>
    index === 0 && layout.titleUnit !== undefined ? csvRecord([`单位：${layout.titleUnit}`]) : '\n',
  );
  return `\ufeff${lines.join('')}${csvRecord([...headers])}`;
}

async function write(
  pieces: AsyncIterable<Record<string, unknown>[]>,
  { job, out }: { job: Pick<RefineJob, 'resource' | 'mapping' | 'layout'>; out: string },
): Promise<DesensitisedFile> {
  const columns = headersOf(job);
  const file = createWriteStream(out, { flags: 'wx', mode: 0o600 });
  file.write(
    headRecords(
      job.layout,
      columns.map(({ header }) => header),
    ),
  );
  let last = job.layout.headerRecords;
  let [records, unreadable, unclear] = [0, 0, 0];
  for await (const rows of pieces) {
    const lines = rows.map((row) => {
      const at = Number(row._at);
      const gap = '\n'.repeat(Math.max(0, at - last - 1));
      last = at;
      records += 1;
      if (Number(row._state) === 2) return `${gap}\n`;
      const cells = columns.map(({ code }) => String(row[code] ?? ''));
      if (cells.includes(unreadableCell)) unreadable += 1;
      if (row._unclear === true) unclear += 1;
      return gap + csvRecord(cells);
    });
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await finished(file);
  return { records, unreadable, unclear };
}
