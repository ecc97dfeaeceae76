/**
 * Rows of a view: the current states of what it is over, joined and filtered as its description says. A row has no
 * batch of its own; its place is made of its rows' places, so that pages follow each other in one order.
 */

import type { View } from '../../schemas/catalog-elements.ts';
import { quoteName } from '../core/cleaning/sql-text.ts';
import { keyItems } from '../core/cleaning/stored-columns.ts';
import { InvalidInput, Refused } from '../core/errors.ts';
import type { RowsQuery, RowsSource } from '../core/ports/refinery.ts';
import { withFiles } from './local-files.ts';
import type { RefineContext } from './refine.ts';
import { currentRows, filterSql, jsonRow, keysOf, pickItems, wholeNumber } from './rows.ts';
import { type Session, withSession } from './session.ts';

/**
 * Rows that a view's joins may make, before its condition and the reader's take any away: each page makes them anew.
 * At this many a page takes about a second; forty times as many ended in two minutes, or with the memory.
 */
export const mostJoinedRows = 10_000_000;

/**
 * @throws InvalidInput for an unknown item, a filter that cannot be compiled, or a join that leads nowhere; Refused
 * `view-too-large` for joins that multiply rows beyond `mostJoinedRows`
 */
export async function readViewRows(
  context: RefineContext,
  query: RowsQuery,
): Promise<Record<string, unknown>[]> {
  const { resource } = query;
  const picked = pickItems(resource, query.items).join(', ');
  const filter = filterSql(resource, query.filter);
  const limit = `LIMIT ${wholeNumber(query.limit)} OFFSET ${wholeNumber(query.offset ?? 0)}`;
  return withFiles(context.files, keysBelow(query), (paths) =>
    context.files.scratch((folder) =>
      withSession({ folder, inputs: paths }, context.engine, async (session) => {
        const rows = await sourceSql(session, query, [...paths]);
        const sql = `SELECT ${picked} FROM (${rows}) WHERE ${filter} ORDER BY _place ${limit}`;
        return (await session.rows(sql)).map((row) => jsonRow(resource, row));
      }),
    ),
  );
}

export const keysBelow = (source: RowsSource): string[] =>
  source.over ? source.over.flatMap(keysBelow) : keysOf(source);

/** SQL of its items and `_place`. Takes its objects' paths from the front of `paths`. */
export async function sourceSql(session: Session, source: RowsSource, paths: string[]): Promise<string> {
  const { view } = source.resource;
  if (source.over && view) return viewSql(session, source, view, paths);
  const own = paths.splice(0, keysOf(source).length);
  const current = await currentRows(session, source, own);
  const place = 'list_value(CAST(_entry AS BIGINT), CAST(_order AS BIGINT), CAST(_line AS BIGINT))';
  return `SELECT ${pickItems(source.resource, undefined).join(', ')}, ${place} AS _place FROM (${current})`;
}

async function viewSql(
  session: Session,
  { resource, over = [] }: RowsSource,
  view: View,
  paths: string[],
): Promise<string> {
  const tables: string[] = [];
  for (const [index, source] of over.entries())
    tables.push(`(${await sourceSql(session, source, paths)}) AS ${tableOf(index)}`);
  const columns = resource.items.map(
    ({ code }) => `${columnOf(over, view.select[code])} AS ${quoteName(code)}`,
  );
  // Where a left join found nothing, a place before all that are: places stay comparable, and one of its own.
  const places = over.map((_, index) => `coalesce(${tableOf(index)}._place, [-1::BIGINT])`);
  const joins = view.join.map(
    ({ left, right, how }, index) =>
      `${how === 'left' ? 'LEFT' : 'INNER'} JOIN ${tables[index + 1]} ON ${columnOf(over, left)} = ${columnOf(over, right)}`,
  );
  for (const [index, join] of view.join.entries())
    if (!findsOne(over[index + 1], join)) {
      const made = `FROM ${tables[0]} ${joins.slice(0, index + 1).join(' ')}`;
      if (await isTooLarge(session, made)) throw tooLarge(resource.code, join);
    }
  const joined = `SELECT ${[...columns, `${places.join(' || ')} AS _place`].join(', ')} FROM ${tables[0]} ${joins.join(' ')}`;
  return `SELECT * FROM (${joined}) WHERE ${filterSql(resource, view.filter)}`;
}

type Join = View['join'][number];

/** A join on the whole key of what keeps one row a key multiplies nothing. */
function findsOne(source: RowsSource | undefined, { right }: Join): boolean {
  if (!source?.lastPerKey) return false;
  const keys = keyItems(source.resource).map(({ code }) => code);
  return keys.length === 1 && right.split('.')[1] === keys[0];
}

/** Counts no further than it has to. */
async function isTooLarge(session: Session, made: string): Promise<boolean> {
  const sql = `SELECT count(*) AS n FROM (SELECT 1 ${made} LIMIT ${mostJoinedRows + 1})`;
  return Number((await session.rows(sql))[0]?.n) > mostJoinedRows;
}

const tooLarge = (code: string, { left, right }: Join): Refused =>
  new Refused(
    'view-too-large',
    `the view ${code} makes more than ${mostJoinedRows} rows where it joins ${left} with ${right}: many rows on both sides have the same value; have it described with a join on a key`,
    `逻辑资源 ${code} 连接 ${left} 与 ${right} 所得超过 ${mostJoinedRows} 行：两侧均有多行取值相同，请改为按主键连接`,
    { place: { resource: code } },
  );

const tableOf = (index: number): string => `t${index}`;

/** SQL of `AIC.uscc`: an item of one of the resources it is over, and of no other. */
function columnOf(over: readonly RowsSource[], source: string | undefined): string {
  const [code, item = ''] = (source ?? '').split('.');
  const index = over.findIndex(({ resource }) => resource.code === code);
  if (over[index]?.resource.items.some((one) => one.code === item))
    return `${tableOf(index)}.${quoteName(item)}`;
  throw new InvalidInput(`there is no item ${source}`, `没有信息项 ${source}`);
}
