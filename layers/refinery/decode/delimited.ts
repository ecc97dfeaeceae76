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

interface DelimitedShape {
  /** Byte between fields. */
  readonly delimiter: number;
  /** Byte that ends a record: a line feed, or a carriage return in files that have no other. */
  readonly lineEnd: number;
}

export class DelimitedScanner {
  #writer: CanonicalWriter;
  #shape: DelimitedShape;
  #special: Uint8Array;
  /** No byte above it is special: most bytes of a text are told by one comparison. */
  #highest: number;
  #state = AT_START;
  #open = false;
  #ordinal: number;
  #line: number;
  #quoteLine = 0;
  #stopped = false;

  /** `firstOrdinal` is the ordinal of the first record that will be pushed. */
  constructor(writer: CanonicalWriter, shape: DelimitedShape, firstOrdinal = 1) {
    this.#writer = writer;
    this.#shape = shape;
    this.#ordinal = firstOrdinal;
    this.#line = firstOrdinal;
    this.#special = new Uint8Array(256);
    for (const byte of [shape.delimiter, shape.lineEnd, QUOTE, 0]) this.#special[byte] = 1;
    this.#highest = Math.max(shape.delimiter, shape.lineEnd, QUOTE);
  }

  /** Takes the next bytes, cut between characters. @returns false when no more are wanted */
  push(piece: Buffer): boolean {
    const bytes = withoutMarks(piece);
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
    const highest = this.#highest;
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
      while (byte > highest || special[byte] === 0) {
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
    this.#writer.closeCell();
  }

  #endRecord(): void {
    if (!this.#writer.end()) this.#stopped = true;
    this.#ordinal++;
    this.#open = false;
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

const MARK = Buffer.from('\ufeff');

/** Byte order marks inside a file come from files pasted together. */
function withoutMarks(piece: Buffer): Buffer {
  let at = piece.indexOf(MARK);
  if (at < 0) return piece;
  const parts: Buffer[] = [];
  let from = 0;
  for (; at >= 0; at = piece.indexOf(MARK, from)) {
    parts.push(piece.subarray(from, at));
    from = at + MARK.length;
  }
  parts.push(piece.subarray(from));
  return Buffer.concat(parts);
}
