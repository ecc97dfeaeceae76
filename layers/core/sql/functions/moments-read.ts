/** Texts read by a pattern, as Joda reads them: each number takes all the digits it can. */
import { quoted } from '../emit.ts';
import { notSupported } from '../refused.ts';
import type { PatternPart } from './moments-patterns.ts';
import { unsupported } from './raised.ts';

const months = 'January February March April May June July August September October November December';
const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday';

/** Names in full or by three letters, as they are, in capitals or in small letters; longer ones first. */
function anyOf(names: string): string {
  const all = names.split(' ').flatMap((name) => [name, name.slice(0, 3)]);
  const cases = all.flatMap((name) => [name, name.toLowerCase(), name.toUpperCase()]);
  return [...new Set(cases)].sort((a, b) => b.length - a.length).join('|');
}

/** Where a part is found, and the texts that it takes. */
interface Reading {
  readonly group: string;
  readonly pattern: string;
}

const groups: Readonly<Record<string, string>> = {
  year: 'y',
  'year-of-era': 'y',
  month: 'm',
  day: 'd',
  'day-of-year': 'j',
  hour: 'h',
  'clock-hour': 'h',
  'half-day-hour': 'h',
  'half-day-clock-hour': 'h',
  minute: 'i',
  second: 's',
};

const names: Readonly<Record<string, Reading>> = {
  month: { group: 'm', pattern: anyOf(months) },
  'short-month': { group: 'm', pattern: anyOf(months) },
  weekday: { group: 'w', pattern: anyOf(weekdays) },
  'short-weekday': { group: 'w', pattern: anyOf(weekdays) },
  'half-day': { group: 'p', pattern: 'AM|PM|am|pm' },
};

function reading(part: PatternPart, next: PatternPart | undefined, at: number): Reading {
  const digits = (most: number): string => (takesDigits(next) ? `[0-9]{${most}}` : `[0-9]{1,${most}}`);
  switch (part.kind) {
    case 'number': {
      const group = groups[part.field];
      if (!group) break;
      return { group, pattern: `${part.field === 'year' ? '[+-]?' : ''}${digits(part.most)}` };
    }
    case 'text': {
      const named = names[part.field];
      if (!named || (next?.kind === 'literal' && /^\p{L}/u.test(next.text))) break;
      return named;
    }
    case 'fraction':
      return { group: 'f', pattern: digits(part.most) };
    case 'two-digit-year':
      if (part.pivot === undefined) break;
      return { group: 'y', pattern: '[0-9]{2}' };
    case 'offset':
      return { group: 'o', pattern: '[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?' };
  }
  throw notSupported(at, 'reading by such a pattern', "'%Y-%m-%d %H:%i:%s'");
}

const takesDigits = (part: PatternPart | undefined): boolean =>
  part !== undefined &&
  (part.kind === 'number' ||
    part.kind === 'fraction' ||
    part.kind === 'two-digit-year' ||
    (part.kind === 'literal' && /^[0-9]/.test(part.text)));

