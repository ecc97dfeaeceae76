/**
 * How a value becomes another type: asked for by CAST and TRY_CAST, or unasked where Trino widens. Which pairs there
 * are, and what each does with every value, was measured on Trino.
 */
import { once } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { QueryRefused } from '../refused.ts';
import { becomes, carrierOf, hashedAs, type SqlType, sameType, typeText } from '../types.ts';
import { castFrom } from './casts/cast-from.ts';
import type { Written } from './casts/written.ts';

export interface HowConverted {
  /** TRY_CAST: NULL where the value does not fit. */
  readonly tried: boolean;
  /** By CAST; else only what Trino does unasked. */
  readonly explicit: boolean;
  /** Of the value or the cast, in the text. */
  readonly at: number;
}

/**
 * The value as another type.
 *
 * @throws QueryRefused TYPE_MISMATCH when there is no way; NOT_SUPPORTED when it cannot be done alike
 */
export function convert(value: Typed, to: SqlType, how: HowConverted): Typed {
  const { type: from, sql } = value;
  if (sameType(from, to)) return { ...value, type: hashedAs(from, to) };
  const none: Typed = { sql: `CAST(NULL AS ${carrierOf(to)})`, type: to, constant: null };
  if (from.name === 'unknown') return none;
  if (!how.explicit && !becomes(from, to)) throw mismatch(from, to, how.at);
  const written = castFrom(from, to, how.at);
  if (written === 'mismatch') throw mismatch(from, to, how.at);
  if (value.constant === null) return none;
  const constant = keepsConstant(from, to) ? { constant: value.constant } : {};
  return {
    sql: apply(sql, written, how.tried, to),
    type: hashedAs(to, from),
    ...(value.constant === undefined ? {} : constant),
  } as Typed;
}

function apply(sql: string, written: Written, tried: boolean, to: SqlType): string {
  if (written.kind === 'same') return sql;
  const { first = (value) => value, guard = (value) => value, usesTwice } = written;
  const bare = (value: string): string => (usesTwice ? once([value], written.sql) : written.sql(value));
  if (!tried || written.kind === 'sure') return bare(first(sql));
  // Only the cast's own faults give NULL: those of its argument are raised.
  return once([guard(first(sql))], (value) => `TRY(CAST(${bare(value)} AS ${carrierOf(to)}))`);
}

const mismatch = (from: SqlType, to: SqlType, at: number): QueryRefused =>
  new QueryRefused('TYPE_MISMATCH', {
    at,
    en: `Cannot cast ${typeText(from)} to ${typeText(to)}`,
    zh: `${typeText(from)} 不能转换为 ${typeText(to)}`,
  });

const wholes: readonly string[] = ['tinyint', 'smallint', 'integer', 'bigint'];

/** A whole number stays what it is among numbers, a text among texts without a length. */
const keepsConstant = (from: SqlType, to: SqlType): boolean =>
  (wholes.includes(from.name) && ['decimal', 'real', 'double', ...wholes].includes(to.name)) ||
  (from.name === 'varchar' && to.name === 'varchar' && (to.length ?? Infinity) >= (from.length ?? Infinity));
