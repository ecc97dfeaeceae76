/** Cells of one JSON row. Numbers keep the digits they were written with: they never become a double. */
import { refusal } from './refusals.ts';

const literal = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Key and text of each member of an object. Nested values are JSON text, null is empty. */
export function objectCells(text: string, line: number): [key: string, cell: string][] {
  const cells: [string, string][] = [];
  const reader = new Reader(text, line);
  reader.expect('{');
  if (reader.take('}')) return reader.finish(cells);
  do {
    const key = reader.string();
    reader.expect(':');
    cells.push([key, reader.value()]);
  } while (reader.take(','));
  reader.expect('}');
  return reader.finish(cells);
}

/** Texts of an array's elements. */
export function arrayCells(text: string, line: number): string[] {
  const cells: string[] = [];
  const reader = new Reader(text, line);
  reader.expect('[');
  if (reader.take(']')) return reader.finish(cells);
  do cells.push(reader.value());
  while (reader.take(','));
  reader.expect(']');
  return reader.finish(cells);
}

class Reader {
  #text: string;
  #line: number;
  #at = 0;

  constructor(text: string, line: number) {
    this.#text = text;
    this.#line = line;
  }

  take(letter: string): boolean {
    this.#skipSpace();
    if (this.#text.charCodeAt(this.#at) !== letter.charCodeAt(0)) return false;
    this.#at++;
    return true;
  }

  expect(letter: string): void {
    if (!this.take(letter)) throw this.#malformed();
  }

  finish<T>(result: T): T {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#malformed();
    return result;
  }

  string(): string {
    this.#skipSpace();
    if (this.#text[this.#at] !== '"') throw this.#malformed();
    const end = this.#stringEnd(this.#at + 1);
    const raw = this.#text.slice(this.#at, end + 1);
    this.#at = end + 1;
    return raw.includes('\\') ? this.#parse(raw) : raw.slice(1, -1);
  }

  value(): string {
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (first === '"') return this.string();
    if (first === '{' || first === '[') return this.#nested();
    literal.lastIndex = this.#at;
    const found = literal.exec(this.#text)?.[0];
    if (found === undefined) throw this.#malformed();
    this.#at += found.length;
    return found === 'null' ? '' : found;
  }

  /** Kept as it is written, once it is known to be well formed. */
  #nested(): string {
    const start = this.#at;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const letter = this.#text[this.#at] as string;
      if (letter === '"') this.#at = this.#stringEnd(this.#at + 1);
      else if (letter === '{' || letter === '[') depth++;
      else if ((letter === '}' || letter === ']') && --depth === 0) break;
    }
    const raw = this.#text.slice(start, ++this.#at);
    this.#parse(raw);
    return raw;
  }

  #stringEnd(from: number): number {
    let at = from;
    for (let unit = this.#text.charCodeAt(at); unit !== 0x22; unit = this.#text.charCodeAt(at)) {
      if (at >= this.#text.length) throw this.#malformed();
      at += unit === 0x5c ? 2 : 1;
    }
    return at;
  }

  #parse(raw: string): string {
    try {
      return JSON.parse(raw) as string;
    } catch {
      throw this.#malformed();
    }
  }

  #skipSpace(): void {
    let unit = this.#text.charCodeAt(this.#at);
    while (unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09)
      unit = this.#text.charCodeAt(++this.#at);
  }

  /** Without the parser's own message: it quotes the text. */
  #malformed() {
    return refusal('malformed-json', { line: this.#line });
  }
}
