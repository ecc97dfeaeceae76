/** The patterns of format_datetime and parse_datetime: Joda's. */
import { notSupported, QueryRefused } from '../refused.ts';
import { joined, literal, type NumberField, number, type PatternPart, text } from './moments-patterns.ts';

const plain: Readonly<Record<string, NumberField>> = {
  d: 'day',
  h: 'half-day-clock-hour',
  H: 'hour',
  K: 'half-day-hour',
  k: 'clock-hour',
  m: 'minute',
  s: 'second',
  e: 'day-of-week',
  D: 'day-of-year',
  w: 'week',
  C: 'century',
};
const most: Readonly<Record<string, number>> = { e: 1, D: 3, C: 9 };
const years: Readonly<Record<string, NumberField>> = { x: 'weekyear', y: 'year', Y: 'year-of-era' };

/** @throws QueryRefused when Trino takes no such pattern, or this home does not */
export function jodaPattern(pattern: string, at: number): readonly PatternPart[] {
  if (pattern === '')
    throw invalid(at, 'Invalid pattern specification: Pattern is null or empty', '日期格式为空');
  const tokens = [...pattern.matchAll(/([A-Za-z])\1*|'((?:[^']|'')*)(?:'|$)|[^A-Za-z']+/gu)];
  return joined(
    tokens.map(([token, letter, quoted], index) => {
      if (letter) return partOf(letter, token.length, isNumeric(tokens[index + 1]?.[0]), at);
      return literal(quoted === undefined ? token : token === "''" ? "'" : quoted.replaceAll("''", "'"));
    }),
  );
}

/** Whether a token is read as digits. */
const isNumeric = (token = ''): boolean =>
  /^[cCxyYdhHmsSeDFwWkK]/.test(token) || (token.startsWith('M') && token.length < 3);

function partOf(letter: string, length: number, beforeNumber: boolean, at: number): PatternPart {
  const field = plain[letter];
  if (field) return number(field, length, most[letter] ?? 2);
  const year = years[letter];
  if (year && length === 2) return { kind: 'two-digit-year', of: letter === 'x' ? 'weekyear' : 'year' };
  if (year) return number(year, length, beforeNumber ? length : 9);
  switch (letter) {
    case 'G':
      return text('era');
    case 'M':
      return length < 3 ? number('month', length) : text(length === 3 ? 'short-month' : 'month');
    case 'E':
      return text(length < 4 ? 'short-weekday' : 'weekday');
    case 'a':
      return text('half-day');
    case 'S':
      return { kind: 'fraction', digits: length, most: length };
    case 'Z':
      return length > 2 ? { kind: 'zone' } : { kind: 'offset', colon: length === 2 };
    case 'z':
      throw notSupported(at, 'the name of a zone in a pattern', 'ZZZ');
    default:
      throw invalid(at, `Illegal pattern component: ${letter.repeat(length)}`, `日期格式中不能用 ${letter}`);
  }
}

const invalid = (at: number, en: string, zh: string): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', { at, en, zh });
