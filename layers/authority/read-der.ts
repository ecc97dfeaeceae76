/**
 * Reads DER that strangers wrote: requests, certificates, questions about them. Lengths are checked before anything
 * is sliced, nothing recurses deeper than the caller goes, and what is not DER is refused by one error.
 */
import { InvalidInput } from '../core/errors.ts';

export interface Element {
  readonly tag: number;
  readonly body: Buffer;
  /** The element as it stands, with tag and length. */
  readonly whole: Buffer;
}

/** Larger than any list we fetch; what strangers send is bounded where it comes in. */
const mostListBytes = 64 * 1024 ** 2;
/** Larger than any certificate or request we take. */
export const mostBytes = 64 * 1024;

export const malformed = (what: string): InvalidInput =>
  new InvalidInput(
    `${what} is not well-formed DER; make it anew with openssl or shuiyuan`,
    `${what}不是规范的 DER 编码，请用 openssl 或 shuiyuan 重新生成`,
  );

/** The elements that stand one after another in some bytes. @throws InvalidInput */
export function readAll(bytes: Uint8Array, what: string): Element[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length > mostListBytes) throw malformed(what);
  const found: Element[] = [];
  for (let at = 0; at < buffer.length; ) {
    const one = readAt(buffer, at, what);
    found.push(one);
    at += one.whole.length;
  }
  return found;
}

/** The one element that the bytes are. @throws InvalidInput when there is another, or it has another tag */
export function readOne(bytes: Uint8Array, tag: number, what: string): Element {
  const [one, ...more] = readAll(bytes, what);
  if (one === undefined || more.length > 0 || one.tag !== tag) throw malformed(what);
  return one;
}

function readAt(buffer: Buffer, at: number, what: string): Element {
  const tag = buffer[at];
  const first = buffer[at + 1];
  // Tags of more than one byte stand in nothing we read.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw malformed(what);
  const digits = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || digits > 4) throw malformed(what);
  const start = at + 2 + digits;
  const length =
    digits === 0 ? first : buffer.subarray(at + 2, start).reduce((sum, one) => sum * 256 + one, 0);
  const isShortest = digits === 0 || (length >= 0x80 && length >= 256 ** (digits - 1));
  if (!isShortest || start + length > buffer.length) throw malformed(what);
  return { tag, body: buffer.subarray(start, start + length), whole: buffer.subarray(at, start + length) };
}

/** The dotted form of an object identifier's body. */
export function readOid(body: Uint8Array): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of body) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) {
      numbers.push(value);
      value = 0;
    }
  }
  const [joined = 0, ...rest] = numbers;
  const first = Math.min(2, Math.floor(joined / 40));
  return [first, joined - first * 40, ...rest].join('.');
}

/** A non-negative INTEGER's bytes without the leading zero. @throws InvalidInput */
export function readInteger({ tag, body }: Element, what: string): Buffer {
  if (tag !== 0x02 || body.length === 0 || ((body[0] ?? 0) & 0x80) !== 0) throw malformed(what);
  return body[0] === 0 && body.length > 1 ? body.subarray(1) : body;
}

/** A BIT STRING of whole bytes. @throws InvalidInput */
export function readBits({ tag, body }: Element, what: string): Buffer {
  if (tag !== 0x03 || body[0] !== 0) throw malformed(what);
  return body.subarray(1);
}

/** UTCTime or GeneralizedTime. @throws InvalidInput */
export function readTime({ tag, body }: Element, what: string): Date {
  const text = body.toString('latin1');
  const century = Number(text.slice(0, 2)) < 50 ? '20' : '19';
  const stamp = tag === 0x17 ? century + text : text;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if ((tag !== 0x17 && tag !== 0x18) || Number.isNaN(at.getTime())) throw malformed(what);
  return at;
}
