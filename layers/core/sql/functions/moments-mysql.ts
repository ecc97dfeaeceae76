/** The patterns of date_format and date_parse: MySQL's. */
import { notSupported, QueryRefused } from '../refused.ts';
import { joined, literal, number, type PatternPart, text } from './moments-patterns.ts';

const clock = (...between: readonly PatternPart[]): readonly PatternPart[] => [
  ...between,
  literal(':'),
  number('minute', 2),
  literal(':'),
  number('second', 2),
];

const letters: Readonly<Record<string, readonly PatternPart[]>> = {
  a: [text('short-weekday')],
  b: [text('short-month')],
  c: [number('month', 1)],
  d: [number('day', 2)],
  e: [number('day', 1)],
  f: [{ kind: 'fraction', digits: 6, most: 9 }],
  H: [number('hour', 2)],
  h: [number('half-day-clock-hour', 2)],
  I: [number('half-day-clock-hour', 2)],
  i: [number('minute', 2)],
  j: [number('day-of-year', 3, 3)],
  k: [number('hour', 1)],
  l: [number('half-day-clock-hour', 1)],
  M: [text('month')],
  m: [number('month', 2)],
  p: [text('half-day')],
  r: [...clock(number('half-day-clock-hour', 2)), literal(' '), text('half-day')],
  S: [number('second', 2)],
  s: [number('second', 2)],
  T: clock(number('hour', 2)),
  v: [number('week', 2)],
  W: [text('weekday')],
  x: [number('weekyear', 4, 4)],
  Y: [number('year', 4, 4)],
  y: [{ kind: 'two-digit-year', of: 'year', pivot: 2020 }],
};

/** @throws QueryRefused when Trino takes no such pattern */
export function mysqlPattern(pattern: string, at: number): readonly PatternPart[] {
  if (pattern === '') throw notSupported(at, 'an empty pattern');
  const parts: PatternPart[] = [];
  for (const [, letter, other] of pattern.matchAll(/%(.)|([^%])/gsu)) {
    if (letter === undefined) parts.push(literal(other ?? ''));
    else if ('DUuVwX'.includes(letter))
      throw new QueryRefused('INVALID_ARGUMENTS', {
        at,
        en: `%${letter} not supported in date format string`,
        zh: `日期格式中不能用 %${letter}`,
      });
    else parts.push(...(letters[letter] ?? [literal(letter)]));
  }
  return joined(parts);
}
