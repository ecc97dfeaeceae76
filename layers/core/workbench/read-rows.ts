/** Reads the rows of a CSV in Athena's form, a stream of bytes, from any row on. */
import type { ObjectStore } from '../ports/object-store.ts';
import type { QueryRow } from '../ports/query-engine.ts';

const quote = 0x22;
const comma = 0x2c;
const lineEnd = 0x0a;

/** @param from offset of a row's first byte; 0: the header, which is passed over */
export async function* readRows(
  objects: Pick<ObjectStore, 'get' | 'head'>,
  key: string,
  from: number,
): AsyncIterable<QueryRow> {
  const size = (await objects.head(key))?.size ?? 0;
  if (from >= size) return;
  const reader = new CsvReader(from);
  let isHeader = from === 0;
  for await (const bytes of objects.get(key, { start: from, end: size }))
    for (const row of reader.read(bytes)) {
      if (!isHeader) yield row;
      isHeader = false;
    }
}

class CsvReader {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #place: number;
  #values: (string | null)[] = [];
  #bytes: number[] = [];
  #isQuoted = false;
  /** Within quotes. */
  #isInside = false;

  constructor(from: number) {
    this.#place = from;
  }

  *read(bytes: Uint8Array): Iterable<QueryRow> {
    for (const byte of bytes) {
      this.#place += 1;
      if (byte === quote) this.#meetQuote();
      else if (this.#isInside || (byte !== comma && byte !== lineEnd)) this.#bytes.push(byte);
      else {
        this.#endField();
        if (byte === lineEnd) yield this.#endRow();
      }
    }
  }

  /** A quote in quotes is written twice: the second opens again what the first closed. */
  #meetQuote(): void {
    if (!this.#isInside && this.#isQuoted) this.#bytes.push(quote);
    this.#isInside = !this.#isInside;
    this.#isQuoted = true;
  }

  #endField(): void {
    const text = this.#isQuoted ? this.#decoder.decode(Uint8Array.from(this.#bytes)) : null;
    this.#values.push(text);
    this.#bytes = [];
    this.#isQuoted = false;
  }

  #endRow(): QueryRow {
    const values = this.#values;
    this.#values = [];
    return { values, place: String(this.#place) };
  }
}
