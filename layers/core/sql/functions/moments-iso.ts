/** ISO 8601, as Joda reads and Trino writes it. */
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import type { SqlType } from '../types.ts';
import { bindingMacro, macro } from './macro.ts';

const precisionOf = (type: SqlType | undefined): number =>
  type && 'precision' in type ? (type.precision ?? 0) : 0;

function toIso({ args: [x = 'NULL'], arguments: [value] }: BoundCall): string {
  const precision = precisionOf(value?.type);
  return value?.type.name === 'timestamp'
    ? `tr_timestamp_iso(${x}, ${precision})`
    : `tr_zoned_iso(${x}, ${precision})`;
}

/** Signs of the longest text: `-999999-12-31T23:59:59.123+08:00`. */
const isoLength = (args: readonly { readonly type: SqlType }[]): SqlType => {
  const type = args[0]?.type;
  const precision = precisionOf(type);
  const fraction = precision === 0 ? 0 : precision + 1;
  return { name: 'varchar', length: 22 + fraction + (type?.name === 'timestamp' ? 0 : 6) };
};

const date =
  '([+-]?[0-9]{1,9})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?|-([0-9]{3})|-[wW]([0-9]{1,2})(?:-([0-9]))?)?';
const time = '([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2}))?)?(?:[.,]([0-9]+))?';
const offset = '([zZ]|[+-][0-9]{2}(?::?[0-9]{2})?)';

const part = (v: string, name: string, otherwise: string): string =>
  `CASE WHEN ${v}.${name} = '' THEN ${otherwise} ELSE CAST(${v}.${name} AS BIGINT) END`;

/** @param none the day of a text without one */
const dayOf = (v: string, none: string): string => `CASE WHEN ${v}.y = '' THEN ${none}
  WHEN ${v}.j <> '' THEN tr_day_of_year(CAST(${v}.y AS BIGINT), CAST(${v}.j AS BIGINT))
  WHEN ${v}.w <> '' THEN tr_day_of_week(CAST(${v}.y AS BIGINT), CAST(${v}.w AS BIGINT), ${part(v, 'e', '1')})
  ELSE make_date(CAST(${v}.y AS BIGINT), ${part(v, 'm', '1')}, ${part(v, 'd', '1')}) END`;

/** A fraction is one of the last unit that is given; what is below a millisecond is left out. */
const millisOf = (v: string): string => `CASE WHEN ${v}.h = '' THEN 0 ELSE
  tr_within(CAST(${v}.h AS BIGINT), 0, 23) * 3600000 + tr_within(${part(v, 'i', '0')}, 0, 59) * 60000
  + tr_within(${part(v, 's', '0')}, 0, 59) * 1000
  + CASE WHEN ${v}.f = '' THEN 0 ELSE CAST(left(rpad(${v}.f, 9, '0'), 9) AS BIGINT)
    * CASE WHEN ${v}.i = '' THEN 3600000 WHEN ${v}.s = '' THEN 60000 ELSE 1000 END // 1000000000 END END`;

const wrong = (v: string, type: string): string =>
  `CAST('INVALID_FUNCTION_ARGUMENT: Invalid format: ' || ${v}.x AS ${type})`;

export const iso: FunctionLibrary = {
  entries: [
    scalar('to_iso8601(date): varchar(16)', 'tr_date_text($1)'),
    scalar('to_iso8601(timestamp(p)): varchar', toIso, { resultOf: isoLength }),
    scalar('to_iso8601(timestamp_with_time_zone(p)): varchar', toIso, { resultOf: isoLength }),
    scalar('from_iso8601_date(varchar): date', 'tr_iso_date($1)'),
    scalar('from_iso8601_timestamp(varchar): timestamp_with_time_zone(3)', 'tr_iso_moment($1)'),
  ],
  refused: [],
  macros: [
    macro('tr_timestamp_iso(x, p)', `replace(tr_timestamp_text(x, p), ' ', 'T')`),
    bindingMacro(
      'tr_zoned_iso(x, p)',
      'tr_local_parts(x)',
      (v) =>
        `tr_timestamp_iso(${v}.l, p) || CASE WHEN ${v}.o = 0 THEN 'Z' ELSE tr_offset_text(${v}.o, ':') END`,
    ),
    // The week that has the year's first Thursday is its first.
    bindingMacro(
      'tr_day_of_week(y, w, e)',
      '{j: make_date(y, 1, 4), l: make_date(y, 12, 28), w: w, e: e}',
      (v) =>
        `${v}.j + CAST((tr_within(${v}.w, 1, week(${v}.l)) - 1) * 7 + tr_within(${v}.e, 1, 7) - isodow(${v}.j) AS INTEGER)`,
    ),
    bindingMacro(
      'tr_iso_date(x)',
      `struct_insert(regexp_extract(x, '^${date}$', ['y', 'm', 'd', 'j', 'w', 'e']), x := x)`,
      (v) => `CASE WHEN ${v}.y = '' THEN ${wrong(v, 'DATE')} ELSE ${dayOf(v, 'NULL')} END`,
    ),
    bindingMacro(
      'tr_iso_moment(x)',
      `struct_insert(regexp_extract(x, '^(?:${date})?(?:[tT](?:${time})?${offset}?)?$', ['y', 'm', 'd', 'j', 'w', 'e', 'h', 'i', 's', 'f', 'o']), x := x)`,
      (v) => `tr_at_offset(CASE WHEN ${v}.y = '' AND ${v}.h = '' THEN ${wrong(v, 'TIMESTAMP')}
        ELSE CAST(${dayOf(v, "DATE '1970-01-01'")} AS TIMESTAMP) + to_microseconds(${millisOf(v)} * 1000) END, upper(${v}.o))`,
    ),
  ],
};
