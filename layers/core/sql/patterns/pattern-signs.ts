/** Single signs and kinds of signs of a pattern: `a`, `\.`, `\d`, `\u4e00`, `\p{Han}`. */
import type { PatternReader } from './pattern-reader.ts';
import type { Flags } from './translated-pattern.ts';

/** What stands between the brackets of a class; `negated` ones stand for all others. */
export interface Kind {
  readonly inside: string;
  readonly negated: boolean;
}

/** As Joni knows them: of ASCII alone. */
const kinds: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_', s: '\\t\\n\\x0b\\f\\r ' };

/** Joni's Unicode is older than RE2's. */
const han =
  '\\x{2e80}-\\x{2e99}\\x{2e9b}-\\x{2ef3}\\x{2f00}-\\x{2fd5}\\x{3005}\\x{3007}\\x{3021}-\\x{3029}\\x{3038}-\\x{303b}\\x{3400}-\\x{4db5}\\x{4e00}-\\x{9fcc}\\x{f900}-\\x{fa6d}\\x{fa70}-\\x{fad9}\\x{20000}-\\x{2a6d6}\\x{2a700}-\\x{2b734}\\x{2b740}-\\x{2b81d}\\x{2f800}-\\x{2fa1d}';

/** After a backslash: the kind it names, or undefined. */
export function readKind(reader: PatternReader): Kind | undefined {
  const sign = reader.peek();
  const inside = kinds[sign.toLowerCase()];
  if (inside !== undefined) {
    reader.next();
    return { inside, negated: sign !== sign.toLowerCase() };
  }
  const property = reader.match(/([pP])\{(\^?)(\w+)\}/);
  if (!property) return undefined;
  const [, letter, caret, name] = property;
  if (name?.toLowerCase() !== 'han') reader.unsupported(`the property ${name}`, 'a class such as [a-zA-Z]');
  return { inside: han, negated: (letter === 'P') !== (caret === '^') };
}

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7, e: 27 };

/** After a backslash: the code point meant. */
export function readEscape(reader: PatternReader, flags: Flags): number {
  const coded = reader.match(/u([0-9a-fA-F]{4})|x\{([0-9a-fA-F]{1,6})\}|x([0-7][0-9a-fA-F])/);
  if (coded) return checked(reader, Number.parseInt(coded[1] ?? coded[2] ?? coded[3] ?? '', 16), flags);
  const sign = reader.peek();
  const control = controls[sign];
  if (control === undefined && (sign === '' || /[a-zA-Z0-9]/.test(sign)))
    return reader.unsupported(`\\${sign}`);
  const code = reader.next().codePointAt(0) as number;
  return control ?? checked(reader, code, flags);
}

/** A code point that stands for itself. */
export const readPlain = (reader: PatternReader, flags: Flags): number =>
  checked(reader, reader.next().codePointAt(0) as number, flags);

function checked(reader: PatternReader, code: number, flags: Flags): number {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) reader.unsupported('half a character');
  const sign = String.fromCodePoint(code);
  if (flags.i && code > 0x7f && sign.toLowerCase() !== sign.toUpperCase())
    reader.unsupported('(?i) with letters beyond ASCII');
  return code;
}

/** A code point in RE2's syntax, in a class or without. */
export function written(code: number): string {
  const sign = String.fromCodePoint(code);
  return /^[A-Za-z0-9_]$/.test(sign) || code >= 0xa0 ? sign : `\\x{${code.toString(16)}}`;
}
