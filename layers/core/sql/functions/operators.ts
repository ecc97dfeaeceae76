/** The macros of the operators: they have no names of their own in Athena. */
import type { FunctionLibrary } from '../function-entry.ts';
import { bindingMacro, macro } from './macro.ts';

/** The sign of an infinity is that of both numbers; nothing divided by nothing is no number. */
const divide = (type: string, carrier: string): string =>
  macro(
    `tr_divide_${type}(a, b)`,
    `CASE WHEN b <> 0 THEN a / b WHEN a IS NULL OR b IS NULL THEN NULL WHEN isnan(a) OR a = 0 THEN 'NaN'::${carrier}
      WHEN signbit(a) = signbit(b) THEN 'Infinity'::${carrier} ELSE '-Infinity'::${carrier} END`,
  );

export const operators: FunctionLibrary = {
  entries: [],
  refused: [],
  macros: [
    divide('double', 'DOUBLE'),
    divide('real', 'FLOAT'),
    // Of whole numbers, half away from zero.
    macro(
      'tr_half_up(x, y)',
      `x // y + CASE WHEN abs(x % y) >= abs(y) - abs(x % y) THEN CASE WHEN (x < 0) = (y < 0) THEN 1 ELSE -1 END ELSE 0 END`,
    ),
    bindingMacro(
      'tr_array_join_two(a, b)',
      '{a: a, b: b}',
      (v) => `CASE WHEN ${v}.a IS NOT NULL AND ${v}.b IS NOT NULL THEN list_concat(${v}.a, ${v}.b) END`,
    ),
    bindingMacro(
      'tr_pairs(a, b)',
      '{a: a, b: b}',
      (v) => `list_transform(range(1, len(${v}.a) + 1), lambda tr_i: {a: ${v}.a[tr_i], b: ${v}.b[tr_i]})`,
    ),
    bindingMacro(
      'tr_every(l)',
      'l',
      (v) => `CASE WHEN list_contains(${v}, false) THEN false
        WHEN len(list_filter(${v}, lambda tr_i: tr_i IS NULL)) > 0 THEN NULL WHEN ${v} IS NOT NULL THEN true END`,
    ),
    macro('tr_date_plus_months(x, m)', 'CAST(x + to_months(CAST(m AS INTEGER)) AS DATE)'),
    bindingMacro(
      'tr_days(m)',
      'm',
      (v) => `CAST(CASE WHEN ${v} % 86400000 <> 0
        THEN CAST('INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date' AS BIGINT)
        ELSE ${v} // 86400000 END AS INTEGER)`,
    ),
    macro('tr_date_plus_millis(x, m)', 'x + tr_days(m)'),
    macro('tr_time_plus_millis(x, m)', 'x + to_microseconds(m % 86400000 * 1000)'),
    macro('tr_timestamp_plus_months(x, m)', 'x + to_months(CAST(m AS INTEGER))'),
    macro('tr_timestamp_plus_millis(x, m)', 'x + to_microseconds(m * 1000)'),
    bindingMacro(
      'tr_zoned_plus_months(x, m)',
      '{x: x, m: CAST(m AS INTEGER)}',
      (v) => `CASE WHEN ${v}.x IS NOT NULL AND ${v}.m IS NOT NULL
        THEN tr_zoned_at(tr_local(${v}.x) + to_months(${v}.m), ${v}.x) END`,
    ),
    bindingMacro(
      'tr_zoned_plus_millis(x, m)',
      '{x: x, m: m}',
      (v) => `CASE WHEN ${v}.x IS NOT NULL AND ${v}.m IS NOT NULL
        THEN {u: tr_packed(${v}.x.u + to_microseconds(${v}.m * 1000)), z: ${v}.x.z} END`,
    ),
    macro('tr_micros_to_millis(x)', '(x + 500 + 4000000000000000000) // 1000 - 4000000000000000'),
    bindingMacro(
      'tr_divisor(d)',
      'd',
      (v) =>
        `CASE WHEN ${v} = 0 THEN CAST('INVALID_FUNCTION_ARGUMENT: Cannot divide by double 0.0' AS DOUBLE) ELSE ${v} END`,
    ),
    macro('tr_interval_divide(x, d)', 'CAST(trunc(CAST(x AS DOUBLE) / tr_divisor(d)) AS BIGINT)'),
  ],
};
