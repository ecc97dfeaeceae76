/** Macros of the casts that read or write dates, times, timestamps and intervals. */

/** A value bound once, for a macro whose argument is needed more than once. */
const bound = (argument: string, body: string): string =>
  `list_transform([${argument}], lambda v: ${body})[1]`;

const macro = (head: string, body: string): string => `CREATE OR REPLACE MACRO ${head} AS ${body}`;

const bad = (type: string): string => `CAST('INVALID_CAST_ARGUMENT: cannot cast ' || v.t AS ${type})`;

const time = String.raw`([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]+))?)?`;
const day = '([+-]?[0-9]+)-([0-9]{1,2})-([0-9]{1,2})';
const longDay = day.replace('[0-9]+', '[0-9]{4,}');
/** A day, perhaps with a time, perhaps with a zone. */
const whole = String.raw`^${longDay}(?: (?:${time})?\s*(.+)?)?$`;

/** Whole microseconds of a time whose parts are texts; the fraction is rounded half up to so many digits. */
const micros = (p: string): string => `(CAST(v.h AS BIGINT) * 3600000000 + CAST(v.i AS BIGINT) * 60000000
    + CASE WHEN v.s = '' THEN 0 ELSE CAST(v.s AS BIGINT) END * 1000000 + tr_fraction(v.f, ${p}))`;

const timeIsGood = `CAST(v.h AS INTEGER) < 24 AND CAST(v.i AS INTEGER) < 60 AND (v.s = '' OR CAST(v.s AS INTEGER) < 60)`;

/** The parts of a text, with the text itself; all empty where it has another form. */
const parts = (pattern: string, names: readonly string[]): string =>
  `struct_insert(regexp_extract(x, '${pattern}', [${names.map((name) => `'${name}'`).join(', ')}]), t := x)`;

