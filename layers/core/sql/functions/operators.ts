/** The macros of the operators: they have no names of their own in Athena. */
import type { FunctionLibrary } from '../function-entry.ts';

const bound = (argument: string, body: string): string =>
  `list_transform([${argument}], lambda v: ${body})[1]`;
const macro = (head: string, body: string): string => `CREATE OR REPLACE MACRO ${head} AS ${body}`;

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
    macro(
      'tr_array_join_two(a, b)',
      bound(
        `{'a': a, 'b': b}`,
        `CASE WHEN v.a IS NOT NULL AND v.b IS NOT NULL THEN list_concat(v.a, v.b) END`,
      ),
    ),
    macro('tr_pairs(a, b)', `list_transform(range(1, len(a) + 1), lambda i: {'a': a[i], 'b': b[i]})`),
    macro(
      'tr_every(l)',
      bound(
        'l',
        `CASE WHEN v IS NULL THEN NULL WHEN list_contains(v, false) THEN false WHEN len(list_filter(v, lambda e: e IS NULL)) > 0 THEN NULL ELSE true END`,
      ),
    ),
    macro('tr_date_plus_months(x, m)', `CAST(x + to_months(CAST(m AS INTEGER)) AS DATE)`),
    macro(
      'tr_date_plus_millis(x, m)',
      `x + ${bound(
        'm',
        `CASE WHEN v % 86400000 <> 0 THEN CAST('INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date' AS INTEGER) ELSE CAST(v // 86400000 AS INTEGER) END`,
      )}`,
    ),
    macro('tr_time_plus_millis(x, m)', `x + to_microseconds(m % 86400000 * 1000)`),
    macro('tr_timestamp_plus_months(x, m)', `x + to_months(CAST(m AS INTEGER))`),
    macro('tr_timestamp_plus_millis(x, m)', `x + to_microseconds(m * 1000)`),
    macro(
      'tr_zoned_plus_months(x, m)',
      bound(
        `{'x': x, 'm': CAST(m AS INTEGER)}`,
        `CASE WHEN v.x IS NOT NULL AND v.m IS NOT NULL
          THEN {'u': tr_zone_utc(tr_zone_local(v.x.u, v.x.z) + to_months(v.m), v.x.z), 'z': v.x.z} END`,
      ),
    ),
    macro(
      'tr_zoned_plus_millis(x, m)',
      bound(
        `{'x': x, 'm': m}`,
        `CASE WHEN v.x IS NOT NULL AND v.m IS NOT NULL THEN {'u': v.x.u + to_microseconds(v.m * 1000), 'z': v.x.z} END`,
      ),
    ),
    macro('tr_micros_to_millis(x)', `(x + 500 + 4000000000000000000) // 1000 - 4000000000000000`),
    macro(
      'tr_interval_divide(x, d)',
      `CAST(trunc(CAST(x AS DOUBLE) / ${bound(
        'd',
        `CASE WHEN v = 0 THEN CAST('INVALID_FUNCTION_ARGUMENT: Cannot divide by double 0.0' AS INTEGER) ELSE v END`,
      )}) AS BIGINT)`,
    ),
  ],
};
