/** date_trunc: a moment cut down to a unit. */
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { nullValue } from './moments-null.ts';
import { isOfDay, millisecondsOf, unitOf } from './moments-units.ts';

function emit(call: BoundCall): string {
  const { result, args } = call;
  const unit = unitOf(call, result);
  const x = args[1] ?? 'NULL';
  if (!unit) return nullValue(result);
  switch (result.name) {
    case 'date':
      return `CAST(date_trunc('${unit}', ${x}) AS DATE)`;
    case 'time':
      return `tr_time_trunc(${x}, ${isOfDay(unit) ? millisecondsOf[unit] * 1000 : 1})`;
    case 'timestamp':
      return `date_trunc('${unit}', ${x})`;
    default:
      return `tr_zoned_trunc_${isOfDay(unit) ? 'time' : 'day'}('${unit}', ${x})`;
  }
}

export const truncating: FunctionLibrary = {
  entries: ['date', 'time(p)', 'timestamp(p)', 'timestamp_with_time_zone(p)'].map((type) =>
    scalar(`date_trunc(varchar, ${type}): ${type}`, emit),
  ),
  refused: [],
  macros: [],
};
