/** date_add: a moment moved by so many units, months by their ends. */
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import type { SqlType } from '../types.ts';
import { bindingMacro } from './macro.ts';
import { nullValue } from './moments-null.ts';
import {
  type FixedUnit,
  isMonths,
  isOfDay,
  millisecondsOf,
  monthsOf,
  type Unit,
  unitOf,
} from './moments-units.ts';
import { unsupported } from './raised.ts';

function emit(call: BoundCall): string {
  const { result, args } = call;
  const unit = unitOf(call, result);
  const [, n = 'NULL', x = 'NULL'] = args;
  if (!unit) return nullValue(result);
  if (result.name === 'date') return movedDate(x, n, unit);
  const moved = movedBy(result, x, n, unit);
  return unit === 'millisecond' ? rounded(moved, result) : moved;
}

function movedDate(x: string, n: string, unit: Unit): string {
  if (isMonths(unit)) return `tr_date_plus_months(${x}, tr_at_most(${times(n, monthsOf[unit])}, 70000000))`;
  return `(${x} + CAST(tr_at_most(${times(n, unit === 'week' ? 7 : 1)}, 2000000000) AS INTEGER))`;
}

function movedBy({ name }: SqlType, x: string, n: string, unit: Unit): string {
  const kind = name === 'timestamp with time zone' ? 'zoned' : name;
  if (isMonths(unit)) return `tr_${kind}_plus_months(${x}, ${times(n, monthsOf[unit])})`;
  if (kind === 'zoned' && !isOfDay(unit))
    return `tr_zoned_add_days(${x}, ${times(n, unit === 'week' ? 7 : 1)})`;
  const amount = kind === 'time' ? `(${n} % ${millisecondsOf.day / millisecondsOf[unit]})` : n;
  return `tr_${kind}_plus_millis(${x}, ${times(amount, millisecondsOf[unit as FixedUnit])})`;
}

const times = (n: string, factor: number): string =>
  factor === 1 ? n : `(${n} * CAST(${factor} AS BIGINT))`;

/** A type that keeps no milliseconds rounds them. */
function rounded(moved: string, type: SqlType): string {
  const precision = 'precision' in type ? (type.precision ?? 0) : 0;
  if (precision >= 3) return moved;
  const macro =
    { time: 'tr_time_round', timestamp: 'tr_moment_round' }[type.name as string] ?? 'tr_zoned_round';
  return `${macro}(${moved}, ${10 ** (6 - precision)})`;
}

export const adding: FunctionLibrary = {
  entries: ['date', 'time(p)', 'timestamp(p)', 'timestamp_with_time_zone(p)'].map((type) =>
    scalar(`date_add(varchar, bigint, ${type}): ${type}`, emit),
  ),
  refused: [],
  macros: [
    // Trino's error, where the days of a date overflow, goes through TRY.
    bindingMacro(
      'tr_at_most(n, most)',
      'n',
      (v) => `CASE WHEN abs(${v}) > most THEN ${unsupported('a date so far away', 'BIGINT')} ELSE ${v} END`,
    ),
  ],
};
