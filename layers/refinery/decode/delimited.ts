/**
 * Delimited text to canonical records, byte by byte over UTF-8. A quote opens only at the beginning of a field; in
 * the middle it is text; after a closing quote the rest of the field is kept as text.
 */
import { type CanonicalWriter, QUOTE } from './canonical-writer.ts';
import { refusal } from './refusals.ts';

const CR = 0x0d;
/** Bytes a scanner looks at in one go; `out` is given room for what they may become. */
const SLICE = 1 << 16;

const AT_START = 0;
const PLAIN = 1;
const QUOTED = 2;
const AFTER_QUOTE = 3;

export interface DelimitedShape {
  /** Byte between fields. */
  readonly delimiter: number;
  /** Byte that ends a record: a line feed, or a carriage return in files that have no other. */
  readonly lineEnd: number;
}

export class DelimitedScanner {
  #writer: CanonicalWriter;
  #shape: DelimitedShape;
  #special: Uint8Array;
  #state = AT_START;
  #open = false;
  #ordinal: number;
  #line: number;
  #quoteLine = 0;
  #marked = false;
  #stopped = false;

  /** `firstOrdinal` is the ordinal of the first record that will be pushed. */
  constructor(writer: CanonicalWriter, shape: DelimitedShape, firstOrdinal = 1) {
    this.#writer = writer;
    this.#shape = shape;
    this.#ordinal = firstOrdinal;
    this.#line = firstOrdinal;
    this.#special = new Uint8Array(256);
    for (const byte of [shape.delimiter, shape.lineEnd, QUOTE, 0, 0xef]) this.#special[byte] = 1;
  }

  /** Takes the next bytes. @returns false when no more are wanted */
  push(bytes: Buffer): boolean {
    for (let from = 0; from < bytes.length && !this.#stopped; from += SLICE)
      this.#scan(bytes, from, Math.min(bytes.length, from + SLICE));
    return !this.#stopped;
  }

  /** Ends the last record where no line end does. */
  finish(): void {
    if (this.#stopped || !this.#open) return;
    if (this.#state === QUOTED) throw refusal('unclosed-quote', { line: this.#quoteLine });
    this.#endField();
    this.#endRecord();
  }

  #scan(bytes: Buffer, from: number, to: number): void {
    const writer = this.#writer;
    const special = this.#special;
    for (let i = from; i < to && !this.#stopped; i++) {
      if (!this.#open) this.#beginRecord();
      writer.reserve((to - i) * 4 + 1024);
      const out = writer.out;
      let at = writer.at;
      if (this.#state === AT_START && bytes[i] === QUOTE) {
        this.#openQuote();
        continue;
      }
      let byte = bytes[i] as number;
      while (special[byte] === 0) {
        out[at++] = byte;
        if (++i >= to) break;
        byte = bytes[i] as number;
      }
      if (at !== writer.at) {
        if (this.#state === AT_START) this.#state = PLAIN;
        else if (this.#state === AFTER_QUOTE) this.#state = PLAIN;
        writer.at = at;
      }
      if (i < to) this.#take(byte);
    }
    if (this.#open) this.#checkSize();
  }

  #take(byte: number): void {
    if (this.#state === QUOTED) this.#takeQuoted(byte);
    else if (byte === this.#shape.delimiter) this.#nextField();
    else if (byte === this.#shape.lineEnd) this.#lineEnd();
    else if (byte === QUOTE && this.#state === AFTER_QUOTE) this.#reopenQuote();
    else if (byte === QUOTE && this.#isOnlyMark()) this.#openAfterMark();
    else this.#literal(byte);
  }

  #takeQuoted(byte: number): void {
    if (byte === QUOTE) this.#state = AFTER_QUOTE;
    else {
      if (byte === this.#shape.lineEnd) this.#line++;
      this.#literal(byte);
      this.#state = QUOTED;
    }
  }

  #literal(byte: number): void {
    const writer = this.#writer;
    if (byte === 0) writer.at += writer.out.write('\ufffd', writer.at, 'utf8');
    else if (byte === QUOTE) writer.at += writer.out.write('""', writer.at, 'latin1');
    else writer.out[writer.at++] = byte;
    if (byte === 0xef) this.#marked = true;
    this.#state = PLAIN;
  }

  #beginRecord(): void {
    this.#open = true;
    this.#writer.begin(this.#ordinal);
    this.#writer.openCell();
    this.#state = AT_START;
  }

  #openQuote(): void {
    this.#state = QUOTED;
    this.#quoteLine = this.#line;
  }

  #isOnlyMark(): boolean {
    const { out, at, cellStart } = this.#writer;
    return this.#marked && at - cellStart === 3 && out[at - 2] === 0xbb && out[at - 1] === 0xbf;
  }

  #openAfterMark(): void {
    this.#writer.at = this.#writer.cellStart;
    this.#openQuote();
  }

  /** The quote before this one did not close: the two are one quote of the text. */
  #reopenQuote(): void {
    this.#literal(QUOTE);
    this.#state = QUOTED;
  }

  #nextField(): void {
    this.#endField();
    this.#writer.openCell();
    this.#state = AT_START;
  }

  #lineEnd(): void {
    const writer = this.#writer;
    const endsWithReturn = writer.at > writer.cellStart && writer.out[writer.at - 1] === CR;
    if (endsWithReturn) writer.at--;
    this.#endField();
    this.#endRecord();
    this.#line++;
  }

  #endField(): void {
    if (this.#marked) this.#dropMarks();
    this.#writer.closeCell();
  }

  #endRecord(): void {
    if (!this.#writer.end()) this.#stopped = true;
    this.#ordinal++;
    this.#open = false;
  }

  /** A byte order mark inside the file comes from files pasted together. */
  #dropMarks(): void {
    const { out, cellStart, at } = this.#writer;
    this.#marked = false;
    let to = cellStart;
    for (let i = cellStart; i < at; i++) {
      if (out[i] === 0xef && out[i + 1] === 0xbb && out[i + 2] === 0xbf && i + 2 < at) i += 2;
      else out[to++] = out[i] as number;
    }
    this.#writer.at = to;
  }

  #checkSize(): void {
    const { at, cellStart, limits } = this.#writer;
    const size = at - cellStart;
    if (this.#state === QUOTED && size > limits.openQuote)
      throw refusal('unclosed-quote', { line: this.#quoteLine });
    if (size > limits.cell * 2) throw refusal('cell-too-large', { line: this.#line });
    if (at > limits.record * 2) throw refusal('record-too-large', { line: this.#line });
  }
}
