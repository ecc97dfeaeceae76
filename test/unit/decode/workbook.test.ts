import { utils, type WorkBook, write } from '@e965/xlsx';
import { readRecord } from '../../../layers/refinery/decode/index.ts';
import { canonical, file, reasonOf, survey, xlsx, zip } from './fixtures.ts';

const formats = ['xlsx', 'xls', 'ods'] as const;
const bookTypes = { xlsx: 'xlsx', xls: 'biff8', ods: 'ods' } as const;

function book(rows: unknown[][], change?: (book: WorkBook) => void): WorkBook {
  const made = utils.book_new();
  utils.book_append_sheet(made, utils.aoa_to_sheet(rows), '数据');
  change?.(made);
  return made;
}

function save(made: WorkBook, format: (typeof formats)[number]): string {
  return file(write(made, { type: 'buffer', bookType: bookTypes[format], bookSST: true }) as Buffer);
}

describe.each(formats)('%s', (format) => {
  const name = `a.${format}`;

  it('gives text, numbers and truth values, with row numbers as ordinals', async () => {
    const path = save(book([['名称', '金额', '是'], [], ['"甲" & 乙\n二', 0.1 + 0.2, true]]), format);
    const { text, survey: seen } = await canonical(path, name);
    expect(text).toBe('"1","名称","金额","是"\n"3","""甲"" & 乙\n二","0.3","TRUE"\n');
    expect(seen.format).toBe(format);
    expect(seen.tables[0]?.name).toBe('数据');
    expect(seen.tables[0]?.head[1]).toEqual([]);
    expect(await readRecord(path, seen, '数据', 3)).toEqual({
      line: 3,
      cells: ['"甲" & 乙\n二', '0.3', 'TRUE'],
    });
    await expect(readRecord(path, seen, '数据', 9)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('writes numbers as the shortest decimal of 15 digits, never with an exponent', async () => {
    const numbers = [12345678901234.56, 1e-7, 1.1 * 3, 123456789012345680000, -0.07, 1e15, 100, 2.5];
    const { text } = await canonical(save(book([numbers]), format), name);
    expect(text).toBe(
      '"1","12345678901234.56","0.0000001","3.3","123456789012345680000","-0.07","1000000000000000","100","2.5"\n',
    );
  });

  it('reports merged heads and hidden sheets', async () => {
    const made = book(
      [
        ['甲', null, '乙'],
        ['a', 'b', 'c'],
      ],
      (b) => {
        (b.Sheets.数据 as Record<string, unknown>)['!merges'] = [utils.decode_range('A1:B1')];
        utils.book_append_sheet(b, utils.aoa_to_sheet([['x']]), '隐藏');
        b.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }] };
      },
    );
    const { tables } = await survey(save(made, format), name);
    expect(tables[0]?.merges).toEqual([{ top: 0, left: 0, bottom: 0, right: 1 }]);
    expect(tables.map((table) => table.name)).toEqual(['数据', '隐藏']);
    // The writer of the library marks no hidden sheets in ODS: see the test with a hand-made one.
    if (format !== 'ods') expect(tables.map((table) => table.hidden)).toEqual([false, true]);
  });

  it('decodes the sheet that is asked for', async () => {
    const made = book([['x']], (b) => utils.book_append_sheet(b, utils.aoa_to_sheet([['y', 1]]), '第二'));
    expect((await canonical(save(made, format), name, '第二')).text).toBe('"1","y","1"\n');
    expect(await reasonOf(canonical(save(made, format), name, '第三'))).toBe('no-such-table');
  });

  it('keeps nothing of cells that are blank at the right', async () => {
    const { columns } = await canonical(save(book([['a', 'b', ' ', '']]), format), name);
    expect(columns).toBe(2);
  });
});

describe.each(['xlsx', 'xls'] as const)('dates and errors in %s', (format) => {
  it('follow the format of the cell', async () => {
    const made = book([[45292, 45292.5, 0.25, 45292]], (b) => {
      const sheet = b.Sheets.数据 as Record<string, { z?: string }>;
      for (const [cell, z] of [
        ['A1', 'yyyy-mm-dd'],
        ['B1', 'yyyy/m/d h:mm'],
        ['C1', 'h:mm:ss'],
        ['D1', '#,##0.00'],
      ] as const)
        (sheet[cell] as { z?: string }).z = z;
    });
    expect((await canonical(save(made, format), `a.${format}`)).text).toBe(
      '"1","2024-01-01","2024-01-01 12:00:00","06:00:00","45292"\n',
    );
  });

  it('count from 1904 where the workbook does', async () => {
    const made = book([[43830]], (b) => {
      (b.Sheets.数据 as Record<string, { z?: string }>).A1 = { t: 'n', v: 43830, z: 'yyyy-mm-dd' } as never;
      b.Workbook = { WBProps: { date1904: true } };
    });
    expect((await canonical(save(made, format), `a.${format}`)).text).toBe('"1","2024-01-01"\n');
  });

  it('keeps errors by name', async () => {
    const made = book([['x', 'y']], (b) => {
      (b.Sheets.数据 as Record<string, unknown>).B1 = { t: 'e', v: 42 };
    });
    expect((await canonical(save(made, format), `a.${format}`)).text).toBe('"1","x","#N/A"\n');
  });
});

