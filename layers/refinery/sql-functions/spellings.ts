/** Texts and bytes that are written otherwise: base 32, UTF-8 with holes, short numbers, sizes, sounds. */
import { type NativeFunction, native, wrongValue } from './native-function.ts';
import { stemOf } from './word-stem.ts';

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  const written = groups.map((group) => signs[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
  return written.padEnd(Math.ceil(written.length / 8) * 8, '=');
}

/** How many signs the last eight may have. */
const lastSigns = [0, 2, 4, 5, 7];

export function fromBase32(text: string): Uint8Array {
  const body = text.replace(/=+$/, '');
  if (!lastSigns.includes(body.length % 8)) throw wrongValue(`Invalid input length ${body.length}`);
  const bits = [...body].map((sign) => {
    const value = signs.indexOf(sign);
    if (value < 0) throw wrongValue('Unrecognized character');
    return value.toString(2).padStart(5, '0');
  });
  return Uint8Array.from(bits.join('').match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

/** By the first byte; 0: no character begins with it. */
const lengthOf = (first: number): number =>
  first < 0x80
    ? 1
    : first < 0xc0
      ? 0
      : first < 0xe0
        ? 2
        : first < 0xf0
          ? 3
          : first < 0xf8
            ? 4
            : first < 0xfc
              ? 5
              : first < 0xfe
                ? 6
                : 0;

/** The bytes that belong together, and whether they are a character. */
function characterAt(bytes: Uint8Array, at: number): { readonly length: number; readonly valid: boolean } {
  const first = bytes[at] as number;
  const expected = lengthOf(first);
  if (expected < 2) return { length: 1, valid: expected === 1 };
  let point = first & (0x7f >> expected);
  for (let index = 1; index < expected; index += 1) {
    const next = bytes[at + index];
    if (next === undefined || (next & 0xc0) !== 0x80) return { length: index, valid: false };
    point = (point << 6) | (next & 0x3f);
  }
  const least = [0, 0, 0x80, 0x800, 0x10000][expected];
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return {
    length: expected,
    valid: least !== undefined && point >= least && point <= 0x10ffff && !surrogate,
  };
}

export function fromUtf8(bytes: Uint8Array, filler: string): string {
  if ([...filler].length > 1)
    throw wrongValue('Replacement character string must empty or a single character');
  const parts: string[] = [];
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (let at = 0; at < bytes.length; ) {
    const { length, valid } = characterAt(bytes, at);
    parts.push(valid ? decoder.decode(bytes.subarray(at, at + length)) : filler);
    at += length;
  }
  return parts.join('');
}

const units = ['', 'K', 'M', 'B', 'T', 'Q'];

/** Three digits and a unit, 1.23K; below zero always two decimals. Halves go to the even digit. */
export function shortNumber(number: bigint): string {
  let [rest, unit] = [Number(number), 0];
  for (; Math.abs(rest) >= 1000 && unit < units.length - 1; unit += 1) rest /= 1000;
  const maximumFractionDigits = rest < 10 ? 2 : rest < 100 ? 1 : 0;
  const written = new Intl.NumberFormat('en', {
    maximumFractionDigits,
    useGrouping: false,
    roundingMode: 'halfEven',
  }).format(rest);
  return `${written}${units[unit]}`;
}

const sizes = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];

/** Bytes, rounded down; as digits, for there are more than a bigint holds. */
export function dataSize(text: string): string {
  const [, whole = '', , fraction = '', unit = ''] = /^(\d*)(\.(\d*))?([kMGTPEZY]?B)$/.exec(text) ?? [];
  const power = sizes.indexOf(unit);
  if (power < 0 || whole + fraction === '') throw wrongValue('Invalid data size');
  const bytes = (BigInt(whole + fraction) << BigInt(10 * power)) / 10n ** BigInt(fraction.length);
  if (bytes.toString().length > 38) throw new Error('NUMERIC_VALUE_OUT_OF_RANGE: value out of range');
  return bytes.toString();
}

/** What each letter from A to Z sounds like. */
const sounds = '01230120022455012623010202';

export function soundex(text: string): string {
  const letters = [...text.replace(/[^\p{L}]/gu, '').toUpperCase()];
  const [first, ...others] = letters;
  if (first === undefined) return '';
  const soundOf = (letter: string): string => {
    const sound = sounds[letter.charCodeAt(0) - 65];
    if (sound === undefined) throw wrongValue('The character is not mapped');
    return sound;
  };
  let written = first;
  let last = soundOf(first);
  for (const letter of others) {
    if (written.length === 4) break;
    if (letter === 'H' || letter === 'W') continue;
    const sound = soundOf(letter);
    if (sound !== '0' && sound !== last) written += sound;
    last = sound;
  }
  return written.padEnd(4, '0');
}

export const spellingFunctions: readonly NativeFunction[] = [
  native('tr_to_base32', ['bytes'], 'text', toBase32),
  native('tr_from_base32', ['text'], 'bytes', fromBase32),
  native('tr_utf8_filled', ['bytes', 'text'], 'text', fromUtf8),
  native('tr_short_number', ['bigint'], 'text', shortNumber),
  native('tr_data_size', ['text'], 'text', dataSize),
  native('tr_soundex', ['text'], 'text', soundex),
  native('tr_word_stem', ['text'], 'text', stemOf),
];
