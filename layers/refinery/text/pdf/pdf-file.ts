/**
 * The objects of a PDF, found by going through its bytes once: tables of places are not believed, so a damaged or
 * rewritten file reads as well as a whole one. The last object of a number counts.
 */
import { inflateSync } from 'node:zlib';
import { NoText, type TextBudget } from '../budget.ts';
import { type Dict, isDict, Name, Operator, Reader, Ref, type Value } from './objects.ts';

const mostObjects = 400_000;
const mostStream = 32 << 20;

interface Placed {
  /** Where its stream begins, when it has one. */
  readonly stream?: number;
  readonly value: Value;
}

export class PdfFile {
  readonly #text: string;
  readonly #budget: TextBudget;
  readonly #places = new Map<number, number>();
  readonly #packed = new Map<number, Value>();
  readonly #read = new Map<number, Placed>();
  #root: Value | undefined;

  /** @throws NoText encrypted, too-long, too-large */
  constructor(bytes: Buffer, budget: TextBudget) {
    this.#text = bytes.toString('latin1');
    this.#budget = budget;
    this.#findObjects();
    this.#readTrailers();
    this.#unpack();
  }

  /** The catalog, or else any dictionary that says it is one. */
  get root(): Dict | undefined {
    const root = this.resolve(this.#root);
    if (isDict(root)) return root;
    for (const number of this.#numbers()) {
      const value = this.resolve(new Ref(number));
      if (isDict(value) && isNamed(value.get('Type'), 'Catalog')) return value;
    }
    return undefined;
  }

  resolve(value: Value | undefined): Value | undefined {
    let found = value;
    for (let step = 0; found instanceof Ref && step < 16; step += 1)
      found = this.#object(found.number)?.value;
    return found instanceof Ref ? undefined : found;
  }

  dict(value: Value | undefined): Dict | undefined {
    const found = this.resolve(value);
    return isDict(found) ? found : undefined;
  }

  /** Content of the stream a reference leads to, as Latin-1; undefined for filters not known here. */
  stream(value: Value | undefined): string | undefined {
    this.#budget.tick();
    const placed = value instanceof Ref ? this.#object(value.number) : undefined;
    if (placed?.stream === undefined || !isDict(placed.value)) return undefined;
    const bytes = Buffer.from(
      this.#text.slice(placed.stream, this.#endOf(placed.value, placed.stream)),
      'latin1',
    );
    // The same stream may be named a million times.
    this.#budget.inflate(bytes.length);
    return this.#decoded(bytes, placed.value)?.toString('latin1');
  }

  *#numbers(): Iterable<number> {
    yield* this.#places.keys();
    yield* this.#packed.keys();
  }

  #findObjects(): void {
    const found = /(?<![0-9])(\d{1,8})\s{1,4}\d{1,5}\s{1,4}obj(?![a-z])/g;
    for (let match = found.exec(this.#text); match; match = found.exec(this.#text)) {
      this.#budget.tick();
      this.#places.set(Number(match[1]), found.lastIndex);
      if (this.#places.size > mostObjects) throw new NoText('too-large');
    }
  }

  #object(number: number): Placed | undefined {
    const known = this.#read.get(number);
    if (known) return known;
    const place = this.#places.get(number);
    const packed = this.#packed.get(number);
    const unpacked = packed === undefined ? undefined : { value: packed };
    const placed = place === undefined ? unpacked : this.#parse(place);
    if (placed) this.#read.set(number, placed);
    return placed;
  }

  #parse(place: number): Placed | undefined {
    this.#budget.tick();
    const reader = new Reader(this.#text, place);
    const value = reader.next();
    if (value === undefined) return undefined;
    const mark = /\s{0,8}stream\r?\n?/y;
    mark.lastIndex = reader.at;
    return isDict(value) && mark.test(this.#text) ? { value, stream: mark.lastIndex } : { value };
  }

  /** The length it says, when `endstream` stands behind it; else where that stands. */
  #endOf(dict: Dict, start: number): number {
    const said = this.resolve(dict.get('Length'));
    if (
      typeof said === 'number' &&
      said >= 0 &&
      /^\s{0,4}endstream/.test(this.#text.slice(start + said, start + said + 16))
    )
      return start + said;
    const end = this.#text.indexOf('endstream', start);
    return end < 0 ? this.#text.length : end;
  }

  #decoded(bytes: Buffer, dict: Dict): Buffer | undefined {
    const filter = this.resolve(dict.get('Filter') ?? dict.get('F'));
    const filters = Array.isArray(filter) ? filter.map((one) => this.resolve(one)) : filter ? [filter] : [];
    let decoded = bytes;
    for (const one of filters) {
      const inflated = isNamed(one, 'FlateDecode') || isNamed(one, 'Fl') ? inflate(decoded) : undefined;
      if (inflated === undefined) return undefined;
      this.#budget.inflate(inflated.length);
      decoded = inflated;
    }
    return decoded;
  }

  /** Of trailers, and of the streams that stand for them. */
  #readTrailers(): void {
    for (let at = this.#text.indexOf('trailer'); at >= 0; at = this.#text.indexOf('trailer', at + 7)) {
      this.#budget.tick();
      const dict = new Reader(this.#text, at + 7).next();
      if (isDict(dict)) this.#takeTrailer(dict);
    }
    for (const number of this.#places.keys()) {
      const dict = this.#object(number)?.value;
      if (isDict(dict) && isNamed(dict.get('Type'), 'XRef')) this.#takeTrailer(dict);
    }
  }

  #takeTrailer(dict: Dict): void {
    if (dict.has('Encrypt') && dict.get('Encrypt') !== null) throw new NoText('encrypted');
    this.#root = dict.get('Root') ?? this.#root;
  }

  /** Objects that lie in streams, several in one. */
  #unpack(): void {
    for (const number of [...this.#places.keys()]) {
      const dict = this.#object(number)?.value;
      if (!isDict(dict) || !isNamed(dict.get('Type'), 'ObjStm')) continue;
      const first = this.resolve(dict.get('First'));
      const content = this.stream(new Ref(number));
      if (content === undefined || typeof first !== 'number') continue;
      this.#unpackOne(content, first);
    }
  }

  #unpackOne(content: string, first: number): void {
    const head = new Reader(content.slice(0, first));
    for (;;) {
      this.#budget.tick();
      const number = head.next();
      const offset = head.next();
      if (typeof number !== 'number' || typeof offset !== 'number') return;
      const value = new Reader(content, first + offset).next();
      if (value !== undefined && !(value instanceof Operator)) this.#packed.set(number, value);
      if (this.#packed.size > mostObjects) throw new NoText('too-large');
    }
  }
}

export const isNamed = (value: Value | undefined, name: string): boolean =>
  value instanceof Name && value.name === name;

/** What can be inflated of it; a stream that grows beyond all measure gives nothing. */
function inflate(bytes: Buffer): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: mostStream });
  } catch {
    return undefined;
  }
}