/** Of a regular expression; letters of either case, as Joda takes them. */
const escaped = (text: string): string => `(?i:${text.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`)})`;

/**
 * A timestamp of milliseconds by its own clock `l` and the text of its offset `o`, as a struct.
 *
 * @throws QueryRefused when the pattern asks for what is not read here
 */
export function readBy(
  text: string,
  parts: readonly PatternPart[],
  at: number,
): { readonly bound: string; readonly local: (v: string) => string; readonly hasOffset: boolean } {
  const found = new Map<string, PatternPart>();
  const pattern = parts.map((part, index) => {
    if (part.kind === 'literal') return escaped(part.text);
    const { group, pattern: taken } = reading(part, parts[index + 1], at);
    if (found.has(group)) throw notSupported(at, 'a pattern that names one field twice');
    found.set(group, part);
    return `(${taken})`;
  });
  if (found.has('j') && (found.has('m') || found.has('d')))
    throw notSupported(at, 'a pattern with days of both months and years');
  if (found.has('w') && !found.has('d') && !found.has('j'))
    throw notSupported(at, 'a pattern with a weekday and no day');
  const named = ['t', ...found.keys()].map((name) => `'${name}'`).join(', ');
  return {
    bound: `struct_insert(regexp_extract(${text}, ${quoted(`^(${pattern.join('')})$`)}, [${named}], 's'), x := ${text})`,
    local: (
      v,
    ) => `CASE WHEN ${v}.t <> '' THEN ${moment(found, v)}${isSignedBehindDigits(parts) ? refusedSign(v) : ''}
      ELSE CAST('INVALID_FUNCTION_ARGUMENT: Invalid format: ' || ${v}.x AS TIMESTAMP) END`,
    hasOffset: found.has('o'),
  };
}

/** A sign ends the number before it: `5-2024` by `%d%Y` is the fifth day of the year -2024. */
const isSignedBehindDigits = (parts: readonly PatternPart[]): boolean =>
  parts.some(
    (part, index) => isSigned(part) && takesDigits(parts[index - 1]) && parts[index - 1]?.kind !== 'literal',
  );

const isSigned = (part: PatternPart): boolean => part.kind === 'number' && part.field === 'year';

const refusedSign = (v: string): string =>
  ` WHEN regexp_matches(${v}.x, '[0-9][+-][0-9]') THEN ${unsupported('a sign within digits', 'TIMESTAMP')}`;

type Found = ReadonlyMap<string, PatternPart>;

const number = (v: string, group: string): string => `CAST(${v}.${group} AS BIGINT)`;

function moment(found: Found, v: string): string {
  const part = (group: string, most: number, size: number): string =>
    found.has(group) ? ` + tr_within(${number(v, group)}, 0, ${most}) * ${size}` : '';
  const fraction = found.has('f') ? ` + CAST(rpad(left(${v}.f, 3), 3, '0') AS BIGINT) * 1000` : '';
  return `CAST(${day(found, v)} AS TIMESTAMP) + to_microseconds(${hour(found, v)} * 3600000000
    ${part('i', 59, 60_000_000)}${part('s', 59, 1_000_000)}${fraction})`;
}

/** Without a year it is 2000 if there is a day or a month, and 1970 if there is none. */
function day(found: Found, v: string): string {
  const year = yearOf(found, v);
  const date = found.has('j')
    ? `tr_day_of_year(${year}, ${number(v, 'j')})`
    : `make_date(${year}, ${monthOf(found, v)}, ${found.has('d') ? number(v, 'd') : '1'})`;
  return found.has('w') ? `tr_on_weekday(${date}, ${placeOf(weekdays, v, 'w')})` : date;
}

function yearOf(found: Found, v: string): string {
  const part = found.get('y');
  if (!part) return found.has('m') || found.has('d') || found.has('j') ? '2000' : '1970';
  if (part.kind === 'two-digit-year') return `((${number(v, 'y')} + 30) % 100 + 1970)`;
  return part.kind === 'number' && part.field === 'year-of-era'
    ? `tr_within(${number(v, 'y')}, 1, 999999999)`
    : number(v, 'y');
}

function monthOf(found: Found, v: string): string {
  const part = found.get('m');
  if (!part) return '1';
  return part.kind === 'text' ? placeOf(months, v, 'm') : number(v, 'm');
}

const placeOf = (all: string, v: string, group: string): string =>
  `list_position([${all
    .toLowerCase()
    .split(' ')
    .map((name) => `'${name.slice(0, 3)}'`)
    .join(', ')}], lower(left(${v}.${group}, 3)))`;

/** Afternoon counts only beside an hour of half a day. */
function hour(found: Found, v: string): string {
  const part = found.get('h');
  const afternoon = found.has('p') ? ` + CASE WHEN lower(${v}.p) = 'pm' THEN 12 ELSE 0 END` : '';
  if (part?.kind !== 'number') return `(0${afternoon})`;
  switch (part.field) {
    case 'clock-hour':
      return `(tr_within(${number(v, 'h')}, 1, 24) % 24)`;
    case 'half-day-hour':
      return `(tr_within(${number(v, 'h')}, 0, 11)${afternoon})`;
    case 'half-day-clock-hour':
      return `(tr_within(${number(v, 'h')}, 1, 12) % 12${afternoon})`;
    default:
      return `tr_within(${number(v, 'h')}, 0, 23)`;
  }
}
