/** ORDER BY's items: NULLs last in both directions unless said otherwise, moments by their instant. */
import type { SortItem } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { isOrderable, typeText } from '../types.ts';
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
  if (holdsZones(type) || type.name === 'row' || type.name === 'array')
    throw notSupported(at, `ORDER BY ${typeText(type)}`, 'ORDER BY its parts');
  return sql;
}

/** What rows are told apart by: a moment's zone does not count. */
export function groupKey({ sql, type }: Typed, at: number): string {
  if (type.name === 'timestamp with time zone') return `struct_extract(${sql}, 'u')`;
  if (holdsZones(type)) throw notSupported(at, `telling apart values of ${typeText(type)}`);
  return sql;
}
