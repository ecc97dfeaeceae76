/** Literals of moments and intervals. */
import type { IntervalLiteral, IntervalUnit } from '../ast.ts';
import { quoted } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { QueryRefused } from '../refused.ts';
import { convert } from '../translate/convert.ts';
import type { SqlType } from '../types.ts';

type MomentKind = 'date' | 'time' | 'timestamp' | 'timestamp with time zone';

/** The precision is that of the text; a zone in it makes a timestamp one with a zone. */
export function momentLiteral(kind: MomentKind, text: string, at: number): Typed {
  const precision = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const zoned = kind === 'timestamp' && /[A-Za-z]|\d\s*[+-]\d\d?:/.test(text.slice(10));
  const type: SqlType =
    kind === 'date' ? { name: 'date' } : { name: zoned ? 'timestamp with time zone' : kind, precision };
  const value: Typed = { sql: quoted(text), type: { name: 'varchar' }, constant: text };
  const { sql } = convert(value, type, { tried: false, explicit: true, at });
  return { sql, type, constant: text };
}

const units: readonly IntervalUnit[] = ['year', 'month', 'day', 'hour', 'minute', 'second'];

/** Months, or milliseconds. */
const sizes: Readonly<Record<IntervalUnit, number>> = {
  year: 12,
  month: 1,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
};

/** What parts it from the unit before. */
const marks: Readonly<Record<IntervalUnit, string>> = {
  year: '',
  month: '-',
  day: '',
  hour: ' ',
  minute: ':',
  second: ':',
};

/** A number of months or of milliseconds. Parts after the first may lack; only a second has a fraction. */
export function intervalLiteral({ negative, text, from, to = from, at }: IntervalLiteral): Typed {
  const fields = units.slice(units.indexOf(from), units.indexOf(to) + 1);
  const parts = new RegExp(patternOf(fields)).exec(text);
  if (!parts || fields.length === 0) throw invalidInterval(at, text);
  const [, sign = '', ...numbers] = parts;
  const size = fields.reduce((sum, unit, index) => sum + amountOf(unit, numbers[index] ?? '0'), 0);
  const isMonths = units.indexOf(to) < 2;
  if (size > (isMonths ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER)) throw invalidInterval(at, text);
  const amount = negative === (sign === '-') ? size : -size;
  return {
    sql: `CAST(${amount === 0 ? 0 : amount} AS BIGINT)`,
    type: { name: isMonths ? 'interval year to month' : 'interval day to second' },
  };
}

function patternOf(fields: readonly IntervalUnit[]): string {
  const number = (unit: IntervalUnit): string =>
    unit === 'second' ? String.raw`(\d+(?:\.\d+)?)` : String.raw`(\d+)`;
  const nested = fields.reduceRight((after, unit, index) => {
    const here = `${index === 0 ? '' : marks[unit]}${number(unit)}${after}`;
    return index === 0 ? here : `(?:${here})?`;
  }, '');
  return `^([+-]?)${nested}$`;
}

/** Digits beyond the millisecond are left out. */
function amountOf(unit: IntervalUnit, number: string): number {
  const [whole = '0', fraction = ''] = number.split('.');
  return Number(whole) * sizes[unit] + Number(fraction.slice(0, 3).padEnd(3, '0'));
}

const invalidInterval = (at: number, text: string): QueryRefused =>
  new QueryRefused('INVALID_LITERAL', {
    at,
    en: `Invalid INTERVAL: ${text}`,
    zh: `无效的 INTERVAL：${text}`,
  });
