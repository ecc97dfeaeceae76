/** What is read of a table, as SQL: all of it, or the rows between two positions. Pure but for the reader. */
import type { Cell } from './csv.ts';
import { type Dialect, quotedTable, type TableReader } from './sources/table-source.ts';
import type { MappedColumn, SourceColumn } from './type-map.ts';

/** A place in the order of a watermark and its key: their values as text, the watermark first. */
export type Position = readonly string[];

export interface Range {
  readonly table: string;
  /** The watermark, then the key. */
  readonly order: readonly SourceColumn[];
  readonly lagSeconds: number;
  readonly rows: number;
}

const column = (dialect: Dialect, one: SourceColumn): string => dialect.quote(one.name);

export const selectList = (dialect: Dialect, columns: readonly MappedColumn[]): string =>
  columns.map((one) => dialect.text(column(dialect, one.column), one.column.kind, one.form)).join(', ');

const orderBy = (dialect: Dialect, order: readonly SourceColumn[], down = false): string =>
  order.map((one) => `${column(dialect, one)}${down ? ' DESC' : ''}`).join(', ');

/**
 * Rows behind (or, with `<`, up to and with) a position. Written out, not as a comparison of rows, which not every
 * database has; the first condition alone lets an index on the watermark be used.
 */
function beyond(dialect: Dialect, order: readonly SourceColumn[], at: Position, sign: '>' | '<'): string {
  const value = (index: number) => dialect.literal(at[index] ?? '', (order[index] as SourceColumn).kind);
  const name = (index: number) => column(dialect, order[index] as SourceColumn);
  const branches = order.map((_, last) => {
    const equal = Array.from({ length: last }, (_, index) => `${name(index)} = ${value(index)}`);
    const inclusive = sign === '<' && last === order.length - 1 ? '=' : '';
    return [...equal, `${name(last)} ${sign}${inclusive} ${value(last)}`].join(' AND ');
  });
  return `${name(0)} ${sign}= ${value(0)} AND (${branches.map((one) => `(${one})`).join(' OR ')})`;
}

function youngEnough(dialect: Dialect, { order, lagSeconds }: Range): string[] {
  const [mark] = order;
  if (mark === undefined) return [];
  const name = column(dialect, mark);
  const isTime = mark.kind === 'timestamp' || mark.kind === 'zoned';
  return [
    `${name} IS NOT NULL`,
    ...(isTime && lagSeconds > 0 ? [`${name} <= ${dialect.secondsAgo(lagSeconds, mark.kind)}`] : []),
  ];
}

/** The position of the last row of the next range, by the given number of rows; undefined when nothing is new. */
export async function nextBound(
  reader: TableReader,
  dialect: Dialect,
  range: Range,
  from: Position | undefined,
): Promise<Position | undefined> {
  const { order, rows } = range;
  const where = [...youngEnough(dialect, range), ...(from ? [beyond(dialect, order, from, '>')] : [])];
  const names = order.map((one) => column(dialect, one)).join(', ');
  const table = quotedTable(dialect, range.table);
  const ahead = dialect.limit(
    `SELECT ${names} FROM ${table} WHERE ${where.join(' AND ')} ORDER BY ${orderBy(dialect, order)}`,
    rows,
  );
  const texts = order.map((one) => dialect.text(column(dialect, one), one.kind, 'plain')).join(', ');
  const last = dialect.limit(
    `SELECT ${texts} FROM (${ahead}) ahead ORDER BY ${orderBy(dialect, order, true)}`,
    1,
  );
  const [found] = await reader.rows(last);
  return found?.map((cell: Cell) => String(cell));
}

/** Rows behind `from` up to and with `to`, in order: always the same for the same positions of rows that stay. */
export function rangeSql(
  dialect: Dialect,
  range: Range,
  columns: readonly MappedColumn[],
  from: Position | undefined,
  to: Position,
): string {
  const { order } = range;
  const where = [
    `${column(dialect, order[0] as SourceColumn)} IS NOT NULL`,
    ...(from ? [beyond(dialect, order, from, '>')] : []),
    beyond(dialect, order, to, '<'),
  ];
  return `SELECT ${selectList(dialect, columns)} FROM ${quotedTable(dialect, range.table)} WHERE ${where.join(
    ' AND ',
  )} ORDER BY ${orderBy(dialect, order)}`;
}

/** The whole table, ordered where an order is given: the same rows are then the same bytes. */
export function wholeSql(
  dialect: Dialect,
  table: string,
  columns: readonly MappedColumn[],
  order: readonly string[],
): string {
  const by = order.length > 0 ? ` ORDER BY ${order.map(dialect.quote).join(', ')}` : '';
  return `SELECT ${selectList(dialect, columns)} FROM ${quotedTable(dialect, table)}${by}`;
}
