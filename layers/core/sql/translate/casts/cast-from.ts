/** Which casts there are, by what is cast. */
import { isInteger, type SqlType } from '../../types.ts';
import { fromBinary, fromUuid } from './binary.ts';
import { fromJson } from './json.ts';
import { fromInterval, fromMoment } from './moments.ts';
import { fromNested } from './nested.ts';
import { fromBoolean, fromDecimal, fromFloating, fromInteger } from './numbers.ts';
import { fromText } from './text.ts';
import { toJson } from './to-json.ts';
import type { Written } from './written.ts';

/** @param at of the cast, for what is refused by name */
export function castFrom(from: SqlType, to: SqlType, at: number): Written | 'mismatch' {
  if (to.name === 'json') return toJson(from, at);
  if (isInteger(from)) return fromInteger(from, to);
  switch (from.name) {
    case 'boolean':
      return fromBoolean(to);
    case 'decimal':
      return fromDecimal(from, to);
    case 'real':
    case 'double':
      return fromFloating(from, to);
    case 'varchar':
    case 'char':
      return fromText(from, to);
    case 'varbinary':
      return fromBinary(to);
    case 'uuid':
      return fromUuid(to);
    case 'json':
      return fromJson(to, at);
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamp with time zone':
      return fromMoment(from, to, at);
    case 'interval year to month':
    case 'interval day to second':
      return fromInterval(from, to);
    case 'array':
    case 'map':
    case 'row':
      return fromNested(from, to, at, castFrom);
    default:
      return 'mismatch';
  }
}
