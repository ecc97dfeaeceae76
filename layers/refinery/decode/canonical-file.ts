/** Writes canonical records to a file, or keeps a few of them in memory. */
import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { readBytes, writeAll } from './byte-source.ts';
import { type CanonicalTarget, CanonicalWriter, QUOTE, type WriterOptions } from './canonical-writer.ts';
import { refusal } from './refusals.ts';

/** Fills a writer with the records of one table. */
export type Decode = (writer: CanonicalWriter) => Promise<void>;

/**
 * Runs a decoder into the file `path`. Writes are synchronous: the decoder needs no back pressure then.
 * @returns width of the table without the ordinal, and records written
 */
export async function writeCanonical(
  path: string,
  decode: Decode,
  options: WriterOptions,
): Promise<{ columns: number; records: number }> {
  const file = openSync(path, 'w');
  const writer = new CanonicalWriter(fileTarget(file), options);
  try {
    await decode(writer);
    writer.close();
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  await padEarlier(path, writer);
  return { columns: writer.width, records: writer.records };
}

/** Records [first, last] of a table, blank ones left out, as ordinal and cells. */
export async function captureRecords(
  decode: Decode,
  options: WriterOptions,
): Promise<{ ordinal: number; cells: string[] }[]> {
  const pieces: Buffer[] = [];
  const writer = new CanonicalWriter({ write: (bytes) => pieces.push(Buffer.from(bytes)) }, options);
  await decode(writer);
  writer.close();
  return parseCanonical(Buffer.concat(pieces).toString('utf8'));
}

function fileTarget(file: number): CanonicalTarget {
  return { write: (bytes) => writeAll(file, bytes) };
}

/** Records written before the table was known to be this wide are padded in a second pass; most files need none. */
async function padEarlier(path: string, writer: CanonicalWriter): Promise<void> {
  const steps = writer.steps.filter((step) => step.offset > 0);
  if (steps.length === 0) return;
  if (writer.records * writer.width * 3 > writer.limits.padding + 4 * writer.flushed)
    throw refusal('too-sparse', {}, `${writer.width} columns`);
  const padded = `${path}.padded`;
  const file = openSync(padded, 'w');
  try {
    await copyPadded(path, fileTarget(file), steps, writer.width);
  } finally {
    closeSync(file);
  }
  renameSync(padded, path);
}

async function copyPadded(
  path: string,
  target: CanonicalTarget,
  steps: readonly { offset: number; width: number }[],
  width: number,
): Promise<void> {
  let offset = 0;
  let quoted = false;
  let step = 0;
  for await (const chunk of readBytes(path)) {
    let from = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === QUOTE) quoted = !quoted;
      if (byte !== 0x0a || quoted) continue;
      while (step < steps.length && (steps[step] as { offset: number }).offset <= offset + i) step++;
      const before = steps[step]?.width ?? width;
      if (before === width) continue;
      target.write(chunk.subarray(from, i));
      target.write(Buffer.from(',""'.repeat(width - before)));
      from = i;
    }
    target.write(chunk.subarray(from));
    offset += chunk.length;
  }
}

/** Reads canonical text back: small pieces only. */
function parseCanonical(text: string): { ordinal: number; cells: string[] }[] {
  const records: { ordinal: number; cells: string[] }[] = [];
  let cells: string[] = [];
  for (let at = 0; at < text.length; at++) {
    const end = closingQuote(text, at + 1);
    cells.push(text.slice(at + 1, end).replaceAll('""', '"'));
    at = end + 1;
    if (text[at] !== '\n') continue;
    records.push({ ordinal: Number(cells[0]), cells: cells.slice(1) });
    cells = [];
  }
  return records;
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}
