/** Workbooks that are weapons. */
import { CFB, utils, write } from '@e965/xlsx';
import { type Classic, refused } from './classic.ts';
import { rawZip } from './raw-zip.ts';
import { dataRow, headerRow, inline, openDocument, workbook, workbookOf } from './workbook-bytes.ts';

const doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>';
const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(100)}"><!ENTITY c "${'&b;'.repeat(100)}">]>`;
const rows = `${headerRow()}${dataRow(2, 'r1')}`;
const sheet = (prolog: string, data = rows) =>
  `${prolog}<worksheet><sheetData>${data}</sheetData></worksheet>`;
const strings = (xml: string) => ({ 'xl/sharedStrings.xml': `<sst>${xml}</sst>` });
const shared = (index: string) => `<row r="2">${inline('A2', 'r1')}<c r="B2" t="s"><v>${index}</v></c></row>`;

const xlsx = (
  name: string,
  content: Uint8Array,
  ends: Classic['ends'],
  fileName = '死亡信息.xlsx',
): Classic => ({
  name,
  fileName,
  content,
  ends,
});

function ole(streams: Record<string, number[]>): Uint8Array {
  const container = CFB.utils.cfb_new();
  for (const [name, content] of Object.entries(streams))
    CFB.utils.cfb_add(container, name, Uint8Array.from(content));
  return Uint8Array.from(CFB.write(container, { type: 'buffer' }) as Uint8Array);
}

/** BIFF of a workbook that asks for a password. */
const filePass = [9, 8, 16, 0, 0, 6, 5, 0, ...new Array<number>(12).fill(0), 0x2f, 0, 4, 0, 1, 0, 1, 0];

function macroWorkbook(): Buffer {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet([['记录号'], ['r1']]), 'S');
  book.vbaraw = Uint8Array.of(1, 2, 3);
  return write(book, { type: 'buffer', bookType: 'xlsm' }) as Buffer;
}

const ods = (prolog: string, body: string) =>
  openDocument(
    `${prolog}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">${body}</table:table></office:spreadsheet></office:body></office:document-content>`,
  );
const odsCell = (text: string, more = '') =>
  `<table:table-cell${more}><text:p>${text}</text:p></table:table-cell>`;
const odsRows = `<table:table-row>${odsCell('记录号')}${odsCell('姓名')}</table:table-row><table:table-row>${odsCell('r1')}${odsCell('赵某')}</table:table-row>`;

const formulas = `${headerRow()}<row r="2">${inline('A2', 'r1')}<c r="B2" t="str"><f>cmd|'/c calc'!A1</f><v>赵某</v></c></row>`;

function dangers(): Classic[] {
  return [
    xlsx('XXE in a sheet', workbookOf(sheet(doctype)), refused('dtd')),
    xlsx(
      'XXE in shared strings',
      workbook(`${headerRow()}${shared('0')}`, {
        'xl/sharedStrings.xml': `${doctype}<sst><si><t>&e;</t></si></sst>`,
      }),
      refused('dtd'),
    ),
    xlsx(
      'XXE in the workbook',
      workbook(rows, { 'xl/workbook.xml': `${doctype}<workbook/>` }),
      refused('dtd'),
    ),
    xlsx('billion laughs in a sheet', workbookOf(sheet(laughs)), refused('dtd')),
    xlsx('XXE in an ods', ods(doctype, odsRows), refused('dtd'), 'a.ods'),
    xlsx('macro workbook', macroWorkbook(), refused('macros'), 'a.xlsm'),
    xlsx('macro workbook renamed', macroWorkbook(), refused('macros')),
    xlsx(
      'external links',
      workbook(rows, { 'xl/externalLinks/externalLink1.xml': '<externalLink/>' }),
      refused('external-links'),
    ),
    xlsx(
      'OLE embedding',
      workbook(rows, { 'xl/embeddings/oleObject1.bin': 'x' }),
      refused('embedded-objects'),
    ),
    xlsx('encrypted xlsx', ole({ '/EncryptedPackage': [1], '/EncryptionInfo': [1] }), refused('encrypted')),
    xlsx('encrypted xls', ole({ '/Workbook': filePass }), refused('encrypted'), 'a.xls'),
  ];
}

