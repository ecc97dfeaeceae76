/**
 * Where records of a text file end, found without decoding it. Line feeds and quotes are single bytes in UTF-8 and
 * GB18030, where no second byte is below 0x30; UTF-16 is read in units.
 */
import { refusal } from './refusals.ts';

export interface SplitShape {
  readonly lineEnd: number;
  /** Fields may be quoted; the delimiter tells where a quote opens. */
  readonly delimiter?: number;
  /** Bytes a unit: 2 in UTF-16. */
  readonly unit: 1 | 2;
  readonly bigEndian: boolean;
  /** GB18030. */
  readonly doubleBytes: boolean;
  readonly openQuote: number;
}

const QUOTE = 0x22;

/** Tells the offset behind each record as it passes. Stops when told `false`. */
export type OnRecord = (end: number) => boolean;

export class RecordSplitter {
  #shape: SplitShape;
  #onRecord: OnRecord;
  #offset: number;
  #quoted = false;
  /** A quote inside quotes was the last unit of a piece: the next one says whether it closed. */
  #pending = false;
  #quoteFrom = 0;
  #before: number;
  #records = 0;

  /** `offset` is where in the file the first pushed byte stands, at the beginning of a record. */
  constructor(shape: SplitShape, offset: number, onRecord: OnRecord) {
    this.#shape = shape;
    this.#offset = offset;
    this.#onRecord = onRecord;
    this.#before = shape.lineEnd;
  }

  /** Takes the next bytes (whole units). @returns false when no more are wanted */
  push(bytes: Buffer): boolean {
    const units = this.#shape.unit === 1 ? bytes : unitsOf(bytes, this.#shape.bigEndian);
    const going = this.#scan(units);
    this.#offset += bytes.length;
    if (this.#quoted && this.#offset - this.#quoteFrom > this.#shape.openQuote + bytes.length)
      throw refusal('unclosed-quote', { line: this.#records + 1 });
    return going;
  }

  /** @throws PoisonError unclosed-quote */
  finish(): void {
    if (this.#quoted && !this.#pending) throw refusal('unclosed-quote', { line: this.#records + 1 });
  }

  #scan(units: Units): boolean {
    const quotes = this.#shape.delimiter !== undefined;
    const plain = !this.#quoted && !(quotes && units.includes(QUOTE));
    const going = plain ? this.#countLines(units) : this.#scanQuotes(units);
    if (units.length > 0) this.#before = units[units.length - 1] as number;
    return going;
  }

  /** A unit at a time: quotes stand too close together for searches to pay. */
  #scanQuotes(units: Units): boolean {
    const { lineEnd } = this.#shape;
    const length = units.length;
    let at = this.#quoted ? this.#leaveQuotes(units, 0) : 0;
    while (at < length) {
      let value = units[at] as number;
      while (value !== lineEnd && value !== QUOTE) {
        if (++at >= length) return true;
        value = units[at] as number;
      }
      if (value === lineEnd) {
        if (!this.#report(++at)) return false;
      } else if (this.#opens(units, at)) {
        this.#enterQuotes(at);
        at = this.#leaveQuotes(units, at + 1);
      } else at++;
    }
    return true;
  }

  #countLines(units: Units): boolean {
    const { lineEnd } = this.#shape;
    for (let at = units.indexOf(lineEnd); at >= 0; at = units.indexOf(lineEnd, at + 1))
      if (!this.#report(at + 1)) return false;
    return true;
  }

  /** A record ends before unit `at`. */
  #report(at: number): boolean {
    this.#records++;
    return this.#onRecord(this.#offset + at * this.#shape.unit);
  }

  #opens(units: Units, at: number): boolean {
    const start = at - this.#markBefore(units, at);
    const before = start === 0 ? this.#before : (units[start - 1] as number);
    if (before === this.#shape.lineEnd) return true;
    return before === this.#shape.delimiter && !this.#isSecondByte(units, start - 1);
  }

  /** Units of a byte order mark in front of the quote: files pasted together have them. */
  #markBefore(units: Units, at: number): number {
    if (units[at - 1] === 0xfeff) return 1;
    return units[at - 1] === 0xbf && units[at - 2] === 0xbb && units[at - 3] === 0xef ? 3 : 0;
  }

  /** In GB18030 the byte of `|` may be the second of a character: an odd run of lead bytes stands before it. */
  #isSecondByte(units: Units, at: number): boolean {
    if (!this.#shape.doubleBytes || this.#shape.delimiter !== 0x7c) return false;
    let first = at;
    while (first > 0 && (units[first - 1] as number) >= 0x81) first--;
    return (at - first) % 2 === 1;
  }

  #enterQuotes(at: number): void {
    this.#quoted = true;
    this.#pending = false;
    this.#quoteFrom = this.#offset + at * this.#shape.unit;
  }

  /** From inside quotes to behind the closing one, which no other quote follows. */
  #leaveQuotes(units: Units, from: number): number {
    let at = from;
    if (this.#pending) {
      this.#pending = false;
      if (units[at] !== QUOTE) {
        this.#quoted = false;
        return at;
      }
      at++;
    }
    const length = units.length;
    for (;;) {
      while (units[at] !== QUOTE) if (++at >= length) return length;
      if (at + 1 === length) {
        this.#pending = true;
        return length;
      }
      if (units[at + 1] !== QUOTE) {
        this.#quoted = false;
        return at + 1;
      }
      at += 2;
    }
  }
}

type Units = Buffer | Uint16Array;

function unitsOf(bytes: Buffer, bigEndian: boolean): Uint16Array {
  const copy = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  if (bigEndian) copy.swap16();
  return new Uint16Array(copy.buffer, copy.byteOffset, copy.length >> 1);
}
