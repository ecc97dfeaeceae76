/** ORDER BY's items: NULLs last in both directions unless said otherwise, moments by their instant. */
import type { SortItem } from '../ast.ts';
import { once, raise } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { isOrderable, type SqlType, typeText } from '../types.ts';
import { mismatch } from './coerce.ts';
import { holdsZones } from './pieces.ts';

/** @param value of the item */
export const sortedBy = (value: Typed, item: SortItem): string =>
  `${sortKey(value, item.of.at)} ${item.descending ? 'DESC' : 'ASC'} NULLS ${item.nulls === 'first' ? 'FIRST' : 'LAST'}`;

function sortKey({ sql, type }: Typed, at: number): string {
  if (!isOrderable(type))
    throw mismatch(
      at,
      `Type ${typeText(type)} is not orderable, and therefore cannot be used in ORDER BY`,
      `${typeText(type)} 不能排序`,
    );
  if (type.name === 'timestamp with time zone') return `struct_extract(${sql}, 'u')`;
  if (holdsZones(type)) throw notSupported(at, `ORDER BY ${typeText(type)}`, 'ORDER BY its parts');
  // A control character sorts before the spaces that were taken off.
  if (type.name === 'char') return `rpad(${sql}, ${type.length}, ' ')`;
  if (type.name !== 'row' && type.name !== 'array') return sql;
  if (holdsChar(type)) throw notSupported(at, `ORDER BY ${typeText(type)}`, 'ORDER BY its parts');
  return once(
    [sql],
    (value) => `CASE WHEN ${holdsNull(value, type)} THEN ${raise(noOrder, type)} ELSE ${value} END`,
  );
}

const holdsChar = (type: SqlType): boolean =>
  type.name === 'char' ||
  (type.name === 'array' && holdsChar(type.element)) ||
  (type.name === 'row' && type.fields.some((field) => holdsChar(field.type)));

const noOrder = 'NOT_SUPPORTED: the order of rows and arrays that hold NULL';

/** Whether a NULL is anywhere within a value that is none. */
function holdsNull(sql: string, type: SqlType): string {
  if (type.name === 'row')
    return `(${sql} IS NOT NULL AND (${type.fields.map((field, index) => isOrHoldsNull(`(${sql}).f${index + 1}`, field.type)).join(' OR ')}))`;
  if (type.name === 'array')
    return `len(list_filter(${sql}, lambda tr_n: ${isOrHoldsNull('tr_n', type.element)})) > 0`;
  return 'false';
}

const isOrHoldsNull = (sql: string, type: SqlType): string =>
  type.name === 'row' || type.name === 'array'
    ? `(${sql} IS NULL OR ${holdsNull(sql, type)})`
    : `${sql} IS NULL`;

/** What rows are told apart by: a moment's zone does not count. */
export function groupKey({ sql, type }: Typed, at: number): string {
  if (type.name === 'timestamp with time zone') return `struct_extract(${sql}, 'u')`;
  if (holdsZones(type)) throw notSupported(at, `telling apart values of ${typeText(type)}`);
  return sql;
}
