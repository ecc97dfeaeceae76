/**
 * Writes DER (ITU-T X.690): the few forms that certificates, lists of revoked ones and answers about them are made
 * of. Each function gives one whole element.
 */

/** An element of a tag with the given contents. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 | digits.length]), digits]);
}

export const sequence = (...contents: readonly Uint8Array[]): Buffer => element(0x30, ...contents);
export const octets = (bytes: Uint8Array): Buffer => element(0x04, bytes);
export const bits = (bytes: Uint8Array, unused = 0): Buffer => element(0x03, Buffer.from([unused]), bytes);
export const truth = (): Buffer => element(0x01, Buffer.from([0xff]));
export const nothing = (): Buffer => element(0x05);
export const enumerated = (value: number): Buffer => element(0x0a, Buffer.from([value]));
export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text, 'utf8'));
export const printable = (text: string): Buffer => element(0x13, Buffer.from(text, 'latin1'));

/** [number], constructed: around other elements. */
export const tagged = (number: number, ...contents: readonly Uint8Array[]): Buffer =>
  element(0xa0 | number, ...contents);
/** [number] in the place of a primitive element's own tag. */
export const replaced = (number: number, bytes: Uint8Array): Buffer => element(0x80 | number, bytes);

/** DER wants the elements of a set in the order of their bytes. */
export const set = (...contents: readonly Uint8Array[]): Buffer =>
  element(0x31, ...[...contents].sort(Buffer.compare));

/** A number that is not negative, given as its bytes, the highest first. */
export function integer(value: Uint8Array | number): Buffer {
  const bytes = typeof value === 'number' ? numberBytes(value) : value;
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
  const digits = bytes.subarray(from);
  const isHigh = ((digits[0] ?? 0) & 0x80) !== 0;
  return element(0x02, ...(isHigh || digits.length === 0 ? [Buffer.from([0])] : []), digits);
}

function numberBytes(value: number): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

/** An object identifier in its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128))
    digits.unshift(0x80 | (left % 128));
  return digits;
}

const stampOf = (at: Date): string => `${at.toISOString().replaceAll(/[-:T]|\.\d+Z$/g, '')}Z`;

/** As OCSP writes times: to the second, four digits of the year. */
export const generalTime = (at: Date): Buffer => element(0x18, Buffer.from(stampOf(at), 'latin1'));

/** As X.509 writes times: two digits of the year until 2049 (RFC 5280, 4.1.2.5). */
export function time(at: Date): Buffer {
  if (at.getUTCFullYear() >= 2050) return generalTime(at);
  return element(0x17, Buffer.from(stampOf(at).slice(2), 'latin1'));
}
