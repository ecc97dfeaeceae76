import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeToUtf8, isPlainUtf8Csv, readRecord } from '../../../layers/refinery/decode/index.ts';
import { canonical, file, folder, gbk, reasonOf, survey } from './fixtures.ts';

describe('delimited text', () => {
  it('quotes every field, counts records and pads to the header', async () => {
    const { text, columns, records } = await canonical(file('名称,金额\n甲,1.50\n乙\n'), 'a.csv');
    expect(text).toBe('"1","名称","金额"\n"2","甲","1.50"\n"3","乙",""\n');
    expect({ columns, records }).toEqual({ columns: 2, records: 3 });
  });

  it('keeps surplus cells in columns of their own and pads what came before', async () => {
    const { text, columns } = await canonical(file(`a,b\n${'1,2\n'.repeat(70)}1,2,3,4\n`), 'a.csv');
    expect(columns).toBe(4);
    expect(text.startsWith('"1","a","b","",""\n"2","1","2","",""\n')).toBe(true);
    expect(text.endsWith('"72","1","2","3","4"\n')).toBe(true);
  });

  it('counts blank records and line breaks in cells as the file has them', async () => {
    const path = file('a,b\r\n\r\n"x\r\ny",2\r\n,\r\n3,4');
    const { text, survey: seen } = await canonical(path, 'a.csv');
    expect(text).toBe('"1","a","b"\n"3","x\r\ny","2"\n"5","3","4"\n');
    expect(seen.tables[0]?.head).toEqual([['a', 'b'], [], ['x\r\ny', '2'], [], ['3', '4']]);
    expect(await readRecord(path, seen, '', 5)).toEqual({ line: 6, cells: ['3', '4'] });
    expect(await readRecord(path, seen, '', 2)).toEqual({ line: 2, cells: [] });
  });

  it('reads doubled quotes, quotes in the middle and text behind a closing quote', async () => {
    const { text } = await canonical(file('a,b,c\n"he said ""hi""",5" pipe,"x"y"z\n'), 'a.csv');
    expect(text).toBe('"1","a","b","c"\n"2","he said ""hi""","5"" pipe","xy""z"\n');
  });

  it.each([
    ['tab', '\t'],
    ['semicolon', ';'],
    ['bar', '|'],
  ])('finds the delimiter: %s', async (_, delimiter) => {
    const rows = ['a', '1,5', '"x,y"'].map((cell) => [cell, 'b', 'c'].join(delimiter)).join('\n');
    const { text, survey: seen } = await canonical(file(rows), 'a.txt');
    expect(seen.delimiter).toBe(delimiter);
    expect(text.split('\n')[1]).toBe('"2","1,5","b","c"');
  });

  it('drops byte order marks at the beginning and in the middle', async () => {
    const { text, survey: seen } = await canonical(file('\ufeffa,b\n\ufeff"x,1",\ufeff2\n'), 'a.csv');
    expect(seen.bom).toBe(true);
    expect(text).toBe('"1","a","b"\n"2","x,1","2"\n');
  });

  it('turns NUL into U+FFFD', async () => {
    expect((await canonical(file('a,b\nx\0y,2\n'), 'a.csv')).text).toContain('"x\ufffdy"');
  });

  it('reads files whose records end with carriage returns only', async () => {
    expect((await canonical(file('a,b\r1,2\r'), 'a.csv')).text).toBe('"1","a","b"\n"2","1","2"\n');
  });
});

describe('encodings', () => {
  const text = '名称,地址\n贵阳某公司,"云岩区,中华北路"\n';

  it.each([
    ['gb18030', gbk(text)],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16be', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['utf-8', Buffer.from(text)],
  ])('tells %s and decodes it', async (encoding, bytes) => {
    const path = file(bytes);
    const { text: out, survey: seen } = await canonical(path, 'a.csv');
    expect(seen.encoding).toBe(encoding);
    expect(out).toBe('"1","名称","地址"\n"2","贵阳某公司","云岩区,中华北路"\n');
    expect(isPlainUtf8Csv(seen)).toBe(encoding === 'utf-8');
    const utf8 = join(folder, `utf8-${encoding}`);
    await decodeToUtf8(path, seen, utf8);
    expect(readFileSync(utf8, 'utf8')).toBe(text);
  });

  it('tells GBK that begins after megabytes of ASCII', async () => {
    const path = file(Buffer.concat([Buffer.from('1,2\n'.repeat(700_000)), gbk(text)]));
    expect((await survey(path, 'a.csv')).encoding).toBe('gb18030');
  });

  it('tells UTF-16 without a mark', async () => {
    const path = file(Buffer.from('a,b,c\n1,2,3\n', 'utf16le'));
    expect((await survey(path, 'a.csv')).encoding).toBe('utf-16le');
  });

  it('refuses bytes that are text in no encoding', async () => {
    const bytes = Buffer.alloc(5000, 0xff);
    bytes.write('a,b\n', 0);
    expect(await reasonOf(survey(file(bytes), 'a.csv'))).toBe('bad-encoding');
  });

  it('takes a few unreadable bytes and says so', async () => {
    const path = file(Buffer.concat([Buffer.from(text.repeat(200)), Buffer.from([0xff, 0x0a])]));
    const { survey: seen, text: out } = await canonical(path, 'a.csv');
    expect(seen.encoding).toBe('utf-8');
    expect(seen.warnings).toHaveLength(1);
    expect(out).toContain('\ufffd');
  });
});

describe('what text is refused for', () => {
  it.each([
    ['empty-file', '', 'a.csv'],
    ['unclosed-quote', 'a,b\n1,"2\n3,4\n', 'a.csv'],
    ['unclosed-quote', `a,b\n1,"${'2,\n'.repeat(500_000)}`, 'a.csv'],
    ['too-many-columns', `${'a,'.repeat(16_384)}b\n`, 'a.csv'],
    ['cell-too-large', `a,${'x'.repeat(1_100_000)}\n`, 'a.csv'],
    ['record-too-large', `${`${'x'.repeat(900_000)},`.repeat(20)}\n`, 'a.csv'],
    ['type-mismatch', '<html><table><tr><td>1</td></tr></table></html>', 'a.xls'],
    ['type-mismatch', 'a,b\n1,2\n', 'a.xlsx'],
    ['type-mismatch', '%PDF-1.7', 'a.csv'],
    ['type-mismatch', 'MZ\x90\0', 'a.xlsx'],
    ['unknown-format', '\x89PNG\r\n', 'a.png'],
    ['unknown-format', '\x01\x02\x03\x04\x05\x06\x07\x08'.repeat(100), 'a.bin'],
  ])('%s', async (reason, content, name) => {
    expect(await reasonOf(canonical(file(Buffer.from(content, 'latin1')), name))).toBe(reason);
  });

  it('names the line a quote opens on', async () => {
    await expect(canonical(file('a,b\n1,2\n3,"4\n5,6\n'), 'a.csv')).rejects.toMatchObject({
      code: 'unclosed-quote',
      place: { line: 3 },
    });
  });

  it('refuses a table that one stray cell would blow up', async () => {
    const wide = `${'x,'.repeat(16_000)}\n`;
    const path = file(`a,b\n${'1,2\n'.repeat(100_000)}${wide}`);
    expect(await reasonOf(canonical(path, 'a.csv'))).toBe('too-sparse');
  });
});
