/** Zones of moments, and seconds since 1970. */
import { type FunctionLibrary, scalar } from '../function-entry.ts';
import { bindingMacro, macro } from './macro.ts';
import { unsupported } from './raised.ts';

const finerThanMicroseconds = (name: string, instead: string) => ({
  name,
  en: `${name} keeps nanoseconds, this home keeps microseconds`,
  zh: `${name} 精确到纳秒，本机只到微秒`,
  instead,
});

export const zones: FunctionLibrary = {
  entries: [
    scalar(
      'at_timezone(timestamp_with_time_zone(p), varchar): timestamp_with_time_zone(p)',
      'tr_at_zone($1, $2)',
    ),
    scalar('with_timezone(timestamp(p), varchar): timestamp_with_time_zone(p)', 'tr_with_zone($1, $2)'),
    scalar('timezone(timestamp_with_time_zone(p)): varchar', 'CAST(($1).z AS VARCHAR)'),
    scalar('timezone_hour(timestamp_with_time_zone(p)): bigint', '(tr_zoned_offset($1) // 60)'),
    scalar('timezone_minute(timestamp_with_time_zone(p)): bigint', '(tr_zoned_offset($1) % 60)'),
    scalar('current_timezone(): varchar', "'UTC'"),
    scalar(
      'to_unixtime(timestamp_with_time_zone(p)): double',
      '(epoch_us(CAST(($1).u AS TIMESTAMP)) / 1000000.0::DOUBLE)',
    ),
    scalar('from_unixtime(double): timestamp_with_time_zone(3)', "tr_zoned(tr_unix_moment($1), 'UTC')"),
    scalar('from_unixtime(double, varchar): timestamp_with_time_zone(3)', 'tr_unix_zoned($1, $2)'),
    scalar(
      'from_unixtime(double, bigint, bigint): timestamp_with_time_zone(3)',
      'tr_zoned_named(tr_unix_moment($1), tr_zone_of_minutes($2 * 60 + $3))',
    ),
    scalar('date(varchar): date', 'tr_date_of($1)'),
    scalar('date(timestamp(p)): date', 'CAST($1 AS DATE)'),
    scalar('date(timestamp_with_time_zone(p)): date', 'CAST(tr_local($1) AS DATE)'),
  ],
  refused: [
    finerThanMicroseconds('from_unixtime_nanos', 'from_unixtime(n / 1E9)'),
    finerThanMicroseconds('from_iso8601_timestamp_nanos', 'from_iso8601_timestamp(s)'),
  ],
  macros: [
    macro('tr_known_zone(z)', `tr_zone_name(CASE WHEN z = '' THEN '?' ELSE z END)`),
    bindingMacro(
      'tr_zoned_named(x, z)',
      '{x: x, z: z}',
      (v) => `CASE WHEN ${v}.x IS NOT NULL AND ${v}.z IS NOT NULL THEN {u: ${v}.x, z: ${v}.z} END`,
    ),
    // Of no moment, no zone is wrong.
    bindingMacro(
      'tr_at_zone(x, z)',
      '{x: x, z: z}',
      (v) =>
        `CASE WHEN ${v}.x IS NOT NULL AND ${v}.z IS NOT NULL THEN {u: ${v}.x.u, z: tr_known_zone(${v}.z)} END`,
    ),
    // As Joda reads a clock: of an hour that comes twice it is the first west of Greenwich, the second in the east.
    bindingMacro(
      'tr_zone_guess(l, z)',
      '{l: l, z: z, o: tr_zone_local(l, z) - l}',
      (v) =>
        `{l: ${v}.l, z: ${v}.z, o: ${v}.o, c: ${v}.l - (tr_zone_local(${v}.l - ${v}.o, ${v}.z) - (${v}.l - ${v}.o))}`,
    ),
    bindingMacro(
      'tr_zone_utc_by_joda(l, z)',
      'tr_zone_guess(l, z)',
      (v) =>
        `CASE WHEN ${v}.o < INTERVAL 0 SECOND AND tr_zone_local(${v}.c, ${v}.z) <> ${v}.l THEN ${v}.l - ${v}.o ELSE ${v}.c END`,
    ),
    bindingMacro(
      'tr_with_zone(x, z)',
      '{x: x, z: tr_known_zone(z)}',
      (v) =>
        `CASE WHEN ${v}.x IS NOT NULL AND ${v}.z IS NOT NULL THEN {u: tr_zone_utc_by_joda(${v}.x, ${v}.z), z: ${v}.z} END`,
    ),
    bindingMacro(
      'tr_zoned_seconds(x)',
      'x',
      (v) => `((epoch_us(tr_local(${v})) - epoch_us(CAST(${v}.u AS TIMESTAMP))) // 1000000)`,
    ),
    macro('tr_zoned_offset(x)', '(tr_zoned_seconds(x) // 60)'),
    // Half a millisecond goes up; no number is 1970; a packed moment has 52 bits for its milliseconds.
    bindingMacro(
      'tr_unix_moment(x)',
      'floor(x * 1000 + 0.5::DOUBLE)',
      (v) => `make_timestamp(CASE WHEN isnan(${v}) THEN 0 WHEN abs(${v}) >= 2251799813685248
        THEN CAST('INVALID_FUNCTION_ARGUMENT: Millis overflow' AS BIGINT) ELSE CAST(${v} AS BIGINT) * 1000 END)`,
    ),
    // Trino looks for the zone first, and TRY does not hide that it knows none.
    bindingMacro(
      'tr_unix_zoned(x, z)',
      `{x: x, z: CASE WHEN x IS NOT NULL AND z IS NOT NULL
        THEN coalesce(TRY(tr_known_zone(z)), ${unsupported('no such zone')}) END}`,
      (v) =>
        `CASE WHEN ${v}.z IS NOT NULL THEN {u: tr_zoned(tr_unix_moment(${v}.x), ${v}.z).u, z: ${v}.z} END`,
    ),
    bindingMacro(
      'tr_zone_of_minutes(m)',
      'm',
      (v) => `CASE WHEN ${v} = 0 THEN 'UTC' WHEN abs(${v}) > 840
        THEN CAST(CAST('INVALID_FUNCTION_ARGUMENT: Invalid offset minutes' AS INTEGER) AS VARCHAR)
        ELSE CASE WHEN ${v} < 0 THEN '-' ELSE '+' END || format('{:02d}:{:02d}', abs(${v}) // 60, abs(${v}) % 60) END`,
    ),
  ],
};
