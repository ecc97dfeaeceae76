/** date_diff: how many complete units lie between two moments. */
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { bigint, type SqlType } from '../types.ts';
import { nullValue } from './moments-null.ts';
import { isMonths, isOfDay, millisecondsOf, monthsOf, type Unit, unitOf } from './moments-units.ts';

function emit(call: BoundCall): string {
  const [, a = 'NULL', b = 'NULL'] = call.args;
  const type = call.arguments[1]?.type ?? bigint;
  const unit = unitOf(call, type);
  if (!unit) return nullValue(bigint);
  return isMonths(unit)
    ? `(${type.name === 'timestamp with time zone' ? 'tr_zoned_months_between' : 'tr_months_between'}(${a}, ${b}) // ${monthsOf[unit]})`
    : fixed(type, a, b, unit);
}

function fixed(type: SqlType, a: string, b: string, unit: Exclude<Unit, keyof typeof monthsOf>): string {
  const length = millisecondsOf[unit];
  switch (type.name) {
    case 'date':
      return `((${b} - ${a}) // ${unit === 'week' ? 7 : 1})`;
    case 'time':
      return `((epoch_us(${b}) - epoch_us(${a})) // ${length * 1000})`;
    case 'timestamp':
      return `(tr_millis_between(${a}, ${b}) // ${length})`;
    default:
      return isOfDay(unit)
        ? `(tr_millis_between(CAST((${a}).u AS TIMESTAMP), CAST((${b}).u AS TIMESTAMP)) // ${length})`
        : `(tr_zoned_local_millis(${a}, ${b}) // ${length})`;
  }
}

export const differences: FunctionLibrary = {
  entries: ['date', 'time(p)', 'timestamp(p)', 'timestamp_with_time_zone(p)'].map((type) =>
    scalar(`date_diff(varchar, ${type}, ${type}): bigint`, emit),
  ),
  refused: [],
  macros: [],
};
