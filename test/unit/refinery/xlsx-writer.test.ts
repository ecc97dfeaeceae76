import * as XLSX from '@e965/xlsx';
import { scopedStream } from '../../../layers/refinery/scoped-stream.ts';
import { cutMark, writeXlsx } from '../../../layers/refinery/xlsx-writer.ts';

async function* pieces(rows: readonly string[][]) {
  for (let i = 0; i < rows.length; i += 3) yield rows.slice(i, i + 3);
}

async function workbookOf(header: string[], rows: string[][], perSheet?: number): Promise<XLSX.WorkBook> {
  const bytes: Uint8Array[] = [];
  for await (const piece of writeXlsx([header], pieces(rows), perSheet)) bytes.push(piece);
  return XLSX.read(Buffer.concat(bytes));
}

describe('workbooks', () => {
  test('hold text only, whatever it looks like', async () => {
    const odd = ['=1+1', '<b>&"', '\u0000x', ' a ', '00123', '=cmd|x'];
    const book = await workbookOf(
      ['甲'],
      odd.map((text) => [text]),
    );
    const sheet = book.Sheets.Sheet1 as XLSX.WorkSheet;
    expect(XLSX.utils.sheet_to_json(sheet, { header: 1 })).toEqual([
      ['甲'],
      ['=1+1'],
      ['<b>&"'],
      ['x'],
      [' a '],
      ['00123'],
      ['=cmd|x'],
    ]);
    expect(Object.values(sheet).some((cell) => (cell as XLSX.CellObject).f !== undefined)).toBe(false);
  });

  test('say where a cell was too long for them', async () => {
    const book = await workbookOf(['n'], [['x'.repeat(32_767)], ['x'.repeat(32_768)]]);
    const [, full, cut] = XLSX.utils.sheet_to_json<string[]>(book.Sheets.Sheet1 as XLSX.WorkSheet, {
      header: 1,
    });
    expect(full).toEqual(['x'.repeat(32_767)]);
    expect(cut?.[0]).toHaveLength(32_767);
    expect(cut?.[0]?.endsWith(cutMark)).toBe(true);
  });

  test('go on in another sheet when one is full', async () => {
    const book = await workbookOf(
      ['n'],
      Array.from({ length: 7 }, (_, i) => [String(i)]),
      4,
    );
    expect(book.SheetNames).toEqual(['Sheet1', 'Sheet2', 'Sheet3']);
    expect(XLSX.utils.sheet_to_json(book.Sheets.Sheet3 as XLSX.WorkSheet, { header: 1 })).toEqual([
      ['n'],
      ['6'],
    ]);
  });
});

describe('scoped streams', () => {
  test('end their scope when the reader stops', async () => {
    const seen: string[] = [];
    const stream = scopedStream<number>(async (emit) => {
      try {
        for (let i = 0; ; i++) await emit(i);
      } finally {
        seen.push('closed');
      }
    });
    for await (const n of stream) if (n === 3) break;
    expect(seen).toEqual(['closed']);
  });
});