describe('XLSX parts as other programs write them', () => {
  it('counts from 1904 although an extension of the workbook has properties of its own', async () => {
    const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const workbook = `<workbook xmlns:r="${office}" xmlns:x15="urn:x15"><workbookPr date1904="1"/>
      <sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>
      <extLst><ext><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst></workbook>`;
    const relation = (id: string, kind: string, target: string) =>
      `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`;
    const path = file(
      xlsx('<row r="1"><c r="A1" s="1"><v>24472</v></c></row>', {
        'xl/workbook.xml': workbook,
        'xl/_rels/workbook.xml.rels': `<Relationships>${relation('rId1', 'worksheet', 'worksheets/sheet1.xml')}${relation('rId2', 'styles', 'styles.xml')}</Relationships>`,
        'xl/styles.xml':
          '<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
      }),
    );
    expect((await canonical(path, 'a.xlsx')).text).toBe('"1","1971-01-01"\n');
  });

  it('reads shared strings with runs, phonetics, entities and Office escapes', async () => {
    const strings =
      '<sst><si><t>a&amp;b &#x8D35;</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">x </t></r><r><t>y</t></r>' +
      '<rPh sb="0" eb="1"><t>zz</t></rPh></si><si/><si><t>line_x000D_end</t></si></sst>';
    const row = [0, 1, 2, 3].map((i) => `<c r="${'ABCD'[i]}1" t="s"><v>${i}</v></c>`).join('');
    const bytes = xlsx(`<row r="1">${row}</row>`, { 'xl/sharedStrings.xml': strings });
    expect((await canonical(file(bytes), 'a.xlsx')).text).toBe('"1","a&b 贵","x y","","line\rend"\n');
  });

  it('reads prefixed elements, formulas, inline strings and cells without references', async () => {
    const rows =
      '<x:row><x:c><x:f>1&lt;2</x:f><x:v>7</x:v></x:c><x:c t="inlineStr"><x:is><x:t>行</x:t></x:is></x:c>' +
      '<x:c t="str"><x:v>a"b</x:v></x:c></x:row><x:row r="4" spans="1:1"><x:c r="C4" s="0"/><x:c r="D4"><x:v>1E-2</x:v></x:c></x:row><x:row r="5"/>';
    const sheet = `<?xml version="1.0"?><x:worksheet xmlns:x="m"><x:sheetData>${rows}</x:sheetData></x:worksheet>`;
    const bytes = xlsx('', { 'xl/worksheets/sheet1.xml': sheet });
    expect((await canonical(file(bytes), 'a.xlsx')).text).toBe(
      '"1","7","行","a""b",""\n"4","","","","0.01"\n',
    );
  });

  it('shows a formula that has no result, and keeps an empty text that is one', async () => {
    const cells =
      '<c r="A1"><f>1+A2&amp;"x"</f></c><c r="B1"><f>B2</f><v></v></c><c r="C1"><f t="shared" si="0"/><v/></c>' +
      '<c r="D1" t="str"><f>IF(1,"")</f><v></v></c><c r="E1"><f>2</f><v>2</v></c>';
    const { text } = await canonical(file(xlsx(`<row r="1">${cells}</row>`)), 'a.xlsx');
    expect(text).toBe('"1","=1+A2&""x""","=B2","=","","2"\n');
  });

  it('is not misled by what stands behind the rows', async () => {
    const row = (n: number) => `<row r="${n}"><c r="A${n}"><v>${n}</v></c></row>`;
    const sheet = `<worksheet><sheetData>${row(1)}${row(2)}</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells><rowBreaks count="1"><brk id="1"/></rowBreaks></worksheet>`;
    const bytes = xlsx('', { 'xl/worksheets/sheet1.xml': sheet });
    const { text, survey: seen } = await canonical(file(bytes), 'a.xlsx');
    expect(text).toBe('"1","1"\n"2","2"\n');
    expect(seen.tables[0]?.merges).toEqual([{ top: 0, left: 0, bottom: 1, right: 1 }]);
  });

  it('reads sheets of many blocks and rows of many kilobytes', async () => {
    const long = 'x'.repeat(30_000);
    const rows = Array.from(
      { length: 300 },
      (_, i) =>
        `<row r="${i + 1}"><c r="A${i + 1}" t="inlineStr"><is><t>${long}${i}</t></is></c><c r="B${i + 1}"><v>${i}</v></c></row>`,
    );
    const { text, records } = await canonical(file(xlsx(rows.join(''))), 'a.xlsx');
    expect(records).toBe(300);
    expect(text).toBe(rows.map((_, i) => `"${i + 1}","${long}${i}","${i}"\n`).join(''));
  });

  it('reads a sheet without rows', async () => {
    const bytes = xlsx('', { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData/></worksheet>' });
    expect((await canonical(file(bytes), 'a.xlsx')).records).toBe(0);
  });

  it('takes an XLSX named .xls and says so', async () => {
    const seen = await survey(file(xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')), 'a.xls');
    expect(seen.format).toBe('xlsx');
    expect(seen.warnings).toHaveLength(1);
  });

  it.each([
    ['macros', 'a.xlsm', { 'xl/vbaProject.bin': 'x' }],
    [
      'macros',
      'a.xlsx',
      {
        '[Content_Types].xml':
          '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>',
      },
    ],
    ['external-links', 'a.xlsx', { 'xl/externalLinks/externalLink1.xml': '<x/>' }],
    ['embedded-objects', 'a.xlsx', { 'xl/embeddings/oleObject1.bin': 'x' }],
    ['embedded-objects', 'a.xlsx', { 'xl/activeX/activeX1.xml': '<x/>' }],
    [
      'dtd',
      'a.xlsx',
      { 'xl/worksheets/sheet1.xml': '<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>' },
    ],
    ['dtd', 'a.xlsx', { 'xl/workbook.xml': '<!DOCTYPE x><workbook/>' }],
    ['dtd', 'a.xlsx', { 'xl/sharedStrings.xml': '<!DOCTYPE x><sst/>' }],
    [
      'malformed-workbook',
      'a.xlsx',
      { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row r="1"><c r="A1">' },
    ],
    [
      'malformed-workbook',
      'a.xlsx',
      {
        'xl/worksheets/sheet1.xml':
          '<worksheet><sheetData><row r="1"><c><v><![CDATA[1]]></v></c></row></sheetData></worksheet>',
      },
    ],
    [
      'malformed-workbook',
      'a.xlsx',
      {
        'xl/worksheets/sheet1.xml':
          '<worksheet><sheetData><row r="1"><c t="s"><v>5</v></c></row></sheetData></worksheet>',
      },
    ],
    ['malformed-workbook', 'a.xlsx', { 'xl/workbook.xml': '<workbook/>' }],
    [
      'too-many-columns',
      'a.xlsx',
      {
        'xl/worksheets/sheet1.xml':
          '<worksheet><sheetData><row r="1"><c r="XFE1"><v>1</v></c></row></sheetData></worksheet>',
      },
    ],
    ['type-mismatch', 'a.csv', {}],
    ['type-mismatch', 'a.ods', {}],
  ])('refuses %s', async (reason, name, parts) => {
    expect(await reasonOf(survey(file(xlsx('', parts as Record<string, string>)), name))).toBe(reason);
  });

  it('reads a workbook whose first shared string is empty', async () => {
    const cells = '<c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c>';
    const strings = '<sst><si><t/></si><si><t>甲</t></si></sst>';
    const path = file(xlsx(`<row r="1">${cells}</row>`, { 'xl/sharedStrings.xml': strings }));
    expect((await canonical(path, 'a.xlsx')).text).toBe('"1","甲","","甲"\n');
  });

  it('refuses a binary workbook by its name', async () => {
    const path = file(zip({ '[Content_Types].xml': '<Types/>', 'xl/workbook.bin': 'x' }));
    const refused = { code: 'unknown-format', message: expect.stringContaining('(XLSB)') };
    await expect(survey(path, 'a.xlsb')).rejects.toMatchObject(refused);
  });

  it('refuses shared strings beyond the limit', async () => {
    const strings = `<sst>${'<si><t>text</t></si>'.repeat(100)}</sst>`;
    const path = file(xlsx('', { 'xl/sharedStrings.xml': strings }));
    expect(await reasonOf(survey(path, 'a.xlsx', { sharedStrings: 399 }))).toBe('too-large-for-format');
    expect(await reasonOf(survey(path, 'a.xlsx', { sharedStrings: 400 + 900 }))).toBe('accepted');
  });

  it('refuses other office files', async () => {
    const bytes = zip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<x/>' });
    expect(await reasonOf(survey(file(bytes), 'a.zip'))).toBe('unknown-format');
  });
});

describe('XLS that is refused', () => {
  const plain = () => write(book([['x']]), { type: 'buffer', bookType: 'biff8' }) as Buffer;

  it('for its size', async () => {
    expect(await reasonOf(survey(file(plain()), 'a.xls', { wholeFile: 1000 }))).toBe('too-large-for-format');
  });

  it('for a name that promises XLSX', async () => {
    expect(await reasonOf(survey(file(plain()), 'a.xlsx'))).toBe('type-mismatch');
  });

  it('for being cut off', async () => {
    expect(await reasonOf(survey(file(plain().subarray(0, 700)), 'a.xls'))).toBe('malformed-workbook');
  });
});
