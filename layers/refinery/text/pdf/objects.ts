/** Objects of a PDF (ISO 32000-1, 7.3) and how they are read from its bytes, as Latin-1 text. */

export class Name {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class Ref {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}

/** A word of a content stream, or one that means nothing here. */
export class Operator {
  readonly word: string;
  constructor(word: string) {
    this.word = word;
  }
}

/** Bytes, as Latin-1. */
export class Bytes {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Dict = ReadonlyMap<string, Value>;
export type Value = number | boolean | null | Name | Ref | Operator | Bytes | Dict | readonly Value[];

const mostDepth = 64;
const isBlank = (code: number): boolean =>
  code <= 32 && (code === 32 || (code >= 9 && code <= 13) || code === 0);
const delimiters = new Set('()<>[]{}/%');

/** Reads values one after the other; what is malformed is read as a word that means nothing. */
export class Reader {
  readonly text: string;
  at: number;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** @returns undefined at the end */
  next(depth = 0): Value | undefined {
    this.#skipBlanks();
    const { text } = this;
    const one = text[this.at];
    if (one === undefined) return undefined;
    if (one === '/') return this.#name();
    if (one === '(') return this.#literal();
    if (one === '[') return this.#array(depth);
    if (one === '<') return text[this.at + 1] === '<' ? this.#dict(depth) : this.#hex();
    if (delimiters.has(one)) return this.#mark(one);
    return this.#word();
  }

  #skipBlanks(): void {
    const { text } = this;
    for (;;) {
      while (this.at < text.length && isBlank(text.charCodeAt(this.at))) this.at += 1;
      if (text[this.at] !== '%') return;
      while (this.at < text.length && !'\r\n'.includes(text[this.at] as string)) this.at += 1;
    }
  }

  #mark(one: string): Operator {
    const mark = one === '>' && this.text[this.at + 1] === '>' ? '>>' : one;
    this.at += mark.length;
    return new Operator(mark);
  }

  #regular(): string {
    const start = this.at;
    const { text } = this;
    while (this.at < text.length) {
      if (isBlank(text.charCodeAt(this.at)) || delimiters.has(text[this.at] as string)) break;
      this.at += 1;
    }
    return text.slice(start, this.at);
  }

  #name(): Name {
    this.at += 1;
    const raw = this.#regular();
    return new Name(
      raw.replaceAll(/#([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
  }

  #word(): Value {
    const word = this.#regular();
    if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(word)) return this.#numberOrRef(word);
    if (word === 'true' || word === 'false') return word === 'true';
    return word === 'null' ? null : new Operator(word);
  }

  #numberOrRef(word: string): Value {
    if (!/^\d{1,8}$/.test(word)) return Number(word);
    const found = / {0,4}\d{1,5} {1,4}R(?![A-Za-z0-9])/y;
    const blank = isBlank(this.text.charCodeAt(this.at));
    found.lastIndex = this.at + 1;
    if (!blank || !found.test(this.text)) return Number(word);
    this.at = found.lastIndex;
    return new Ref(Number(word));
  }

  #array(depth: number): Value {
    this.at += 1;
    const values: Value[] = [];
    if (depth > mostDepth) return values;
    for (let one = this.next(depth + 1); one !== undefined; one = this.next(depth + 1)) {
      if (one instanceof Operator && one.word === ']') break;
      values.push(one);
    }
    return values;
  }

  #dict(depth: number): Value {
    this.at += 2;
    const dict = new Map<string, Value>();
    if (depth > mostDepth) return dict;
    for (let key = this.next(depth + 1); key !== undefined; key = this.next(depth + 1)) {
      if (key instanceof Operator && (key.word === '>>' || key.word === 'endobj')) break;
      if (!(key instanceof Name)) continue;
      const value = this.next(depth + 1);
      if (value === undefined || (value instanceof Operator && value.word === '>>')) break;
      dict.set(key.name, value);
    }
    return dict;
  }

  #hex(): Bytes {
    const end = this.text.indexOf('>', this.at);
    const stop = end < 0 ? this.text.length : end;
    const digits = this.text.slice(this.at + 1, stop).replaceAll(/[^0-9a-f]/gi, '');
    this.at = stop + 1;
    return new Bytes(Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex').toString('latin1'));
  }

  #literal(): Bytes {
    const { text } = this;
    const out: string[] = [];
    let open = 1;
    let at = this.at + 1;
    for (; at < text.length; at += 1) {
      const one = text[at] as string;
      if (one === '\\') {
        const [piece, length] = escaped(text, at);
        out.push(piece);
        at += length - 1;
        continue;
      }
      if (one === '(') open += 1;
      if (one === ')') open -= 1;
      if (open === 0) break;
      out.push(one);
    }
    this.at = at + 1;
    return new Bytes(out.join(''));
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** @returns what an escape stands for, and how long it is */
function escaped(text: string, at: number): [string, number] {
  const octal = /[0-7]{1,3}/y;
  octal.lastIndex = at + 1;
  const digits = octal.exec(text)?.[0];
  if (digits !== undefined)
    return [String.fromCharCode(Number.parseInt(digits, 8) & 0xff), digits.length + 1];
  const one = text[at + 1] ?? '';
  if (one === '\r' && text[at + 2] === '\n') return ['', 3];
  if (one === '\r' || one === '\n') return ['', 2];
  return [escapes[one] ?? one, 2];
}

export const isDict = (value: Value | undefined): value is Dict => value instanceof Map;
