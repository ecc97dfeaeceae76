/** Macros that cut, move and compare moments. */
import { bindingMacro, macro } from './macro.ts';

const whenWhole = (v: string, value: string): string =>
  `CASE WHEN ${v}.x IS NOT NULL AND ${v}.n IS NOT NULL THEN ${value} END`;

const truncating: readonly string[] = [
  macro('tr_time_trunc(x, u)', `TIME '00:00:00' + to_microseconds(epoch_us(x) // u * u)`),
  bindingMacro(
    'tr_zoned_trunc_day(unit, x)',
    'x',
    (v) => `tr_zoned_at(date_trunc(unit, tr_local(${v})), ${v})`,
  ),
  bindingMacro(
    'tr_zoned_trunc_time(unit, x)',
    '{x: x, l: tr_local(x)}',
    (v) =>
      `CASE WHEN ${v}.x IS NOT NULL THEN {u: ${v}.x.u - (${v}.l - date_trunc(unit, ${v}.l)), z: ${v}.x.z} END`,
  ),
];

const moving: readonly string[] = [
  bindingMacro('tr_zoned_add_days(x, n)', '{x: x, n: CAST(n AS INTEGER)}', (v) =>
    whenWhole(v, `tr_zoned_at(tr_local(${v}.x) + to_days(${v}.n), ${v}.x)`),
  ),
];

const milliseconds = (moment: string): string => `((epoch_us(${moment}) + 4000000000000000000) // 1000)`;
const millisecondsOfDay = (moment: string): string => `(epoch_us(CAST(${moment} AS TIME)) // 1000)`;

const comparing: readonly string[] = [
  macro('tr_millis_between(a, b)', `(${milliseconds('b')} - ${milliseconds('a')})`),
  // From the earlier to the later; the last day of a month completes one that began on a later day.
  bindingMacro(
    'tr_complete_months(a, b)',
    '{a: a, b: b}',
    (v) => `(year(${v}.b) - year(${v}.a)) * 12 + month(${v}.b) - month(${v}.a)
      - CASE WHEN CASE WHEN ${v}.b >= CAST(last_day(${v}.b) AS TIMESTAMP) THEN least(day(${v}.a), day(${v}.b)) ELSE day(${v}.a) END * 86400000
        + ${millisecondsOfDay(`${v}.a`)} > day(${v}.b) * 86400000 + ${millisecondsOfDay(`${v}.b`)} THEN 1 ELSE 0 END`,
  ),
  bindingMacro(
    'tr_months_between(a, b)',
    '{a: CAST(a AS TIMESTAMP), b: CAST(b AS TIMESTAMP)}',
    (v) =>
      `CASE WHEN ${v}.a <= ${v}.b THEN tr_complete_months(${v}.a, ${v}.b) ELSE -tr_complete_months(${v}.b, ${v}.a) END`,
  ),
  // By the clock of the first one's zone.
  bindingMacro(
    'tr_locals(a, b)',
    '{a: a, b: b}',
    (v) => `{a: tr_zone_local(${v}.a.u, ${v}.a.z), b: tr_zone_local(${v}.b.u, ${v}.a.z)}`,
  ),
  bindingMacro(
    'tr_zoned_months_between(a, b)',
    'tr_locals(a, b)',
    (v) => `tr_months_between(${v}.a, ${v}.b)`,
  ),
  bindingMacro('tr_zoned_local_millis(a, b)', 'tr_locals(a, b)', (v) => `tr_millis_between(${v}.a, ${v}.b)`),
];

export const momentMacros: readonly string[] = [...truncating, ...moving, ...comparing];
