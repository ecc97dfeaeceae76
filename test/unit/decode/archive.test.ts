import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { readRecord } from '../../../layers/refinery/decode/index.ts';
import { canonical, file, folder, gbk, reasonOf, survey, xlsx, zip } from './fixtures.ts';

const csv = 'a,b\n1,2\n';

describe('wrapped files', () => {
  it('opens a ZIP of one file and leaves clutter and other files aside', async () => {
    const path = file(
      zip({
        'x/数据.csv': gbk('名称,b\n贵阳,2\n'),
        '__MACOSX/x/._数据.csv': 'x',
        '说明.docx': 'x',
        'x/': new Uint8Array(),
      }),
    );
    const { survey: seen, text } = await canonical(path, 'a.zip');
    expect(seen).toMatchObject({ format: 'csv', wrappers: ['zip'], encoding: 'gb18030', divisible: false });
    expect(seen.tables.map((table) => table.name)).toEqual(['x/数据.csv']);
    expect(seen.warnings).toHaveLength(1);
    expect(text).toBe('"1","名称","b"\n"2","贵阳","2"\n');
    expect(await readRecord(path, seen, 'x/数据.csv', 2)).toEqual({ line: 2, cells: ['贵阳', '2'] });
  });

  it('gives each file of a ZIP as a table, whatever its encoding and delimiter', async () => {
    const path = file(zip({ 'a.csv': csv, 'b.csv': gbk('名称;b;c\n贵阳;2;3\n') }));
    expect((await survey(path, 'a.zip')).tables.map((table) => table.name)).toEqual(['a.csv', 'b.csv']);
    expect((await canonical(path, 'a.zip', 'b.csv')).text).toBe('"1","名称","b","c"\n"2","贵阳","2","3"\n');
  });

  it('opens workbooks in a ZIP by sheet', async () => {
    const book = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>');
    expect((await canonical(file(zip({ 'a.xlsx': book })), 'a.zip', 'Sheet1')).text).toBe('"1","1"\n');
    const two = file(zip({ 'a.xlsx': book, 'b.xlsx': book }));
    expect((await canonical(two, 'a.zip', 'b.xlsx#Sheet1')).text).toBe('"1","1"\n');
  });

  it('opens GZ', async () => {
    const { survey: seen, text } = await canonical(file(gzipSync(csv)), 'a.csv.gz');
    expect(seen).toMatchObject({ format: 'csv', wrappers: ['gz'], divisible: false });
    expect(text).toBe('"1","a","b"\n"2","1","2"\n');
  });

  it('leaves no temporary files', async () => {
    const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('decode-'));
    await canonical(file(gzipSync(csv)), 'a.csv.gz');
    await reasonOf(canonical(file(gzipSync('a,"')), 'a.csv.gz'));
    expect(leftovers()).toEqual([]);
  });
});

/** Changes bytes of the central directory's entry `index`. */
function patched(bytes: Uint8Array, change: (directory: Buffer, at: number) => void, index = 0): Buffer {
  const copy = Buffer.from(bytes);
  let at = copy.readUInt32LE(copy.length - 6);
  for (let i = 0; i < index; i++) at += 46 + copy.readUInt16LE(at + 28) + copy.readUInt16LE(at + 30);
  change(copy, at);
  return copy;
}

