/** Rows of a driver as CSV in pieces of some size. */
import { type Cell, csvLine } from '../csv.ts';

const pieceCharacters = 64 * 1024;

/** `rows` may come one by one or many at once. */
export function csvOfRows(rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>): {
  readonly chunks: AsyncIterable<Uint8Array>;
  rows(): number;
} {
  let count = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let text = '';
    for await (const row of rows) {
      text += csvLine(row);
      count += 1;
      if (text.length < pieceCharacters) continue;
      yield Buffer.from(text);
      text = '';
    }
    if (text !== '') yield Buffer.from(text);
  }
  return { chunks: chunks(), rows: () => count };
}
