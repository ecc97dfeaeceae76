/** One field of a DBF record as text. */
import type { TextDecoder } from 'node:util';
import type { DbfField } from './dbf-field.ts';
import { fieldText } from './field-text.ts';
import { decimalText } from './workbook-values.ts';

/** Numbers stand in the file as text and stay exact; dates become ISO text; binary types are written out. */
export function dbfText(record: Buffer, field: DbfField, decoder: TextDecoder): string {
  const { type, start, width } = field;
  const bytes = record.subarray(start, start + width);
  if (type === 'D') return isoDate(bytes.toString('latin1').trim());
  if (type === 'L') return logical(bytes.toString('latin1').trim());
  if (type === 'N' || type === 'F') return bytes.toString('latin1').replace(/\0/g, '').trim();
  if (type === 'I' || type === '+') return width === 4 ? String(bytes.readInt32LE(0)) : '';
  if (type === 'Y') return width === 8 ? currency(bytes.readBigInt64LE(0)) : '';
  if (type === 'B' || type === 'O') return width === 8 ? decimalText(String(bytes.readDoubleLE(0))) : '';
  if (type === 'T' || type === '@') return width === 8 ? timestamp(bytes) : '';
  if ('MGPW'.includes(type)) return '';
  return characters(bytes, decoder);
}

function characters(bytes: Buffer, decoder: TextDecoder): string {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end--;
  return fieldText(bytes.subarray(0, end), decoder);
}

function isoDate(text: string): string {
  return /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text;
}

function logical(text: string): string {
  if (/^[TY]$/i.test(text)) return 'TRUE';
  return /^[FN]$/i.test(text) ? 'FALSE' : '';
}

/** Ten-thousandths in a whole number. */
function currency(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(5, '0');
  const fraction = digits.slice(-4).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Julian day and milliseconds. */
function timestamp(bytes: Buffer): string {
  const day = bytes.readInt32LE(0);
  if (day <= 0) return '';
  const date = new Date((day - 2_440_588) * 86_400_000 + bytes.readInt32LE(4));
  if (Number.isNaN(date.getTime())) return '';
  const text = date.toISOString();
  return text.slice(11, 19) === '00:00:00' ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}