describe('archives that are refused', () => {
  it.each([
    ['zip-slip', { '../a.csv': csv }],
    ['zip-slip', { '/etc/a.csv': csv }],
    ['zip-slip', { 'x\\a.csv': csv }],
    ['zip-slip', { 'C:/a.csv': csv }],
    ['zip-slip', { 'A.csv': csv, 'a.csv': csv }],
    ['zip-bomb', { 'a.zip': zip({ 'a.csv': csv }) }],
    ['zip-bomb', { 'a.csv': csv, 'b.gz': 'x' }],
    ['type-mismatch', { 'a.csv': zip({ 'a.csv': csv }) }],
    ['no-data-file', { 'a.docx': 'x' }],
    ['no-data-file', { 'a.csv': csv, 'b.json': '[{"a":1}]' }],
    ['type-mismatch', { 'a.xlsx': 'MZ' }],
    ['empty-file', { 'a.csv': '' }],
  ])('%s', async (reason, entries) => {
    expect(await reasonOf(survey(file(zip(entries as Record<string, string>)), 'a.zip'))).toBe(reason);
  });

  it('zip-bomb: too many entries', async () => {
    const entries = Object.fromEntries(
      Array.from({ length: 10_001 }, (_, i) => [`${i}.csv`, new Uint8Array()]),
    );
    expect(await reasonOf(survey(file(zipSync(entries, { level: 0 })), 'a.zip'))).toBe('zip-bomb');
  });

  it('zip-bomb: declared, hidden behind a false size, and overlapping', async () => {
    const bomb = zip({ 'a.csv': new Uint8Array(60 << 20).fill(0x30) });
    expect(await reasonOf(survey(file(bomb), 'a.zip'))).toBe('zip-bomb');
    const lying = patched(bomb, (directory, at) => directory.writeUInt32LE(1000, at + 24));
    expect(await reasonOf(survey(file(lying), 'a.zip'))).toBe('zip-bomb');
    const two = zip({ 'a.csv': csv.repeat(50), 'b.csv': csv.repeat(50) });
    const same = patched(two, (directory, at) => directory.writeUInt32LE(0, at + 42), 1);
    expect(await reasonOf(survey(file(same), 'a.zip'))).toBe('zip-bomb');
    expect(await reasonOf(survey(file(gzipSync(Buffer.alloc(60 << 20, 0x30))), 'a.csv.gz'))).toBe('zip-bomb');
    expect(await reasonOf(survey(file(zip({ 'a.csv': csv })), 'a.zip', { inflated: 5 }))).toBe('zip-bomb');
  });

  it('zip-bomb: an archive in a GZ', async () => {
    expect(await reasonOf(survey(file(gzipSync(gzipSync(csv))), 'a.gz'))).toBe('zip-bomb');
    expect(await reasonOf(survey(file(gzipSync(zip({ 'a.csv': csv }))), 'a.gz'))).toBe('zip-bomb');
  });

  it('encrypted', async () => {
    const locked = patched(zip({ 'a.csv': csv }), (directory, at) => directory.writeUInt16LE(1, at + 8));
    expect(await reasonOf(survey(file(locked), 'a.zip'))).toBe('encrypted');
  });

  it('truncated: a ZIP without its directory, a GZ cut short', async () => {
    const bytes = zip({ 'a.csv': csv.repeat(100) });
    expect(await reasonOf(survey(file(bytes.subarray(0, bytes.length - 40)), 'a.zip'))).toBe('truncated');
    const gz = gzipSync(Buffer.from(Array.from({ length: 9000 }, (_, i) => `${i * 7919},b\n`).join('')));
    expect(await reasonOf(survey(file(gz.subarray(0, gz.length / 2)), 'a.csv.gz'))).toBe('truncated');
  });

  it('malformed-archive: content that is not what was packed', async () => {
    const bytes = patched(zip({ 'a.csv': csv }), (directory, at) => directory.writeUInt32LE(7, at + 16));
    expect(await reasonOf(survey(file(bytes), 'a.zip'))).toBe('malformed-archive');
    const strange = patched(zip({ 'a.csv': csv }), (directory, at) => directory.writeUInt16LE(99, at + 10));
    expect(await reasonOf(survey(file(strange), 'a.zip'))).toBe('malformed-archive');
  });

  it('a ZIP named as a workbook', async () => {
    expect(await reasonOf(survey(file(zip({ 'a.csv': csv })), 'a.xlsx'))).toBe('type-mismatch');
  });
});
