/** Numbers and dates of workbooks as text: what a reader of the sheet would call the value. */

/** What the format of a cell makes of its number. */
export const NUMBER = 0;
export const DATE = 1;
const TIME = 2;

/** Formats that are built in and show dates or times, also those of Chinese editions (27–36, 50–58). */
const builtInDates = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);
const builtInTimes = new Set([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56]);

/** Does a number format (its id, its code when it has one of its own) show numbers, dates or times? */
export function formatKind(id: number, code?: string): number {
  if (code === undefined) return builtInDates.has(id) ? DATE : builtInTimes.has(id) ? TIME : NUMBER;
  const bare = (code.split(';')[0] as string)
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?![hms]+\])[^\]]*\]/gi, '')
    .replace(/General|AM\/PM|上午\/下午/gi, '');
  if (/[yd]/i.test(bare) || /^[^hs]*m+[^hs]*$/i.test(bare)) return DATE;
  return /[hs]/i.test(bare) ? TIME : NUMBER;
}

/**
 * A workbook's number as the shortest decimal of 15 significant digits, never in exponent form. Whole numbers up to
 * 2^53 carry no binary noise and stay as they are; from 10^13 on, 15 digits would cost cents, and the shortest
 * decimal that gives the same double is taken.
 * @param text as the file has it: `0.30000000000000004`, `1.2E-3`
 */
export function decimalText(text: string): string {
  const value = Number(text);
  if (!Number.isFinite(value) || text.trim() === '') return text;
  if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
  return plain(Math.abs(value) < CENTS_AT_RISK ? value.toPrecision(15) : String(value));
}

const CENTS_AT_RISK = 1e13;

/** Writes out an exponent and drops zeros behind the point. */
function plain(number: string): string {
  const [mantissa = '', exponent] = number.toLowerCase().split('e');
  const negative = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const shift = exponent === undefined ? 0 : Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const tail = padded.slice(at).replace(/0+$/, '');
  return negative + padded.slice(0, at) + (tail === '' ? '' : `.${tail}`);
}

const DAY = 86_400_000;
const LAST_SERIAL = 2_958_465;

/**
 * A serial date as `YYYY-MM-DD`, with ` HH:MM:SS` when it has a time; a pure time as `HH:MM:SS`.
 * @param is1904 the workbook counts from 1904-01-01 instead of 1900-01-01
 * @returns undefined when the number is no date
 */
export function serialText(serial: number, kind: number, is1904: boolean): string | undefined {
  if (!(serial >= 0) || serial > LAST_SERIAL + 1) return undefined;
  let seconds = Math.round((serial - Math.floor(serial)) * 86_400);
  let day = Math.floor(serial);
  if (seconds === 86_400) {
    day++;
    seconds = 0;
  }
  if (kind === TIME && day === 0) return clockText(seconds);
  const date = is1904 ? new Date(Date.UTC(1904, 0, 1) + day * DAY) : date1900(day);
  const text = typeof date === 'string' ? date : date.toISOString().slice(0, 10);
  return seconds === 0 ? text : `${text} ${clockText(seconds)}`;
}

/** Serial 60 is a day that never was, kept from Lotus 1-2-3. */
function date1900(day: number): Date | string {
  if (day === 60) return '1900-02-29';
  return new Date(Date.UTC(1899, 11, day < 60 ? 31 : 30) + day * DAY);
}

function clockText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