function places(): Classic[] {
  return [
    xlsx(
      'cell XFD1048576 alone',
      workbook(`${rows}<row r="1048576">${inline('XFD1048576', 'x')}</row>`),
      refused('too-many-columns'),
    ),
    xlsx(
      'sheet that claims to be huge',
      workbookOf(`<worksheet><dimension ref="A1:XFD1048576"/><sheetData>${rows}</sheetData></worksheet>`),
      { accepted: 1 },
    ),
    xlsx(
      'shared string out of range',
      workbook(`${headerRow()}${shared('7')}`, strings('<si><t>a</t></si>')),
      refused('malformed-workbook'),
    ),
    xlsx(
      'shared string below zero',
      workbook(`${headerRow()}${shared('-1')}`, strings('<si><t>a</t></si>')),
      refused('malformed-workbook'),
    ),
    xlsx(
      'shared string of a huge number',
      workbook(`${headerRow()}${shared('9'.repeat(400))}`, strings('<si><t>a</t></si>')),
      refused('malformed-workbook'),
    ),
    xlsx(
      'rows that go backwards',
      workbook(`${headerRow()}${dataRow(9, 'r1')}${dataRow(3, 'r2')}`),
      refused('malformed-workbook'),
    ),
    xlsx(
      'row beyond 1,048,576',
      workbook(`${headerRow()}${dataRow(1_048_577, 'r1')}`),
      refused('malformed-workbook'),
    ),
    xlsx(
      'row of a huge number',
      workbook(`${headerRow()}<row r="${'9'.repeat(400)}"></row>`),
      refused('malformed-workbook'),
    ),
    xlsx(
      'cell beyond XFD',
      workbook(`${headerRow()}<row r="2">${inline('ZZZZ2', 'r1')}</row>`),
      refused('too-many-columns'),
    ),
    xlsx(
      'cells that go backwards',
      workbook(`${headerRow()}<row r="2">${inline('C2', 'x')}${inline('A2', 'r1')}</row>`),
      refused('malformed-workbook'),
    ),
    xlsx(
      'number cell that breaks out of its cell',
      workbook(`${headerRow()}<row r="2">${inline('A2', 'r1')}<c r="B2"><v>1","2</v></c></row>`),
      { accepted: 1 },
    ),
    xlsx('formula: the value counts', workbook(formulas), { accepted: 1, first: { row_id: 'r1' } }),
    xlsx(
      'ods of 10^9 repeated rows',
      ods(
        '',
        `${odsRows}<table:table-row table:number-rows-repeated="1000000000">${odsCell('r2')}</table:table-row>`,
      ),
      refused('zip-bomb'),
      'a.ods',
    ),
    xlsx(
      'ods of 10^9 repeated cells',
      ods(
        '',
        `${odsRows}<table:table-row>${odsCell('r2', ' table:number-columns-repeated="1000000000"')}</table:table-row>`,
      ),
      refused('too-many-columns'),
      'a.ods',
    ),
    xlsx(
      'ods of 10^9 repeated blank rows',
      ods(
        '',
        `${odsRows}<table:table-row table:number-rows-repeated="1000000000"><table:table-cell/></table:table-row>`,
      ),
      { accepted: 1 },
      'a.ods',
    ),
    xlsx('sheet cut off inside', workbookOf(`<worksheet><sheetData>${rows}`), refused('malformed-workbook')),
    xlsx(
      'a million attributes on a cell',
      workbook(
        `${headerRow()}<row r="2"><c ${Array.from({ length: 1_000_000 }, (_, i) => `a${i}="1"`).join(' ')} r="A2"/></row>${dataRow(3, 'r1')}`,
      ),
      { accepted: 1 },
    ),
    xlsx(
      'sheet of another folder',
      workbook(rows, {
        'xl/_rels/workbook.xml.rels':
          '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>',
      }),
      refused('malformed-workbook'),
    ),
    xlsx(
      'workbook without sheets',
      workbook(rows, { 'xl/workbook.xml': '<workbook><sheets/></workbook>' }),
      refused('malformed-workbook'),
    ),
    xlsx(
      'word document named xlsx',
      rawZip([{ name: '[Content_Types].xml' }, { name: 'word/document.xml' }]),
      refused('unknown-format'),
    ),
  ];
}

export const workbooks = (): Classic[] => [...dangers(), ...places()];
