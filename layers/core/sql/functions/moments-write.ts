/** Moments as texts by a pattern. */
import { quoted } from '../emit.ts';
import type { NumberField, PatternPart, TextField } from './moments-patterns.ts';

type Of = (local: string) => string;

const numbers: Readonly<Record<NumberField, Of>> = {
  year: (l) => `year(${l})`,
  'year-of-era': (l) => `tr_year_of_era(${l})`,
  century: (l) => `(tr_year_of_era(${l}) // 100)`,
  weekyear: (l) => `isoyear(${l})`,
  month: (l) => `month(${l})`,
  week: (l) => `week(${l})`,
  day: (l) => `day(${l})`,
  'day-of-year': (l) => `dayofyear(${l})`,
  'day-of-week': (l) => `isodow(${l})`,
  hour: (l) => `hour(${l})`,
  'clock-hour': (l) => `((hour(${l}) + 23) % 24 + 1)`,
  'half-day-hour': (l) => `(hour(${l}) % 12)`,
  'half-day-clock-hour': (l) => `((hour(${l}) + 11) % 12 + 1)`,
  minute: (l) => `minute(${l})`,
  second: (l) => `second(${l})`,
};

const texts: Readonly<Record<TextField, Of>> = {
  era: (l) => `CASE WHEN year(${l}) > 0 THEN 'AD' ELSE 'BC' END`,
  month: (l) => `strftime(${l}, '%B')`,
  'short-month': (l) => `strftime(${l}, '%b')`,
  weekday: (l) => `strftime(${l}, '%A')`,
  'short-weekday': (l) => `strftime(${l}, '%a')`,
  'half-day': (l) => `CASE WHEN hour(${l}) < 12 THEN 'AM' ELSE 'PM' END`,
};

function written(part: PatternPart, bound: string): string {
  const local = `${bound}.l`;
  switch (part.kind) {
    case 'literal':
      return quoted(part.text);
    case 'number':
      return `tr_padded_number(${numbers[part.field](local)}, ${part.digits})`;
    case 'text':
      return `(${texts[part.field](local)})`;
    case 'fraction':
      return `rpad(format('{:03d}', millisecond(${local}) % 1000), ${part.digits}, '0')`;
    case 'two-digit-year':
      return `format('{:02d}', abs(${numbers[part.of](local)}) % 100)`;
    case 'offset':
      return `tr_offset_text(${bound}.o, '${part.colon ? ':' : ''}')`;
    case 'zone':
      return `${bound}.z`;
  }
}

/** @param bound a struct: the timestamp by its own clock `l`; of one with a zone its name `z` and its minutes `o` */
export const writtenBy = (parts: readonly PatternPart[], bound: string): string =>
  `CASE WHEN ${bound}.l IS NOT NULL THEN ${parts.map((part) => written(part, bound)).join(' || ')} END`;
