/**
 * Finds the rows in a JSON document: the elements of arrays that hold objects (or arrays), wherever they lie. It walks
 * the bytes of UTF-8 and cuts each row out whole; nothing else is kept.
 */
import type { DecodeLimits } from './limits.ts';
import { refusal } from './refusals.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const MOST_DEPTH = 64;

/** A row: the path of keys to its array, joined with dots, and its text. */
type OnRow = (table: string, row: Buffer) => boolean;

interface Level {
  readonly array: boolean;
  /** Key this container stands under. */
  readonly key: string;
}

export class JsonRows {
  #limits: DecodeLimits;
  #onRow: OnRow;
  #levels: Level[] = [];
  #key = '';
  #carry: Buffer = Buffer.alloc(0);
  #started = false;
  #rows = 0;

  constructor(limits: DecodeLimits, onRow: OnRow) {
    this.#limits = limits;
    this.#onRow = onRow;
  }

  /** Takes the next bytes. @returns false when no more are wanted */
  push(piece: Buffer): boolean {
    const bytes = this.#carry.length === 0 ? piece : Buffer.concat([this.#carry, piece]);
    let at = 0;
    while (at < bytes.length) {
      const after = this.#step(bytes, at);
      if (after === WAIT) break;
      if (after === STOP) return false;
      at = after;
    }
    this.#carry = bytes.subarray(at);
    if (this.#carry.length > this.#limits.record) throw refusal('record-too-large', { line: this.#rows + 1 });
    return true;
  }

  /** @throws PoisonError malformed-json when the document is not closed */
  finish(): void {
    if (!this.#started || this.#levels.length > 0 || this.#carry.length > 0) throw refusal('malformed-json');
  }

  /** One token at `at`; a row counts as one. */
  #step(bytes: Buffer, at: number): number {
    const byte = bytes[at] as number;
    if (byte === QUOTE) return this.#takeString(bytes, at);
    if (byte === 0x7d || byte === 0x5d) return this.#leave(byte === 0x5d, at);
    if (byte !== 0x7b && byte !== 0x5b) return at + 1;
    if (this.#levels.at(-1)?.array) return this.#takeRow(bytes, at);
    return this.#enter(byte === 0x5b, at);
  }

  #enter(array: boolean, at: number): number {
    if (this.#levels.length >= MOST_DEPTH || (this.#started && this.#levels.length === 0))
      throw refusal('malformed-json');
    this.#started = true;
    this.#levels.push({ array, key: this.#key });
    this.#key = '';
    return at + 1;
  }

  #leave(array: boolean, at: number): number {
    if (this.#levels.pop()?.array !== array) throw refusal('malformed-json');
    return at + 1;
  }

  #takeString(bytes: Buffer, at: number): number {
    const end = stringEnd(bytes, at + 1);
    if (end < 0) return WAIT;
    if (this.#levels.at(-1)?.array === false) this.#key = bytes.toString('utf8', at + 1, end);
    return end + 1;
  }

  #takeRow(bytes: Buffer, at: number): number {
    const end = valueEnd(bytes, at);
    if (end < 0) return WAIT;
    this.#rows++;
    const path = this.#levels.map((level) => level.key).filter((key) => key !== '');
    return this.#onRow(path.join('.'), bytes.subarray(at, end)) ? end : STOP;
  }
}

const WAIT = -1;
const STOP = -2;

/** Where the closing quote stands, or -1. */
function stringEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) return at;
  }
  return -1;
}

/** Behind the object or array that opens at `from`, or -1. */
function valueEnd(bytes: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = stringEnd(bytes, at + 1);
      if (at < 0) return -1;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if ((byte === 0x7d || byte === 0x5d) && --depth === 0) return at + 1;
  }
  return -1;
}
