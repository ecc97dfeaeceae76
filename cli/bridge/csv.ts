/** CSV as RFC 4180 has it: an empty cell is no value, a quoted one is text. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

export type Cell = string | null;

const special = /[",\r\n]/;

const cellText = (cell: Cell): string => {
  if (cell === null) return '';
  return cell === '' || special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
};

/** One record with its end. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cellText).join(',')}\n`;

export interface WrittenFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes a file, to the disk and not only to the system, with its digest. */
export async function writeFileDurably(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<WrittenFile> {
  const file = await open(path, 'w', 0o600);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    let waiting: Uint8Array[] = [];
    let held = 0;
    const flush = async () => {
      const block = Buffer.concat(waiting);
      hash.update(block);
      await file.writeFile(block);
      [waiting, held] = [[], 0];
    };
    for await (const chunk of chunks) {
      waiting.push(chunk);
      held += chunk.length;
      bytes += chunk.length;
      if (held >= blockBytes) await flush();
    }
    await flush();
    await file.sync();
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

const blockBytes = 1024 ** 2;

/** Records of CSV text in pieces. Line ends may be LF or CRLF. */
export async function* readCsv(pieces: AsyncIterable<string>): AsyncGenerator<Cell[]> {
  let record: Cell[] = [];
  let cell = '';
  let quoted = false;
  let wasQuoted = false;
  let pending = false;
  let isPlain = false;
  /** A carriage return belongs to the line's end, unless it stood in quotes. */
  const endLine = () => {
    if (isPlain && cell.endsWith('\r')) cell = cell.slice(0, -1);
    endCell();
  };
  const endCell = () => {
    record.push(cell === '' && !wasQuoted ? null : cell);
    [cell, wasQuoted, isPlain] = ['', false, false];
  };
  for await (const piece of pieces) {
    let at = 0;
    while (at < piece.length) {
      if (pending) {
        // A quote was the last of the piece before: two are one, one is the end.
        pending = false;
        if (piece[at] === '"') {
          cell += '"';
          at += 1;
        } else quoted = false;
        continue;
      }
      if (quoted) {
        const quote = piece.indexOf('"', at);
        cell += piece.slice(at, quote < 0 ? undefined : quote);
        at = quote < 0 ? piece.length : quote + 1;
        pending = quote >= 0;
        continue;
      }
      const character = piece[at];
      if (character === '"' && cell === '') [quoted, wasQuoted] = [true, true];
      else if (character === ',') endCell();
      else if (character === '\n') {
        endLine();
        yield record;
        record = [];
      } else {
        const end = plainEnd(piece, at);
        cell += piece.slice(at, end);
        isPlain = true;
        at = end;
        continue;
      }
      at += 1;
    }
  }
  if (record.length === 0 && cell === '' && !wasQuoted) return;
  endLine();
  yield record;
}

function plainEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n') at += 1;
  return Math.max(at, from + 1);
}
