import { canonical, file, reasonOf, survey, zip } from './fixtures.ts';

function ods(sheets: string, more: Record<string, string> = {}, styles = ''): Uint8Array {
  return zip({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'META-INF/manifest.xml': '<manifest/>',
    'content.xml':
      `<office:document-content><office:automatic-styles>${styles}</office:automatic-styles>` +
      `<office:body><office:spreadsheet>${sheets}</office:spreadsheet></office:body></office:document-content>`,
    ...more,
  });
}

const cell = (text: string, attributes = '') =>
  `<table:table-cell ${attributes}><text:p>${text}</text:p></table:table-cell>`;
const sheet = (rows: string, attributes = 'table:name="S"') =>
  `<table:table ${attributes}>${rows}</table:table>`;

describe('ODS', () => {
  it('writes repeated rows and cells out and passes over repeated blanks', async () => {
    const rows =
      `<table:table-row table:number-rows-repeated="2">${cell('a', 'table:number-columns-repeated="2"')}</table:table-row>` +
      '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>' +
      `<table:table-row><table:table-cell/>${cell('1.0', 'office:value-type="float" office:value="0.30000000000000004"')}</table:table-row>`;
    expect((await canonical(file(ods(sheet(rows))), 'a.ods')).text).toBe(
      '"1","a","a"\n"2","a","a"\n"1048003","","0.3"\n',
    );
  });

  it('gives dates, times, truth values, paragraphs and spaces, and leaves notes out', async () => {
    const rows = `<table:table-row>${cell('x', 'office:value-type="date" office:date-value="2024-01-01T00:00:00"')}${cell(
      'x',
      'office:value-type="time" office:time-value="PT08H30M00S"',
    )}${cell('x', 'office:value-type="boolean" office:boolean-value="true"')}<table:table-cell><office:annotation><text:p>note</text:p></office:annotation><text:p>a<text:s text:c="2"/>b</text:p><text:p>c</text:p></table:table-cell></table:table-row>`;
    expect((await canonical(file(ods(sheet(rows))), 'a.ods')).text).toBe(
      '"1","2024-01-01","08:30:00","TRUE","a  b\nc"\n',
    );
  });

  it('reports sheets whose style hides them', async () => {
    const styles =
      '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>';
    const sheets = sheet('', 'table:name="S"') + sheet('', 'table:name="T" table:style-name="h"');
    const { tables } = await survey(file(ods(sheets, {}, styles)), 'a.ods');
    expect(tables.map((table) => table.hidden)).toEqual([false, true]);
  });

  it.each([
    ['macros', '', { 'Basic/script.xml': 'x' }],
    ['embedded-objects', '', { 'Object 1/content.xml': 'x' }],
    ['encrypted', '', { 'META-INF/manifest.xml': '<manifest><encryption-data/></manifest>' }],
    ['dtd', '', { 'content.xml': '<!DOCTYPE x><x/>' }],
    ['external-links', sheet('<table:table-source/>'), {}],
    ['malformed-workbook', '<table:table>', {}],
    [
      'zip-bomb',
      sheet(
        `<table:table-row table:number-rows-repeated="1000000">${cell('a', 'table:number-columns-repeated="16000"')}</table:table-row>`,
      ),
      {},
    ],
    [
      'too-many-columns',
      sheet(`<table:table-row>${cell('a', 'table:number-columns-repeated="100000000"')}</table:table-row>`),
      {},
    ],
  ])('refuses %s', async (reason, sheets, more) => {
    expect(await reasonOf(survey(file(ods(sheets, more as Record<string, string>)), 'a.ods'))).toBe(reason);
  });
});
