/** date_format, date_parse, format_datetime, parse_datetime. Their patterns are read before the query runs. */
import { once } from '../emit.ts';
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { bindingMacro } from './macro.ts';
import { jodaPattern } from './moments-joda.ts';
import { mysqlPattern } from './moments-mysql.ts';
import { nullValue } from './moments-null.ts';
import type { PatternPart } from './moments-patterns.ts';
import { readBy } from './moments-read.ts';
import { writtenBy } from './moments-write.ts';
import { unsupported } from './raised.ts';

type ReadPattern = (pattern: string, at: number) => readonly PatternPart[];

/** undefined: it is NULL. @throws QueryRefused when it is no literal */
function patternOf({ arguments: [, pattern], at }: BoundCall, read: ReadPattern) {
  if (pattern?.constant === null) return undefined;
  if (typeof pattern?.constant !== 'string') throw notSupported(at, 'a pattern that is no literal');
  return read(pattern.constant, at);
}

const writing =
  (read: ReadPattern) =>
  (call: BoundCall): string => {
    const parts = patternOf(call, read);
    const [x = 'NULL'] = call.args;
    if (!parts) return nullValue(call.result);
    const zoned = call.arguments[0]?.type.name === 'timestamp with time zone';
    if (!zoned && parts.some(({ kind }) => kind === 'offset' || kind === 'zone')) throw withoutZone(call.at);
    const local = zoned ? `tr_local_parts(${x})` : `{l: ${x}}`;
    return once([local], (bound) => writtenBy(parts, bound));
  };

const withoutZone = (at: number): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: "format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, as this type does not contain TZ information",
    zh: '不带时区的 timestamp 不能用 Z 或 z',
  });

function dateParse(call: BoundCall): string {
  const parts = patternOf(call, mysqlPattern);
  if (!parts) return nullValue(call.result);
  const { bound, local } = readBy(call.args[0] ?? 'NULL', parts, call.at);
  return once([bound], local);
}

function parseDatetime(call: BoundCall): string {
  const parts = patternOf(call, jodaPattern);
  if (!parts) return nullValue(call.result);
  const { bound, local, hasOffset } = readBy(call.args[0] ?? 'NULL', parts, call.at);
  return once([bound], (v) =>
    hasOffset ? `tr_at_offset(${local(v)}, upper(${v}.o))` : `tr_zoned(${local(v)}, 'UTC')`,
  );
}

export const formats: FunctionLibrary = {
  entries: [
    ...['timestamp(p)', 'timestamp_with_time_zone(p)'].flatMap((type) => [
      scalar(`date_format(${type}, varchar): varchar`, writing(mysqlPattern)),
      scalar(`format_datetime(${type}, varchar): varchar`, writing(jodaPattern)),
    ]),
    scalar('date_parse(varchar, varchar): timestamp(3)', dateParse),
    scalar('parse_datetime(varchar, varchar): timestamp_with_time_zone(3)', parseDatetime),
  ],
  refused: [],
  macros: [
    bindingMacro(
      'tr_local_parts(x)',
      'x',
      (v) => `{l: tr_local(${v}), z: ${v}.z, o: tr_zoned_seconds(${v})}`,
    ),
    bindingMacro('tr_year_of_era(l)', 'year(l)', (v) => `CASE WHEN ${v} > 0 THEN ${v} ELSE 1 - ${v} END`),
    bindingMacro(
      'tr_padded_number(n, d)',
      'n',
      (v) => `CASE WHEN ${v} < 0 THEN '-' ELSE '' END
        || lpad(CAST(abs(${v}) AS VARCHAR), CAST(greatest(d, length(CAST(abs(${v}) AS VARCHAR))) AS INTEGER), '0')`,
    ),
    bindingMacro(
      'tr_offset_text(o, colon)',
      'o',
      (v) => `CASE WHEN ${v} % 60 <> 0 THEN ${unsupported('an offset with seconds as a text')}
        ELSE CASE WHEN ${v} < 0 THEN '-' ELSE '+' END || format('{:02d}', abs(${v}) // 3600) || colon
          || format('{:02d}', abs(${v}) // 60 % 60) END`,
    ),
    bindingMacro(
      'tr_within(n, low, high)',
      'n',
      (v) => `CASE WHEN ${v} < low OR ${v} > high
        THEN CAST('INVALID_FUNCTION_ARGUMENT: Cannot parse: out of range: ' || ${v} AS BIGINT) ELSE ${v} END`,
    ),
    bindingMacro(
      'tr_day_of_year(y, j)',
      '{y: y, j: j}',
      (v) =>
        `make_date(${v}.y, 1, 1) + CAST(tr_within(${v}.j, 1, dayofyear(make_date(${v}.y, 12, 31))) - 1 AS INTEGER)`,
    ),
    // A weekday moves the day within its week.
    bindingMacro(
      'tr_on_weekday(d, w)',
      '{d: d, w: w}',
      (v) => `${v}.d + CAST(${v}.w - isodow(${v}.d) AS INTEGER)`,
    ),
    bindingMacro(
      'tr_at_offset(l, o)',
      '{l: l, z: tr_zone_name(o)}',
      (v) => `CASE WHEN ${v}.l IS NOT NULL THEN {u: tr_packed(tr_zone_utc(${v}.l, ${v}.z)), z: ${v}.z} END`,
    ),
  ],
};
