/**
 * The canonical file: UTF-8, every field quoted, comma, line feed; the first column is the record's ordinal. Records
 * are built in one buffer that decoders may fill directly, and leave it in large pieces, so memory stays flat.
 */
import { type DecodeLimits, defaultLimits } from './limits.ts';
import { refusal } from './refusals.ts';

export const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const FLUSH_AT = 1 << 20;
const MOST_PLAIN = 200;

export interface CanonicalTarget {
  /** Takes bytes before the next call; they are overwritten afterwards. */
  write(bytes: Uint8Array): void;
}

export interface WriterOptions {
  readonly limits?: DecodeLimits;
  /** Columns every record is padded to from the first. */
  readonly width?: number;
  /** Keep only records with ordinals in [first, last]; the decoder is told to stop after `last`. */
  readonly first?: number;
  readonly last?: number;
  /** Keep blank cells at a record's end in its width: text formats do, workbooks do not. */
  readonly keepTrailing?: boolean;
}

export class CanonicalWriter {
  /** Open for decoders that copy bytes in runs: write from `at`, after `reserve`. */
  out: Buffer = Buffer.allocUnsafe(4 << 20);
  at = 0;
  width: number;
  records = 0;
  /** Bytes written to the target before `out`. */
  flushed = 0;
  /** Where the width changed: offset in the canonical file and the width until then. */
  readonly steps: { offset: number; width: number }[] = [];
  readonly limits: DecodeLimits;
  #target: CanonicalTarget;
  #first: number;
  #last: number;
  #keepTrailing: boolean;
  #ordinal = 0;
  #start = 0;
  #cell = 0;
  #columns = 0;
  #filled = 0;
  #filledEnd = 0;

  constructor(target: CanonicalTarget, options: WriterOptions = {}) {
    this.#target = target;
    this.limits = options.limits ?? defaultLimits;
    this.width = options.width ?? 0;
    this.#first = options.first ?? 1;
    this.#last = options.last ?? Number.POSITIVE_INFINITY;
    this.#keepTrailing = options.keepTrailing ?? false;
  }

  /** Makes room for `bytes` more in `out`; `out` may be another buffer afterwards. */
  reserve(bytes: number): void {
    if (this.out.length - this.at >= bytes) return;
    const larger = Buffer.allocUnsafe(Math.max(this.out.length * 2, this.at + bytes));
    this.out.copy(larger, 0, 0, this.at);
    this.out = larger;
  }

  /** Starts the record with this ordinal. */
  begin(ordinal: number): void {
    this.reserve(64);
    this.#ordinal = ordinal;
    this.#start = this.at;
    this.#columns = 0;
    this.#filled = 0;
    this.out[this.at++] = QUOTE;
    this.#writeDigits(ordinal);
    this.out[this.at++] = QUOTE;
  }

  #writeDigits(value: number): void {
    let digits = 1;
    for (let rest = value; rest >= 10; rest /= 10) digits++;
    let rest = value;
    for (let i = this.at + digits - 1; i >= this.at; i--) {
      const above = Math.floor(rest / 10);
      this.out[i] = 0x30 + rest - above * 10;
      rest = above;
    }
    this.at += digits;
  }

  /** Opens the next cell; its bytes follow, quotes doubled by whoever writes them. */
  openCell(): void {
    this.reserve(64);
    this.out[this.at++] = COMMA;
    this.out[this.at++] = QUOTE;
    this.#cell = this.at;
    if (++this.#columns > this.limits.columns) throw refusal('too-many-columns', { line: this.#ordinal });
  }

  /** Where the open cell's bytes begin in `out`. */
  get cellStart(): number {
    return this.#cell;
  }

  /** Cells of the open record so far. */
  get columns(): number {
    return this.#columns;
  }

  closeCell(): void {
    const size = this.at - this.#cell;
    if (size > this.limits.cell) this.#measure(size);
    const filled = size > 0 && !this.#isBlank();
    this.reserve(64);
    this.out[this.at++] = QUOTE;
    if (!filled) return;
    this.#filled = this.#columns;
    this.#filledEnd = this.at;
  }

  /** Skips to `column` (0-based) with empty cells. */
  padTo(column: number): void {
    if (column > this.limits.columns) throw refusal('too-many-columns', { line: this.#ordinal });
    const missing = column - this.#columns;
    if (missing <= 0) return;
    this.#columns = column;
    this.#pad(missing);
  }

  /** A whole cell. Quotes are doubled, NUL and lone surrogates become U+FFFD. */
  cell(text: string): void {
    this.openCell();
    this.reserve(text.length * 3 + 64);
    if (!this.#writePlain(text)) this.at += this.out.write(escapeCell(text), this.at, 'utf8');
    this.closeCell();
  }

  /** Short text without quotes, NUL, surrogates or byte order marks, encoded here: a call out costs more. */
  #writePlain(text: string): boolean {
    const { length } = text;
    if (length > MOST_PLAIN) return false;
    const out = this.out;
    let at = this.at;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80) {
        if (unit === QUOTE || unit === 0) return false;
        out[at++] = unit;
        continue;
      }
      if (unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) || unit === 0xfeff) return false;
      out[at++] = 0xe0 | (unit >> 12);
      out[at++] = 0x80 | ((unit >> 6) & 0x3f);
      out[at++] = 0x80 | (unit & 0x3f);
    }
    this.at = at;
    return true;
  }

  /**
   * Ends the record; blank records vanish.
   * @returns false when no later record is wanted
   */
  end(): boolean {
    if (this.at - this.#start > this.limits.record)
      throw refusal('record-too-large', { line: this.#ordinal });
    const wanted = this.#ordinal >= this.#first && this.#ordinal <= this.#last;
    if (this.#filled === 0 || !wanted) this.at = this.#start;
    else this.#finish();
    return this.#ordinal < this.#last;
  }

  /** Gives what is left to the target. */
  close(): void {
    this.#flush(this.at);
  }

  #finish(): void {
    if (!this.#keepTrailing) {
      this.#columns = this.#filled;
      this.at = this.#filledEnd;
    }
    if (this.#columns > this.width) {
      this.steps.push({ offset: this.flushed + this.#start, width: this.width });
      this.width = this.#columns;
    }
    this.#pad(this.width - this.#columns);
    this.out[this.at++] = LINE_FEED;
    this.records++;
    if (this.at >= FLUSH_AT) this.#flush(this.at);
  }

  #pad(cells: number): void {
    this.reserve(cells * 3 + 64);
    for (let i = 0; i < cells; i++) {
      this.out[this.at++] = COMMA;
      this.out[this.at++] = QUOTE;
      this.out[this.at++] = QUOTE;
    }
  }

  #isBlank(): boolean {
    for (let i = this.#cell; i < this.at; i++) if ((this.out[i] as number) > 0x20) return false;
    return true;
  }

  /** Doubled quotes do not count against the limit. */
  #measure(size: number): void {
    let doubled = 0;
    for (let i = this.#cell; i < this.at; i++) if (this.out[i] === QUOTE) doubled++;
    if (size - doubled / 2 > this.limits.cell) throw refusal('cell-too-large', { line: this.#ordinal });
  }

  #flush(bytes: number): void {
    if (bytes > 0) this.#target.write(this.out.subarray(0, bytes));
    this.flushed += bytes;
    this.at = 0;
  }
}

/** A cell's text as it stands between the quotes of the canonical file. */
export function escapeCell(text: string): string {
  return text.toWellFormed().replaceAll('"', '""').replaceAll('\u0000', '\ufffd').replaceAll('\ufeff', '');
}
