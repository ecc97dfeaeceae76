/** Macros that round dates, times and timestamps, bring them into zones and write them as texts. */
import { bindingMacro, macro } from './macro.ts';
import { readMomentMacros } from './read-moments.ts';

const rounding: readonly string[] = [
  // Far from zero, so that the division goes down on either side of 1970.
  macro(
    'tr_moment_round(x, u)',
    `make_timestamp(((epoch_us(x) + 4000000000000000000 + u // 2) // u) * u - 4000000000000000000)`,
  ),
  macro('tr_time_round(x, u)', `TIME '00:00:00' + to_microseconds(((epoch_us(x) + u // 2) // u) * u)`),
  bindingMacro(
    'tr_zoned_round(x, u)',
    'x',
    (v) => `CASE WHEN ${v} IS NOT NULL THEN {u: tr_moment_round(${v}.u, u), z: ${v}.z} END`,
  ),
];

const zones: readonly string[] = [
  // Trino packs a moment and its zone in one number: 52 bits are left for the milliseconds.
  bindingMacro(
    'tr_packed(x)',
    'x',
    (v) => `CASE WHEN epoch_ms(${v}) NOT BETWEEN -2251799813685248 AND 2251799813685247
      THEN CAST(CAST(CAST('INVALID_FUNCTION_ARGUMENT: Millis overflow' AS INTEGER) AS VARCHAR) AS TIMESTAMP) ELSE ${v} END`,
  ),
  bindingMacro(
    'tr_zoned(x, z)',
    'x',
    (v) => `CASE WHEN ${v} IS NOT NULL THEN {u: tr_packed(${v}), z: z} END`,
  ),
  // Minutes of an offset such as +08:00.
  macro(
    'tr_offset(z)',
    `(CASE WHEN z[1] = '-' THEN -1 ELSE 1 END * (CAST(z[2:3] AS INTEGER) * 60 + CAST(z[5:6] AS INTEGER)))`,
  ),
  macro(
    'tr_zone_local(u, z)',
    `CASE WHEN z = 'UTC' THEN u WHEN z[1] IN ('+', '-') THEN u + to_minutes(tr_offset(z))
      ELSE timezone(z, timezone('UTC', u)) END`,
  ),
  // An hour that a clock skips moves on; of one that comes twice it is the first.
  macro(
    'tr_zone_utc(l, z)',
    `CASE WHEN z = 'UTC' THEN l WHEN z[1] IN ('+', '-') THEN l - to_minutes(tr_offset(z))
      WHEN timezone(z, timezone('UTC', timezone('UTC', timezone(z, l)) - to_hours(1))) = l
        THEN timezone('UTC', timezone(z, l)) - to_hours(1)
      ELSE timezone('UTC', timezone(z, l)) END`,
  ),
  // Before 1970 Trino's is a second early where there is a fraction.
  bindingMacro(
    'tr_time_of_day(x)',
    'x',
    (v) =>
      `CAST(${v} AS TIME) - to_seconds(CASE WHEN epoch_us(${v}) < 0 AND epoch_us(${v}) % 1000000 <> 0 THEN 1 ELSE 0 END)`,
  ),
  bindingMacro('tr_local(x)', 'x', (v) => `tr_zone_local(${v}.u, ${v}.z)`),
  // Of a moment moved by its zone's clock: of an hour that comes twice it stays in the one it was in.
  bindingMacro(
    'tr_zone_utc_near(l, z, u)',
    '{l: l, z: z, c: l - (tr_zone_local(u, z) - u)}',
    (v) =>
      `CASE WHEN tr_zone_local(${v}.c, ${v}.z) = ${v}.l THEN ${v}.c ELSE tr_zone_utc(${v}.l, ${v}.z) END`,
  ),
  bindingMacro(
    'tr_zoned_at(l, x)',
    '{l: l, x: x}',
    (v) => `CASE WHEN ${v}.x IS NOT NULL AND ${v}.l IS NOT NULL
      THEN {u: tr_packed(tr_zone_utc_near(${v}.l, ${v}.x.z, ${v}.x.u)), z: ${v}.x.z} END`,
  ),
];

const writing: readonly string[] = [
  bindingMacro(
    'tr_year_text(y)',
    'y',
    (v) => `CASE WHEN ${v} < 0 THEN '-' ELSE '' END
      || lpad(CAST(abs(${v}) AS VARCHAR), CAST(greatest(4, length(CAST(abs(${v}) AS VARCHAR))) AS INTEGER), '0')`,
  ),
  bindingMacro('tr_date_text(x)', 'x', (v) => `tr_year_text(year(${v})) || strftime(${v}, '-%m-%d')`),
  macro(
    'tr_time_text(x, p)',
    `left(strftime(TIMESTAMP '2000-01-01' + to_microseconds(epoch_us(x)), '%H:%M:%S.%f'), CASE WHEN p = 0 THEN 8 ELSE 9 + p END)`,
  ),
  bindingMacro(
    'tr_timestamp_text(x, p)',
    'x',
    (v) => `CASE WHEN year(${v}) > 9999 THEN '+' ELSE '' END || tr_year_text(year(${v}))
      || left(strftime(${v}, '-%m-%d %H:%M:%S.%f'), CASE WHEN p = 0 THEN 15 ELSE 16 + p END)`,
  ),
  bindingMacro('tr_zoned_text(x, p)', 'x', (v) => `tr_timestamp_text(tr_local(${v}), p) || ' ' || ${v}.z`),
  bindingMacro(
    'tr_months_text(x)',
    'x',
    (v) => `CASE WHEN ${v} < 0 THEN '-' ELSE '' END || abs(${v}) // 12 || '-' || abs(${v}) % 12`,
  ),
  bindingMacro(
    'tr_millis_text(x)',
    'x',
    (v) => `CASE WHEN ${v} < 0 THEN '-' ELSE '' END || abs(${v}) // 86400000 || ' '
      || lpad(CAST(abs(${v}) // 3600000 % 24 AS VARCHAR), 2, '0') || ':'
      || lpad(CAST(abs(${v}) // 60000 % 60 AS VARCHAR), 2, '0') || ':'
      || lpad(CAST(abs(${v}) // 1000 % 60 AS VARCHAR), 2, '0') || '.' || lpad(CAST(abs(${v}) % 1000 AS VARCHAR), 3, '0')`,
  ),
];

export const castMomentMacros: readonly string[] = [...rounding, ...zones, ...readMomentMacros, ...writing];
