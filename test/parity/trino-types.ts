/** Types as Trino's client protocol writes them. */
import type { RowField, SqlType } from '../../layers/core/sql/types.ts';

const plain = new Set([
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'varbinary',
  'json',
  'date',
  'uuid',
  'interval year to month',
  'interval day to second',
  'unknown',
]);

/** @returns the text itself where this home has no such type */
export function readTrinoType(text: string): SqlType | string {
  const reader = new TypeReader(text);
  try {
    const type = reader.type();
    return reader.ended() ? type : text;
  } catch {
    return text;
  }
}

class TypeReader {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = text.match(/"(?:[^"]|"")*"|[^\s(),"]+|[(),]/g) ?? [];
  }

  ended(): boolean {
    return this.#next === this.#tokens.length;
  }

  type(): SqlType {
    const name = this.#word().toLowerCase();
    switch (name) {
      case 'array': {
        const [element] = this.#inner(() => this.type());
        return { name, element: must(element) };
      }
      case 'map': {
        const [key, value] = this.#inner(() => this.type());
        return { name, key: must(key), value: must(value) };
      }
      case 'row':
        return { name, fields: this.#inner(() => this.#field()) };
      case 'interval':
        return this.#plain([name, this.#word(), this.#word(), this.#word()].join(' ').toLowerCase());
      default:
        return this.#withNumbers(name);
    }
  }

  #withNumbers(name: string): SqlType {
    const [first, second] = this.#peek() === '(' ? this.#inner(() => Number(this.#word())) : [];
    switch (name) {
      case 'decimal':
        return { name, precision: must(first), scale: must(second) };
      case 'varchar':
        return first === undefined ? { name } : { name, length: first };
      case 'char':
        return { name, length: must(first) };
      case 'time':
      case 'timestamp':
        if (this.#peek()?.toLowerCase() !== 'with') return { name, precision: first ?? 3 };
        this.#next += 3;
        if (name === 'time') throw new Error('no such type here');
        return { name: 'timestamp with time zone', precision: first ?? 3 };
      default:
        return this.#plain(name);
    }
  }

  #plain(name: string): SqlType {
    if (!plain.has(name)) throw new Error(`no such type here: ${name}`);
    return { name } as SqlType;
  }

  /** `a bigint`, `"b c" varchar` or a type alone. */
  #field(): RowField {
    const [here, next] = [must(this.#peek()), this.#tokens[this.#next + 1]];
    const alone = next === ',' || next === ')' || next === '(' || /^interval$/i.test(here) || next === 'with';
    if (alone && !here.startsWith('"')) return { type: this.type() };
    this.#next += 1;
    const name = here.startsWith('"') ? here.slice(1, -1).replaceAll('""', '"') : here;
    return { name, type: this.type() };
  }

  #inner<T>(read: () => T): T[] {
    this.#take('(');
    const all = [read()];
    while (this.#peek() === ',') {
      this.#next += 1;
      all.push(read());
    }
    this.#take(')');
    return all;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next];
  }

  #word(): string {
    const token = must(this.#tokens[this.#next]);
    this.#next += 1;
    return token;
  }

  #take(token: string): void {
    if (this.#word() !== token) throw new Error(`not ${token}`);
  }
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a type ends early');
  return value;
}
