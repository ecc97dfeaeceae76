/** What elements and keys must be, so that DuckDB tells them apart as Trino does. */
import type { BoundCall } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { holdsZones } from '../translate/pieces.ts';
import { isComparable, isOrderable, type SqlType, typeText } from '../types.ts';

const nested: ReadonlySet<string> = new Set(['array', 'map', 'row']);

export const isFloating = ({ name }: SqlType): boolean => name === 'double' || name === 'real';
export const isNested = ({ name }: SqlType): boolean => nested.has(name);

export const elementOf = (call: BoundCall, index = 0): SqlType => {
  const type = call.arguments[index]?.type;
  return type?.name === 'array' ? type.element : { name: 'unknown' };
};

const holdsMaps = (type: SqlType): boolean =>
  type.name === 'map' ||
  (type.name === 'array' && holdsMaps(type.element)) ||
  (type.name === 'row' && type.fields.some((field) => holdsMaps(field.type)));

/** Values that are told apart, NULL being a value: rows and arrays may hold it as well. */
export function refuseIndistinct(type: SqlType, at: number, what: string): void {
  if (!isComparable(type)) throw wrongType(type, at, 'comparable', what);
  if (holdsZones(type) || holdsMaps(type)) throw notSupported(at, `${what} of ${typeText(type)}`);
}

/** Values that are compared by `=`. */
export function refuseIncomparable(type: SqlType, at: number, what: string): void {
  if (!isComparable(type)) throw wrongType(type, at, 'comparable', what);
  if (holdsZones(type) || isNested(type)) throw notSupported(at, `${what} of ${typeText(type)}`);
}

/** Values that are put in order. */
export function refuseUnordered(type: SqlType, at: number, what: string): void {
  if (!isOrderable(type)) throw wrongType(type, at, 'orderable', what);
  if (holdsZones(type) || isNested(type) || type.name === 'char')
    throw notSupported(at, `${what} of ${typeText(type)}`);
}

/** Keys of a map that is made. */
export function refuseKey(type: SqlType, at: number): void {
  if (holdsZones(type) || isNested(type)) throw notSupported(at, `a map with keys of ${typeText(type)}`);
}

const wrongType = (type: SqlType, at: number, must: string, what: string): QueryRefused =>
  new QueryRefused('TYPE_MISMATCH', {
    at,
    en: `${what} of ${typeText(type)}: the type is not ${must}`,
    zh: `${what} 不适用于 ${typeText(type)}`,
  });
