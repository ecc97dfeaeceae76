/** Literals of moments and intervals. */
import type { IntervalLiteral } from '../ast.ts';
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

const milliseconds = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000 } as const;

/** A number of months or of milliseconds. */
export function intervalLiteral({ negative, text, from, to, at }: IntervalLiteral): Typed {
  const number = Number(text);
  if (to || !Number.isFinite(number))
    throw new QueryRefused('INVALID_LITERAL', {
      at,
      en: `Invalid INTERVAL: ${text}`,
      zh: `无效的 INTERVAL：${text}`,
    });
  const signed = negative ? -number : number;
  if (from === 'year' || from === 'month')
    return {
      sql: `CAST(${signed * (from === 'year' ? 12 : 1)} AS BIGINT)`,
      type: { name: 'interval year to month' },
    };
  return {
    sql: `CAST(${Math.round(signed * milliseconds[from])} AS BIGINT)`,
    type: { name: 'interval day to second' },
  };
}
