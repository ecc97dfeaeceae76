/** What a pattern of a date asks for, piece by piece, whether MySQL's or Joda's letters ask for it. */

export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'number'; readonly field: NumberField; readonly digits: number; readonly most: number }
  | { readonly kind: 'text'; readonly field: TextField }
  /** `digits` are written, `most` are read. */
  | { readonly kind: 'fraction'; readonly digits: number; readonly most: number }
  /** The last two digits; `pivot` is the year that 20 stands for, none: it depends on today. */
  | { readonly kind: 'two-digit-year'; readonly of: 'year' | 'weekyear'; readonly pivot?: number }
  | { readonly kind: 'offset'; readonly colon: boolean }
  | { readonly kind: 'zone' };

export type NumberField =
  | 'year'
  | 'year-of-era'
  | 'century'
  | 'weekyear'
  | 'month'
  | 'week'
  | 'day'
  | 'day-of-year'
  | 'day-of-week'
  | 'hour'
  | 'clock-hour'
  | 'half-day-hour'
  | 'half-day-clock-hour'
  | 'minute'
  | 'second';

export type TextField = 'era' | 'month' | 'short-month' | 'weekday' | 'short-weekday' | 'half-day';

export const number = (field: NumberField, digits: number, most = 2): PatternPart => ({
  kind: 'number',
  field,
  digits,
  most: Math.max(digits, most),
});

export const text = (field: TextField): PatternPart => ({ kind: 'text', field });
export const literal = (of: string): PatternPart => ({ kind: 'literal', text: of });

/** Literals that stand side by side are one. */
export function joined(parts: readonly PatternPart[]): readonly PatternPart[] {
  const all: PatternPart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part.kind === 'literal' && last?.kind === 'literal')
      all[all.length - 1] = literal(last.text + part.text);
    else all.push(part);
  }
  return all;
}
