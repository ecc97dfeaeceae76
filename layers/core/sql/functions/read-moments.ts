/** Macros that read dates, times and timestamps from texts, in Trino's forms alone. */
import { quoted } from '../emit.ts';
import { bindingMacro, macro } from './macro.ts';
import { unsupported } from './raised.ts';
import { namesOfUtc, zoneNames } from './zone-names.ts';

const time = String.raw`([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]+))?)?`;
const day = '([+-]?[0-9]+)-([0-9]{1,2})-([0-9]{1,2})';
const longDay = day.replace('[0-9]+', '[0-9]{4,}');
/** A day, perhaps with a time, perhaps with a zone. */
const whole = String.raw`^${longDay}(?: (?:${time})?\s*(.+)?)?$`;

const wrong = (v: string, type: string): string =>
  `CAST('INVALID_CAST_ARGUMENT: cannot cast ' || ${v}.t AS ${type})`;

/** The parts of a text, and the text itself as `t`; all parts are empty where it has another form. */
const parts = (text: string, pattern: string, names: string): string =>
  `struct_insert(regexp_extract(${text}, '${pattern}', [${[...names].map((name) => `'${name}'`).join(', ')}]), t := ${text})`;

/** Microseconds of the day. */
const micros = (
  v: string,
): string => `(CAST(${v}.h AS BIGINT) * 3600000000 + CAST(${v}.i AS BIGINT) * 60000000
  + CASE WHEN ${v}.s = '' THEN 0 ELSE CAST(${v}.s AS BIGINT) END * 1000000 + tr_fraction(${v}.f, p))`;

/** Trino takes more digits of a fraction than twelve, but not where none is kept. */
const isTime = (
  v: string,
): string => `(p > 0 OR length(${v}.f) <= 12) AND CAST(${v}.h AS INTEGER) < 24 AND CAST(${v}.i AS INTEGER) < 60
  AND (${v}.s = '' OR CAST(${v}.s AS INTEGER) < 60)`;

const dayOf = (v: string): string =>
  `make_date(CAST(${v}.y AS BIGINT), CAST(${v}.m AS BIGINT), CAST(${v}.d AS BIGINT))`;

const local = (v: string): string => `CASE WHEN ${v}.y <> '' AND (${v}.h = '' OR (${isTime(v)}))
  THEN CAST(${dayOf(v)} AS TIMESTAMP) + to_microseconds(CASE WHEN ${v}.h = '' THEN 0 ELSE ${micros(v)} END)
  ELSE ${wrong(v, 'TIMESTAMP')} END`;

export const readMomentMacros: readonly string[] = [
  // Half up to p digits, in microseconds.
  macro(
    'tr_fraction(f, p)',
    `CASE WHEN f = '' THEN 0 ELSE (CAST(left(rpad(f, 7, '0'), p + 1) AS BIGINT) + 5) // 10 * CAST(10 ** (6 - p) AS BIGINT) END`,
  ),
  bindingMacro(
    'tr_date_of(x)',
    parts('tr_trimmed(x)', `^${day}$`, 'ymd'),
    (v) => `CASE WHEN ${v}.y <> '' THEN ${dayOf(v)} ELSE ${wrong(v, 'DATE')} END`,
  ),
  bindingMacro(
    'tr_time_of(x, p)',
    parts('x', `^${time}$`, 'hisf'),
    (v) => `CASE WHEN ${v}.h <> '' AND ${isTime(v)} AND length(${v}.f) <= 12
      THEN TIME '00:00:00' + to_microseconds(${micros(v)}) ELSE ${wrong(v, 'TIME')} END`,
  ),
  // Z, GMT, +8, UTC+08:00 and +0800 have one name each.
  bindingMacro(
    'tr_zone_name(x)',
    `struct_insert(regexp_extract(x, '^(?:UTC|GMT|UT)?([+-])([0-9]{1,2}):?([0-9]{2})?$', ['g', 'h', 'm']), t := x)`,
    (
      v,
    ) => `CASE WHEN ${v}.g <> '' AND CAST(${v}.h AS INTEGER) * 60 + CAST('0' || ${v}.m AS INTEGER) <= 840 AND CAST('0' || ${v}.m AS INTEGER) < 60 THEN CASE WHEN CAST(${v}.h AS INTEGER) = 0 AND ${v}.m IN ('', '00') THEN 'UTC'
        ELSE ${v}.g || lpad(${v}.h, 2, '0') || ':' || CASE WHEN ${v}.m = '' THEN '00' ELSE ${v}.m END END
      WHEN ${v}.t IN ('', ${namesOfUtc.map(quoted).join(', ')}) THEN 'UTC'
      WHEN strpos(${quoted(zoneNames)}, '|' || ${v}.t || '|') > 0 AND strpos(${v}.t, '|') = 0 THEN ${v}.t
      WHEN regexp_full_match(${v}.t, 'Etc/GMT[+-](0?[1-9]|1[0-4])')
        THEN CASE WHEN ${v}.t[8] = '+' THEN '-' ELSE '+' END || lpad(${v}.t[9:], 2, '0') || ':00'
      WHEN ${v}.t LIKE 'Etc/%' THEN ${unsupported('such a name of a zone')}
      ELSE CAST(CAST('INVALID_CAST_ARGUMENT: no such zone: ' || ${v}.t AS INTEGER) AS VARCHAR) END`,
  ),
  bindingMacro(
    'tr_local_and_zone(x, p)',
    parts('tr_trimmed(x)', whole, 'ymdhisfz'),
    (v) => `{l: ${local(v)}, z: tr_zone_name(${v}.z)}`,
  ),
  // A zone is looked at and left out, but for the hour that its clock skips.
  bindingMacro(
    'tr_timestamp_of(x, p)',
    'tr_local_and_zone(x, p)',
    (v) => `CASE WHEN ${v}.z = 'UTC' THEN ${v}.l ELSE tr_zone_local(tr_zone_utc(${v}.l, ${v}.z), ${v}.z) END`,
  ),
  bindingMacro(
    'tr_zoned_of(x, p)',
    'tr_local_and_zone(x, p)',
    (v) => `CASE WHEN ${v}.l IS NOT NULL THEN {u: tr_zone_utc(${v}.l, ${v}.z), z: ${v}.z} END`,
  ),
];
