import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Cell, csvLine, readCsv, writeFileDurably } from '../../../cli/bridge/csv.ts';
import { makeFolder } from '../../acceptance/files.ts';

async function read(text: string, pieces: number): Promise<Cell[][]> {
  async function* cut() {
    for (let at = 0; at < text.length; at += pieces) yield text.slice(at, at + pieces);
  }
  const found: Cell[][] = [];
  for await (const record of readCsv(cut())) found.push(record);
  return found;
}

// A carriage return before a line end belongs to the end, unless the cell is quoted, as a written one is.
const cell = fc.option(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '税', ' ') }), {
  nil: null,
});

test('what is written is read back, in pieces of any size; no value and empty text stay apart', async () => {
  const records = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(records, fc.integer({ min: 1, max: 7 }), async (rows, pieces) => {
      expect(await read(rows.map(csvLine).join(''), pieces)).toEqual(rows);
    }),
  );
});

test('line ends of Windows and a last line without one are read', async () => {
  expect(await read('a,b\r\n"",\r\nc,d', 3)).toEqual([
    ['a', 'b'],
    ['', null],
    ['c', 'd'],
  ]);
});

test('a file is written with the digest of its bytes', async () => {
  const path = join(await makeFolder(), 'file');
  const written = await writeFileDurably(path, [Buffer.from('ab'), Buffer.from('c')]);
  expect(await readFile(path, 'utf8')).toBe('abc');
  expect(written).toEqual({
    bytes: 3,
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  });
});
