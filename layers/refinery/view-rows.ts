/**
 * Rows of a view: the current states of what it is over, joined and filtered as its description says. A row has no
 * batch of its own; its place is made of its rows' places, so that pages follow each other in one order.
 */

import type { View } from '../../schemas/catalog-elements.ts';
import { quoteName } from '../core/cleaning/sql-text.ts';
import { InvalidInput } from '../core/errors.ts';
import type { RowsQuery, RowsSource } from '../core/ports/refinery.ts';
import { withFiles } from './local-files.ts';
import type { RefineContext } from './refine.ts';
import { currentRows, filterSql, jsonRow, keysOf, pickItems, wholeNumber } from './rows.ts';
import { type Session, withSession } from './session.ts';

/** @throws InvalidInput for an unknown item, a filter that cannot be compiled, or a join that leads nowhere */
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

const keysBelow = (source: RowsSource): string[] =>
  source.over ? source.over.flatMap(keysBelow) : keysOf(source);

/** SQL of its items and `_place`. Takes its objects' paths from the front of `paths`. */
async function sourceSql(session: Session, source: RowsSource, paths: string[]): Promise<string> {
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
  const joined = `SELECT ${[...columns, `${places.join(' || ')} AS _place`].join(', ')} FROM ${tables[0]} ${joins.join(' ')}`;
  return `SELECT * FROM (${joined}) WHERE ${filterSql(resource, view.filter)}`;
}

const tableOf = (index: number): string => `t${index}`;

/** SQL of `AIC.uscc`: an item of one of the resources it is over, and of no other. */
function columnOf(over: readonly RowsSource[], source: string | undefined): string {
  const [code, item = ''] = (source ?? '').split('.');
  const index = over.findIndex(({ resource }) => resource.code === code);
  if (over[index]?.resource.items.some((one) => one.code === item))
    return `${tableOf(index)}.${quoteName(item)}`;
  throw new InvalidInput(`there is no item ${source}`, `没有信息项 ${source}`);
}