export const castMomentMacros: readonly string[] = [
  // Far from zero, so that the division goes down on either side of 1970.
  macro(
    'tr_moment_round(x, u)',
    `make_timestamp(((epoch_us(x) + 4000000000000000000 + u // 2) // u) * u - 4000000000000000000)`,
  ),
  macro('tr_time_round(x, u)', `TIME '00:00:00' + to_microseconds(((epoch_us(x) + u // 2) // u) * u)`),
  macro(
    'tr_zoned_round(x, u)',
    bound('x', `CASE WHEN v IS NOT NULL THEN {'u': tr_moment_round(v.u, u), 'z': v.z} END`),
  ),
  macro('tr_zoned(x, z)', bound('x', `CASE WHEN v IS NOT NULL THEN {'u': v, 'z': z} END`)),
  // Of an offset such as +08:00, in minutes.
  macro(
    'tr_offset(z)',
    `(CASE WHEN z[1] = '-' THEN -1 ELSE 1 END * (CAST(z[2:3] AS INTEGER) * 60 + CAST(z[5:6] AS INTEGER)))`,
  ),
  macro(
    'tr_zone_local(u, z)',
    `CASE WHEN z = 'UTC' THEN u WHEN z[1] IN ('+', '-') THEN u + to_minutes(tr_offset(z)) ELSE timezone(z, timezone('UTC', u)) END`,
  ),
  // A wall clock's hour that is skipped moves on; of one that comes twice, the first.
  macro(
    'tr_zone_utc(l, z)',
    `CASE WHEN z = 'UTC' THEN l WHEN z[1] IN ('+', '-') THEN l - to_minutes(tr_offset(z))
      WHEN timezone(z, timezone('UTC', timezone('UTC', timezone(z, l)) - to_hours(1))) = l
        THEN timezone('UTC', timezone(z, l)) - to_hours(1)
      ELSE timezone('UTC', timezone(z, l)) END`,
  ),
  macro('tr_local(x)', bound('x', 'tr_zone_local(v.u, v.z)')),
  macro(
    'tr_fraction(f, p)',
    `CASE WHEN f = '' THEN 0 ELSE (CAST(left(rpad(f, 7, '0'), p + 1) AS BIGINT) + 5) // 10 * CAST(10 ** (6 - p) AS BIGINT) END`,
  ),
  macro(
    'tr_year_text(y)',
    bound(
      'y',
      `CASE WHEN v < 0 THEN '-' ELSE '' END || lpad(CAST(abs(v) AS VARCHAR), greatest(4, length(CAST(abs(v) AS VARCHAR))), '0')`,
    ),
  ),
  macro('tr_date_text(x)', bound('x', `tr_year_text(year(v)) || strftime(v, '-%m-%d')`)),
  macro(
    'tr_time_text(x, p)',
    `left(strftime(TIMESTAMP '2000-01-01' + to_microseconds(epoch_us(x)), '%H:%M:%S.%f'), CASE WHEN p = 0 THEN 8 ELSE 9 + p END)`,
  ),
  macro(
    'tr_timestamp_text(x, p)',
    bound(
      'x',
      `CASE WHEN year(v) > 9999 THEN '+' ELSE '' END || tr_year_text(year(v)) || left(strftime(v, '-%m-%d %H:%M:%S.%f'), CASE WHEN p = 0 THEN 15 ELSE 16 + p END)`,
    ),
  ),
  macro('tr_zoned_text(x, p)', bound('x', `tr_timestamp_text(tr_local(v), p) || ' ' || v.z`)),
  macro(
    'tr_months_text(x)',
    bound('x', `CASE WHEN v < 0 THEN '-' ELSE '' END || abs(v) // 12 || '-' || abs(v) % 12`),
  ),
  macro(
    'tr_millis_text(x)',
    bound(
      'x',
      `CASE WHEN v < 0 THEN '-' ELSE '' END || abs(v) // 86400000 || ' ' || lpad(CAST(abs(v) // 3600000 % 24 AS VARCHAR), 2, '0') || ':'
      || lpad(CAST(abs(v) // 60000 % 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(v) // 1000 % 60 AS VARCHAR), 2, '0')
      || '.' || lpad(CAST(abs(v) % 1000 AS VARCHAR), 3, '0')`,
    ),
  ),
  macro(
    'tr_date_of(x)',
    bound(
      parts(`^${day}$`, ['y', 'm', 'd']).replaceAll('(x,', '(tr_trimmed(x),'),
      `CASE WHEN v.y <> '' THEN make_date(CAST(v.y AS BIGINT), CAST(v.m AS BIGINT), CAST(v.d AS BIGINT)) ELSE ${bad('DATE')} END`,
    ),
  ),
  macro(
    'tr_time_of(x, p)',
    bound(
      parts(`^${time}$`, ['h', 'i', 's', 'f']),
      `CASE WHEN v.h <> '' AND ${timeIsGood} AND length(v.f) <= 12 THEN TIME '00:00:00' + to_microseconds(${micros('p')}) ELSE ${bad('TIME')} END`,
    ),
  ),
  macro(
    'tr_local_of(v, p)',
    `CASE WHEN v.y <> '' AND (v.h = '' OR (${timeIsGood}))
      THEN CAST(make_date(CAST(v.y AS BIGINT), CAST(v.m AS BIGINT), CAST(v.d AS BIGINT)) AS TIMESTAMP)
        + to_microseconds(CASE WHEN v.h = '' THEN 0 ELSE ${micros('p')} END)
      ELSE ${bad('TIMESTAMP')} END`,
  ),
  macro(
    'tr_timestamp_of(x, p)',
    bound(
      parts(whole, ['y', 'm', 'd', 'h', 'i', 's', 'f', 'z']).replaceAll('(x,', '(tr_trimmed(x),'),
      'tr_local_of(v, p)',
    ),
  ),
  // Z, GMT, +8, UTC+08:00 and +0800 have one name each.
  macro(
    'tr_zone_name(x)',
    bound(
      `regexp_extract(x, '^(?:UTC|GMT|UT)?([+-])([0-9]{1,2}):?([0-9]{2})?$', ['g', 'h', 'm'])`,
      `CASE WHEN v.g <> '' THEN CASE WHEN CAST(v.h AS INTEGER) = 0 AND v.m IN ('', '00') THEN 'UTC'
          ELSE v.g || lpad(v.h, 2, '0') || ':' || CASE WHEN v.m = '' THEN '00' ELSE v.m END END
        WHEN x IN ('UTC', 'GMT', 'UT', 'Z', '') THEN 'UTC'
        WHEN regexp_full_match(x, '[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_+-]+)+') THEN x
        ELSE CAST(CAST('INVALID_CAST_ARGUMENT: no such zone: ' || x AS INTEGER) AS VARCHAR) END`,
    ),
  ),
  macro(
    'tr_zoned_of(x, p)',
    bound(
      `list_transform([${parts(whole, ['y', 'm', 'd', 'h', 'i', 's', 'f', 'z']).replaceAll('(x,', '(tr_trimmed(x),')}], lambda v: {'l': tr_local_of(v, p), 'z': tr_zone_name(v.z)})[1]`,
      `CASE WHEN v.l IS NOT NULL THEN {'u': tr_zone_utc(v.l, v.z), 'z': v.z} END`,
    ),
  ),
];
