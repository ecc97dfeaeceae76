/** Merged cells among the first rows of a sheet: they stand behind the data. */
import { readEntry } from './inflate.ts';
import { type DecodeLimits, headRecords } from './limits.ts';
import { cutBlocks } from './xml-blocks.ts';
import type { ZipEntry } from './zip-directory.ts';

export interface Merge {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

const MOST_TAIL = 4 << 20;
const rows = { root: 'sheetData', unit: 'row', stop: '/sheetData' };

/** Reads a sheet to its end, which also proves that it is whole. */
export async function findMerges(path: string, entry: ZipEntry, limits: DecodeLimits): Promise<Merge[]> {
  let tail = '';
  const keep = (bytes: Buffer) => {
    if (tail.length < MOST_TAIL) tail += bytes.toString('latin1');
  };
  for await (const _ of cutBlocks(readEntry(path, entry, limits), rows, limits, keep));
  const merges: Merge[] = [];
  for (const [, from, to] of tail.matchAll(
    /<(?:\w+:)?mergeCell\s[^>]{0,200}?ref="([A-Z]+\d+):([A-Z]+\d+)"/g,
  )) {
    const merge = toMerge(from as string, to as string);
    if (merge.top < headRecords && merges.length < 1000) merges.push(merge);
  }
  return merges;
}

function toMerge(from: string, to: string): Merge {
  const [a, b] = [cellOf(from), cellOf(to)];
  return { top: a.row, left: a.column, bottom: b.row, right: b.column };
}

function cellOf(reference: string): { row: number; column: number } {
  const letters = reference.replace(/\d/g, '');
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 0x40, 0) - 1;
  return { row: Number(reference.slice(letters.length)) - 1, column };
}
