import { CFB, utils, write } from '@e965/xlsx';
import { file, reasonOf, survey } from './fixtures.ts';

/** An OLE container with the named streams. */
function ole(streams: Record<string, Uint8Array>): Uint8Array {
  const container = CFB.utils.cfb_new();
  for (const [name, content] of Object.entries(streams)) CFB.utils.cfb_add(container, name, content);
  return Uint8Array.from(CFB.write(container, { type: 'buffer' }) as Uint8Array);
}

/** BIFF records: type and content. */
function biff(...records: [type: number, content: number[]][]): Uint8Array {
  return Uint8Array.from(
    records.flatMap(([type, content]) => [
      type & 255,
      type >> 8,
      content.length & 255,
      content.length >> 8,
      ...content,
    ]),
  );
}

const bof: [number, number[]] = [0x809, [0, 6, 5, 0, ...new Array(12).fill(0)]];

describe('OLE containers', () => {
  it.each([
    ['encrypted', 'a.xlsx', { '/EncryptedPackage': Uint8Array.of(1), '/EncryptionInfo': Uint8Array.of(1) }],
    ['encrypted', 'a.xls', { '/Workbook': biff(bof, [0x2f, [1, 0, 1, 0]]) }],
    ['macros', 'a.xls', { '/Workbook': biff(bof), '/_VBA_PROJECT_CUR/VBA/dir': Uint8Array.of(1) }],
    ['embedded-objects', 'a.xls', { '/Workbook': biff(bof), '/MBD0000ABCD/Ole': Uint8Array.of(1) }],
    ['external-links', 'a.xls', { '/Workbook': biff(bof, [0x1ae, [1, 0, 5, 0, 0, 97, 46, 120, 108]]) }],
    ['unknown-format', 'a.xls', { '/WordDocument': Uint8Array.of(1) }],
  ])('are refused: %s', async (reason, name, streams) => {
    expect(await reasonOf(survey(file(ole(streams as Record<string, Uint8Array>)), name))).toBe(reason);
  });

  it('are taken when they hold a plain workbook', async () => {
    const made = utils.book_new();
    utils.book_append_sheet(made, utils.aoa_to_sheet([['x']]), 'S');
    const bytes = write(made, { type: 'buffer', bookType: 'biff8' }) as Buffer;
    expect(await reasonOf(survey(file(bytes), 'a.xls'))).toBe('accepted');
  });
});

describe('workbooks of before the container', () => {
  it.each([
    ['Excel 2', [0x009, [0, 0, 0x10, 0]]],
    ['Excel 3', [0x209, [0, 0, 0x10, 0, 0, 0]]],
    ['Excel 4', [0x409, [0, 0, 0x10, 0, 0, 0]]],
    ['Excel 5 without a container', bof],
  ])('are refused by their name, whatever theirs is: %s', async (_, opening) => {
    const path = file(biff(opening as [number, number[]], [0x0a, []]));
    for (const name of ['a.xls', 'a.et', 'a.csv', 'a'])
      expect(await reasonOf(survey(path, name))).toBe('old-workbook');
    await expect(survey(path, 'a.xls')).rejects.toThrow(/Excel 2 to 4.*save it as \.xlsx/);
  });

  it('are known as a program writes them', async () => {
    const made = utils.book_new();
    utils.book_append_sheet(made, utils.aoa_to_sheet([['x', 1]]), 'S');
    const bytes = write(made, { type: 'buffer', bookType: 'biff2' }) as Buffer;
    expect(await reasonOf(survey(file(bytes), 'a.xls'))).toBe('old-workbook');
  });

  it('are not seen in a text that begins with a tab', async () => {
    expect(await reasonOf(survey(file('\t名称\t金额\n1\t甲\t2\n'), 'a.tsv'))).toBe('accepted');
  });
});
