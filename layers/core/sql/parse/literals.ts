/** Numbers, texts, binaries and intervals as they are written. */
import type { Expression, IntervalUnit } from '../ast.ts';
import { type Reader, syntaxError } from './reader.ts';

/** At a number, or at a minus before one. */
export function numberLiteral(reader: Reader): Expression {
  const { at } = reader;
  const sign = reader.take('-') ? '-' : '';
  const { kind, text } = reader.next();
  const digits = sign + text.replaceAll('_', '');
  if (kind === 'integer') return { kind: 'literal', of: 'integer', text: bigintText(sign, text, at), at };
  return { kind: 'literal', of: kind === 'double' ? 'double' : 'decimal', text: digits, at };
}

const largest = 2n ** 63n - 1n;

function bigintText(sign: string, text: string, at: number): string {
  const plain = text.replaceAll('_', '');
  if (plain.length < 16 && /^\d+$/.test(plain)) return sign + plain;
  const number = BigInt(plain.toLowerCase());
  if (number > (sign === '-' ? largest + 1n : largest))
    throw syntaxError(
      at,
      'Invalid numeric literal: it is beyond bigint',
      '数值超出 bigint 的范围',
      "DECIMAL '…'",
    );
  return `${sign}${number}`;
}

/** At `'…'` or `U&'…'`. */
export function stringText(reader: Reader): string {
  if (reader.token.kind !== 'unicode') return reader.string();
  const { text, at } = reader.next();
  if (!reader.take('uescape')) return decodeUnicode(text, '\\', at);
  const sign = reader.string();
  if (!/^[^\s"'+\da-fA-F]$/u.test(sign) || sign.length !== 1)
    throw syntaxError(at, 'Invalid Unicode escape character', 'UESCAPE 的转义符无效');
  return decodeUnicode(text, sign, at);
}

/** `\0041`, `\+000042`, and the escape doubled for itself. */
function decodeUnicode(text: string, sign: string, at: number): string {
  const mark = sign.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
  const pattern = new RegExp(`${mark}(?:(${mark})|\\+([\\da-fA-F]{6})|([\\da-fA-F]{4})|)`, 'g');
  return text.replace(pattern, (_, itself?: string, six?: string, four?: string) => {
    if (itself !== undefined) return sign;
    const code = Number.parseInt(six ?? four ?? '', 16);
    const surrogate = code >= 0xd800 && code <= 0xdfff;
    if (Number.isNaN(code) || code > 0x10ffff || surrogate)
      throw syntaxError(at, 'Invalid escaped character in a Unicode string', 'U& 字符串中的转义无效');
    return String.fromCodePoint(code);
  });
}

/** `X'61 62'`: blanks do not count. */
export function binaryLiteral(reader: Reader): Expression {
  const { text, at } = reader.next();
  const digits = text.replaceAll(/[ \r\n\t]/g, '').toUpperCase();
  if (!/^[\dA-F]*$/.test(digits))
    throw syntaxError(
      at,
      'Binary literal can only contain hexadecimal digits',
      '二进制字面量只能含十六进制数字',
    );
  if (digits.length % 2 === 1)
    throw syntaxError(
      at,
      'Binary literal must contain an even number of digits',
      '二进制字面量的位数须为偶数',
    );
  return { kind: 'literal', of: 'binary', text: digits, at };
}

const units: readonly IntervalUnit[] = ['year', 'month', 'day', 'hour', 'minute', 'second'];

/** Whether INTERVAL stands here as a keyword and not as a name. */
export function intervalAhead(reader: Reader): boolean {
  if (!reader.is('interval')) return false;
  const signed = reader.ahead(1).key === '-' || reader.ahead(1).key === '+';
  const { kind } = reader.ahead(signed ? 2 : 1);
  return kind === 'string' || kind === 'unicode';
}

export function intervalLiteral(reader: Reader): Expression {
  const { at } = reader;
  reader.expect('interval');
  const negative = reader.take('-');
  if (!negative) reader.take('+');
  const text = stringText(reader);
  const from = reader.oneOf(...units);
  if (!reader.take('to')) return { kind: 'interval', negative, text, from, at };
  return { kind: 'interval', negative, text, from, to: reader.oneOf(...units), at };
}

/** `year`, `day to second`: as a type. */
export function intervalUnits(reader: Reader): string {
  const from = reader.oneOf(...units);
  return reader.take('to') ? `${from} to ${reader.oneOf(...units)}` : from;
}

export const isIntervalUnit = (word: string): boolean => (units as readonly string[]).includes(word);
