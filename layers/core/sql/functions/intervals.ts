/** Functions of intervals and durations, and series of moments. */
import { type FunctionLibrary, scalar } from '../function-entry.ts';
import { bindingMacro, macro } from './macro.ts';

const wrong = (why: string, value: string, type: string): string =>
  `CAST('INVALID_FUNCTION_ARGUMENT: ${why}: ' || ${value} AS ${type})`;

const durations: readonly string[] = [
  bindingMacro(
    'tr_duration(x)',
    String.raw`struct_insert(regexp_extract(x, '^\s*([0-9]+(?:\.[0-9]+)?)\s*(ns|us|ms|s|m|h|d)\s*$', ['n', 'u']), t := x)`,
    (v) => `CASE WHEN ${v}.n = '' THEN ${wrong('not a duration', `${v}.t`, 'BIGINT')}
      ELSE CAST(floor(CAST(${v}.n AS DOUBLE) * CASE ${v}.u WHEN 'ns' THEN 1e-6 WHEN 'us' THEN 1e-3 WHEN 'ms' THEN 1e0
        WHEN 's' THEN 1e3 WHEN 'm' THEN 6e4 WHEN 'h' THEN 36e5 ELSE 864e5 END + 0.5::DOUBLE) AS BIGINT) END`,
  ),
  bindingMacro(
    'tr_counted(n, unit)',
    'n',
    (v) => `CASE WHEN ${v} > 0 THEN ${v} || ' ' || unit || CASE WHEN ${v} > 1 THEN 's' ELSE '' END END`,
  ),
  bindingMacro(
    'tr_seconds_text(s)',
    's',
    (
      v,
    ) => `CASE WHEN ${v} = 0 THEN '0 seconds' WHEN ${v} > 0 THEN concat_ws(', ', tr_counted(${v} // 604800, 'week'),
      tr_counted(${v} // 86400 % 7, 'day'), tr_counted(${v} // 3600 % 24, 'hour'),
      tr_counted(${v} // 60 % 60, 'minute'), tr_counted(${v} % 60, 'second')) END`,
  ),
  // Without a sign; half a second goes away from zero.
  bindingMacro(
    'tr_human_seconds(x)',
    'x',
    (
      v,
    ) => `CASE WHEN isnan(${v}) OR isinf(${v}) THEN CAST(${wrong('Invalid argument found', v, 'INTEGER')} AS VARCHAR)
      ELSE tr_seconds_text(CAST(floor(abs(${v}) + 0.5::DOUBLE) AS BIGINT)) END`,
  ),
];

/** How many there are; a step of nothing, one that leads away, and more than 10000 raise. */
const steps: readonly string[] = [
  bindingMacro(
    'tr_steps(distance, step)',
    '{b: distance, s: step}',
    (v) => `CASE WHEN ${v}.s = 0 THEN ${wrong('step must not be zero', `${v}.s`, 'BIGINT')}
      WHEN ${v}.b <> 0 AND (${v}.b > 0) <> (${v}.s > 0)
        THEN ${wrong('sequence stop value should be greater than or equal to start value', `${v}.s`, 'BIGINT')}
      WHEN ${v}.b // ${v}.s >= 10000
        THEN ${wrong('result of sequence function must not have more than 10000 entries', `${v}.s`, 'BIGINT')}
      ELSE ${v}.b // ${v}.s + 1 END`,
  ),
  // A month more or less may lie between two moments than the clock says: only their order counts.
  bindingMacro(
    'tr_month_steps(a, b, step)',
    '{a: CAST(a AS TIMESTAMP), b: CAST(b AS TIMESTAMP), s: step}',
    (v) => `CASE WHEN ${v}.s <> 0 AND ${v}.a <> ${v}.b AND (${v}.b > ${v}.a) <> (${v}.s > 0)
      THEN ${wrong('sequence stop value should be greater than or equal to start value', `${v}.s`, 'BIGINT')}
      ELSE tr_steps(tr_months_between(${v}.a, ${v}.b), ${v}.s) END`,
  ),
  macro(
    'tr_day_step(m)',
    `CASE WHEN m % 86400000 <> 0 THEN ${wrong('sequence step must be a day interval', 'm', 'BIGINT')} ELSE m // 86400000 END`,
  ),
];

/** @param next the value after `tr_i` steps of `v.s` from `v.a` */
const series = (
  head: string,
  type: string,
  count: (v: string) => string,
  next: (v: string) => string,
): string =>
  bindingMacro(
    head,
    `{a: a, b: b, s: s}`,
    (v) => `CASE WHEN ${v}.a IS NOT NULL AND ${v}.b IS NOT NULL AND ${v}.s IS NOT NULL
      THEN list_transform(range(0, ${count(v)}), lambda tr_i: CAST(${next(v)} AS ${type})) END`,
  );

const seriesMacros: readonly string[] = [
  series(
    'tr_date_days(a, b, s)',
    'DATE',
    (v) => `tr_steps(${v}.b - ${v}.a, ${v}.s)`,
    (v) => `${v}.a + CAST(tr_i * ${v}.s AS INTEGER)`,
  ),
  series(
    'tr_date_months(a, b, s)',
    'DATE',
    (v) => `tr_month_steps(${v}.a, ${v}.b, ${v}.s)`,
    (v) => `${v}.a + to_months(CAST(tr_i * ${v}.s AS INTEGER))`,
  ),
  series(
    'tr_moment_millis(a, b, s)',
    'TIMESTAMP',
    (v) => `tr_moment_steps(${v}.a, ${v}.b, ${v}.s)`,
    (v) => `${v}.a + to_microseconds(tr_i * ${v}.s * 1000)`,
  ),
  series(
    'tr_moment_months(a, b, s)',
    'TIMESTAMP',
    (v) => `tr_month_steps(${v}.a, ${v}.b, ${v}.s)`,
    (v) => `${v}.a + to_months(CAST(tr_i * ${v}.s AS INTEGER))`,
  ),
];

export const intervals: FunctionLibrary = {
  entries: [
    scalar('to_milliseconds(interval_day_to_second): bigint', '$1'),
    scalar('parse_duration(varchar): interval_day_to_second', 'tr_duration($1)'),
    scalar('human_readable_seconds(double): varchar', 'tr_human_seconds($1)'),
    scalar('sequence(date, date): array(date)', 'tr_date_series($1, $2)'),
    scalar(
      'sequence(date, date, interval_day_to_second): array(date)',
      'tr_date_days($1, $2, tr_day_step($3))',
    ),
    scalar('sequence(date, date, interval_year_to_month): array(date)', 'tr_date_months($1, $2, $3)'),
    scalar(
      'sequence(timestamp(p), timestamp(p), interval_day_to_second): array(timestamp(p))',
      'tr_moment_millis($1, $2, $3)',
    ),
    scalar(
      'sequence(timestamp(p), timestamp(p), interval_year_to_month): array(timestamp(p))',
      'tr_moment_months($1, $2, $3)',
    ),
  ],
  refused: [],
  macros: [
    ...durations,
    ...steps,
    bindingMacro(
      'tr_moment_steps(a, b, step)',
      '{b: epoch_us(b) - epoch_us(a), s: step * 1000}',
      (v) => `tr_steps(${v}.b, ${v}.s)`,
    ),
    ...seriesMacros,
    bindingMacro(
      'tr_date_series(a, b)',
      '{a: a, b: b}',
      (v) => `tr_date_days(${v}.a, ${v}.b, CASE WHEN ${v}.a <= ${v}.b THEN 1 ELSE -1 END)`,
    ),
  ],
};
