/** Rows of an XML document: which elements repeat, and their cells. */

import type { DecodeLimits } from './limits.ts';
import { refusal } from './refusals.ts';
import { localName, type XmlHandler } from './xml-events.ts';

/** Different paths that are learnt: more make no table. */
const MOST_SHAPES = 2000;

interface Shape {
  /** Most times it stands under one parent. */
  repeats: number;
  hasCells: boolean;
}

/** Learns which elements are rows. */
export class RowFinder implements XmlHandler {
  #shapes = new Map<string, Shape>();
  #open: { path: string; children: Map<string, number> }[] = [];
  #bytes = 0;
  #most: number;

  /** Looks at about `most` characters of text and tags. */
  constructor(most: number) {
    this.#most = most;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const parent = this.#open.at(-1);
    const local = localName(name);
    const path = parent === undefined ? local : `${parent.path}/${local}`;
    const count = (parent?.children.get(local) ?? 0) + 1;
    parent?.children.set(local, count);
    const shape = this.#shapes.get(path) ?? { repeats: 0, hasCells: false };
    shape.repeats = Math.max(shape.repeats, count);
    if (Object.keys(attributes).some((key) => !key.startsWith('xmlns'))) shape.hasCells = true;
    if (this.#shapes.size < MOST_SHAPES) this.#shapes.set(path, shape);
    const above = parent === undefined ? undefined : this.#shapes.get(parent.path);
    if (above !== undefined) above.hasCells = true;
    this.#open.push({ path, children: new Map() });
    this.#bytes += name.length * 2 + 5;
  }

  text(text: string): void {
    this.#bytes += text.length;
  }

  close(): void {
    this.#open.pop();
  }

  done(): boolean {
    return this.#bytes > this.#most;
  }

  /** Paths of row elements: the outermost ones that repeat; where none does, the deepest that holds leaves only. */
  rowPaths(): string[] {
    const repeated = this.#outermost((shape) => shape.repeats > 1 && shape.hasCells);
    if (repeated.length > 0) return repeated;
    const holders = [...this.#shapes].filter(([, shape]) => shape.hasCells).map(([path]) => path);
    return holders.filter((path) => !holders.some((other) => other.startsWith(`${path}/`))).slice(0, 1);
  }

  #outermost(isRow: (shape: Shape) => boolean): string[] {
    const paths = [...this.#shapes].filter(([, shape]) => isRow(shape)).map(([path]) => path);
    return paths.filter((path) => !paths.some((other) => path.startsWith(`${other}/`)));
  }
}

/** Cells of a row by name: attributes, children (`a`, deeper ones `a/b`), its own text (`#text`). */
type XmlRow = ReadonlyMap<string, string>;

/** Collects the rows at one path. */
export class RowCollector implements XmlHandler {
  #path: string;
  #limits: DecodeLimits;
  #onRow: (row: XmlRow, ordinal: number) => boolean;
  #here: string[] = [];
  #inside: string[] | undefined;
  #row = new Map<string, string>();
  #text: string[] = [];
  #size = 0;
  #ordinal = 0;
  #stopped = false;

  constructor(path: string, limits: DecodeLimits, onRow: (row: XmlRow, ordinal: number) => boolean) {
    this.#path = path;
    this.#limits = limits;
    this.#onRow = onRow;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const local = localName(name);
    if (this.#inside === undefined) {
      this.#here.push(local);
      if (this.#here.join('/') !== this.#path) return;
      this.#inside = [];
      this.#row = new Map();
      this.#size = 0;
    } else {
      this.#flushText();
      this.#inside.push(local);
    }
    this.#text = [];
    for (const [key, value] of Object.entries(attributes))
      if (!key.startsWith('xmlns')) this.#put([...this.#inside, localName(key)].join('/'), value);
  }

  text(text: string): void {
    if (this.#inside === undefined) return;
    this.#size += text.length;
    if (this.#size > this.#limits.record) throw refusal('record-too-large', { line: this.#ordinal + 1 });
    this.#text.push(text);
  }

  close(): void {
    if (this.#inside === undefined) {
      this.#here.pop();
      return;
    }
    this.#flushText();
    if (this.#inside.pop() !== undefined) return;
    this.#inside = undefined;
    this.#here.pop();
    this.#ordinal++;
    if (!this.#stopped && !this.#onRow(this.#row, this.#ordinal)) this.#stopped = true;
  }

  done(): boolean {
    return this.#stopped;
  }

  #flushText(): void {
    const text = this.#text.join('').trim();
    this.#text = [];
    if (text !== '') this.#put(this.#inside?.length ? this.#inside.join('/') : '#text', text);
    else if (this.#inside?.length && !this.#row.has(this.#inside.join('/')))
      this.#row.set(this.#inside.join('/'), '');
  }

  /** An element that stands twice in a row keeps both texts, on lines of one cell. */
  #put(key: string, value: string): void {
    const before = this.#row.get(key);
    this.#row.set(key, before ? `${before}\n${value}` : value);
    if (this.#row.size > this.#limits.columns) throw refusal('too-many-columns', { line: this.#ordinal + 1 });
  }
}
