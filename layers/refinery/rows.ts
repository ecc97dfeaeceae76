/** Rows of the lake as a receiver or a person sees them: which count, which is the last, which are wanted. */

import type { Part } from '../../schemas/refinery.ts';
import type { Resource } from '../../schemas/resource.ts';
import { compileExpression, expressionItems } from '../core/cleaning/check-expression.ts';
import { quoteList, quoteName, quoteText } from '../core/cleaning/sql-text.ts';
import { isStoredAsText, keyItems, storedItemType } from '../core/cleaning/stored-columns.ts';
import { InvalidInput } from '../core/errors.ts';
import type { RowsQuery, RowsSource } from '../core/ports/refinery.ts';
import { withFiles } from './local-files.ts';
import { readParts } from './parquet.ts';
import type { RefineContext } from './refine.ts';
import { type Session, withSession } from './session.ts';

/** Quoted names of the items asked for; all when none are. @throws InvalidInput for one that is not there */
export function pickItems(resource: Resource, items: readonly string[] | undefined): string[] {
  const known = resource.items.map((item) => item.code);
  const wanted = items === undefined || items.length === 0 ? known : [...new Set(items)];
  const unknown = wanted.find((code) => !known.includes(code));
  if (unknown !== undefined)
    throw new InvalidInput(
      `${resource.code} has no item ${unknown}`,
      `${resource.code} 没有信息项 ${unknown}`,
    );
  return wanted.map(quoteName);
}

/** SQL of a filter over stored columns: tokens and masks are text. */
export function filterSql(resource: Resource, filter: string | undefined): string {
  if (filter === undefined || filter.trim() === '') return 'true';
  const items = expressionItems(resource.items).map((item, i) =>
    isStoredAsText(resource.items[i] as Resource['items'][number])
      ? { ...item, type: 'text' as const }
      : item,
  );
  return compileExpression(filter, items);
}

/** SQL of the rows that count: of each entry's parts, those of its batches, with `_order` (later wins). */
export async function liveRows(
  session: Session,
  resource: Resource,
  entries: readonly { paths: readonly string[]; batches: readonly string[] }[],
): Promise<string> {
  const selects: string[] = [];
  for (const [order, { paths, batches }] of entries.entries()) {
    if (paths.length === 0 || batches.length === 0) continue;
    const list = batches.map(quoteText).join(', ');
    const rows = await readParts(session, resource, paths);
    selects.push(
      `SELECT *, ${order} AS _entry, list_position([${list}], _batch) AS _order FROM (${rows}) WHERE _batch IN (${list})`,
    );
  }
  if (selects.length > 0) return selects.join(' UNION ALL ');
  return `SELECT *, 0 AS _entry, 0 AS _order FROM (${await readParts(session, resource, [])})`;
}

/**
 * Last write per key, deleted rows gone. Rows whose key is not complete cannot replace one another and all stay.
 * `from` has `_entry`, `_order` and `_line`.
 */
export function lastPerKeySql(resource: Resource, from: string): string {
  const keys = keyItems(resource).map((item) => quoteName(item.code));
  if (keys.length === 0) return from;
  const complete = keys.map((key) => `${key} IS NOT NULL`).join(' AND ');
  const alone = `CASE WHEN ${complete} THEN NULL ELSE concat(_batch, '/', _line) END`;
  const last = `row_number() OVER (PARTITION BY ${[...keys, alone].join(', ')} ORDER BY _entry DESC, _order DESC, _line DESC)`;
  const stone = resource.tombstone;
  const alive = stone
    ? ` AND ${quoteName(stone.item)} IS DISTINCT FROM ${tombstoneValue(resource, stone)}`
    : '';
  return `SELECT * EXCLUDE (_last) FROM (SELECT *, ${last} AS _last FROM (${from})) WHERE _last = 1${alive}`;
}

function tombstoneValue(resource: Resource, stone: NonNullable<Resource['tombstone']>): string {
  const item = resource.items.find((i) => i.code === stone.item);
  if (!item) return 'NULL';
  return `TRY_CAST(${quoteText(stone.value)} AS ${storedItemType(resource, item)})`;
}

/** Rows as JSON values: decimals as text, dates as ISO text, whole numbers as numbers where exact. */
export async function readRows(context: RefineContext, query: RowsQuery): Promise<Record<string, unknown>[]> {
  const { resource } = query;
  const keys = keysOf(query);
  const picked = [...pickItems(resource, query.items), '_batch', '_line'].join(', ');
  const line = query.line === undefined ? '' : ` AND _line = ${wholeNumber(query.line)}`;
  const filter = `(${filterSql(resource, query.filter)})${line}`;
  const limit = `LIMIT ${wholeNumber(query.limit)} OFFSET ${wholeNumber(query.offset ?? 0)}`;
  return withFiles(context.files, keys, (paths) =>
    context.files.scratch((folder) =>
      withSession({ folder, inputs: paths }, context.engine, async (session) => {
        const current = await currentRows(session, query, paths);
        const sql = `SELECT ${picked} FROM (${current}) WHERE ${filter} ORDER BY _entry, _order, _line ${limit}`;
        return (await session.rows(sql)).map((row) => jsonRow(resource, row));
      }),
    ),
  );
}

/** Keys of the objects that its rows lie in, in the order that `currentRows` takes their paths. */
export const keysOf = ({ entries }: RowsSource): string[] =>
  entries.flatMap((entry) => entry.parts.map((part) => part.key));

/** SQL of a resource's current state, with `_entry`, `_order` and `_line`, which give each row its place. */
export async function currentRows(
  session: Session,
  { resource, entries, lastPerKey }: RowsSource,
  paths: readonly string[],
): Promise<string> {
  const live = await liveRows(session, resource, splitPaths(entries, paths));
  return lastPerKey ? lastPerKeySql(resource, live) : live;
}

function splitPaths(
  entries: RowsQuery['entries'],
  paths: readonly string[],
): { paths: string[]; batches: readonly string[] }[] {
  let next = 0;
  return entries.map(({ parts, batches }) => {
    const own = paths.slice(next, next + parts.length);
    next += parts.length;
    return { paths: own, batches };
  });
}

/** @throws InvalidInput */
export function wholeNumber(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidInput('limit and offset are whole numbers from 0', 'limit 与 offset 须为非负整数');
  return value;
}

/** The engine gives 64-bit integers as text. */
export function jsonRow(resource: Resource, row: Record<string, unknown>): Record<string, unknown> {
  const whole = new Set(['_line', ...resource.items.filter((i) => i.type === 'integer').map((i) => i.code)]);
  const convert = (name: string, value: unknown) =>
    whole.has(name) && value !== null && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, convert(name, value)]));
}

/** Counts rows from the objects' own footers. */
export async function countRows(context: RefineContext, parts: readonly Part[]): Promise<number> {
  if (parts.length === 0) return 0;
  return withFiles(
    context.files,
    parts.map((part) => part.key),
    (paths) =>
      context.files.scratch((folder) =>
        withSession({ folder, inputs: paths }, context.engine, async (session) => {
          const list = quoteList(paths);
          const [row] = await session.rows(
            `SELECT coalesce(sum(num_rows), 0) AS n FROM parquet_file_metadata(${list})`,
          );
          return Number(row?.n);
        }),
      ),
  );
}
