/** The units of the functions that cut, move and compare moments: `date_trunc('month', x)`. */
import type { BoundCall } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import type { SqlType } from '../types.ts';

/** Milliseconds of the units whose length never changes; a day is one by a clock without a zone. */
export const millisecondsOf = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const;

export const monthsOf = { month: 1, quarter: 3, year: 12 } as const;

export type FixedUnit = keyof typeof millisecondsOf;
export type MonthUnit = keyof typeof monthsOf;
export type Unit = FixedUnit | MonthUnit;

export const isMonths = (unit: Unit): unit is MonthUnit => unit in monthsOf;

/** Whether it is a part of a day: a zone's clock does not change its length. */
export const isOfDay = (unit: Unit): unit is 'millisecond' | 'second' | 'minute' | 'hour' =>
  unit === 'millisecond' || unit === 'second' || unit === 'minute' || unit === 'hour';

/**
 * The unit named by a call's first argument; undefined: it is NULL.
 *
 * @throws QueryRefused when it is no literal, or no unit of the type
 */
export function unitOf({ arguments: [named], at }: BoundCall, type: SqlType): Unit | undefined {
  if (named?.constant === null) return undefined;
  if (typeof named?.constant !== 'string')
    throw notSupported(at, 'a unit that is no literal', "'day', one literal a branch of a CASE");
  const unit = named.constant.toLowerCase();
  const known = isUnit(unit) && !(type.name === 'date' && isOfDay(unit));
  if (known && !(type.name === 'time' && !isOfDay(unit))) return unit;
  throw new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: `'${named.constant}' is not a valid ${type.name.toUpperCase()} field`,
    zh: `${named.constant} 不是 ${type.name} 的单位`,
  });
}

const isUnit = (unit: string): unit is Unit => unit in millisecondsOf || unit in monthsOf;
