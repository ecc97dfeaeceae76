import { chooseTable, rankTables } from '../../../layers/core/mapping/choose-table.ts';
import { locateHeader } from '../../../layers/core/mapping/locate-header.ts';
import { resource, survey, table } from './samples.ts';

const vat = resource('VAT');
const header = ['纳税人识别号', '所属期', '申报日期', '销项税额', '进项税额'];
const data = ['520103000000001', '201503', '2015-04-10', '1000.00', '200.00'];

describe('locateHeader', () => {
  test('finds a header on the first row', () => {
    expect(locateHeader(table([header, data]), vat)).toMatchObject({ headerRecords: 1, headers: header });
  });

  test('steps over a merged title, a 填报单位 row and a blank row', () => {
    const head = [
      ['贵阳市增值税申报情况表', '', '', '', ''],
      ['填报单位：国税局', '', '', '填报日期：2015-04-12', '单位：元'],
      [],
      header,
      data,
    ];
    const merges = [{ top: 0, left: 0, bottom: 0, right: 4 }];
    expect(locateHeader(table(head, { merges }), vat)).toMatchObject({
      headerRecords: 4,
      headers: header,
      titleRecords: 3,
    });
  });

  test('does not count empty rows above it', () => {
    const head = [['标题'], [], [], ['单位：元'], [], [], [], [], [], [], header, data];
    expect(locateHeader(table(head), vat)).toMatchObject({ headerRecords: 11, headers: header });
  });

  test.each([5, 8])('finds a header on row %i', (row) => {
    const titles = Array.from({ length: row - 1 }, (_, i) => [`说明 ${i + 1}`]);
    expect(locateHeader(table([...titles, header, data]), vat)).toMatchObject({
      headerRecords: row,
      headers: header,
    });
  });

  test('joins a merged header of two rows', () => {
    const head = [
      ['税务报表', '', '', '', '', ''],
      ['纳税人识别号', '所属期', '销售额', '', '', '税额'],
      ['', '', '一般计税', '简易计税', '免税', '销项税额'],
      ['520103000000001', '201503', '1', '2', '3', '4'],
    ];
    const merges = [
      { top: 0, left: 0, bottom: 0, right: 5 },
      { top: 1, left: 0, bottom: 2, right: 0 },
      { top: 1, left: 1, bottom: 2, right: 1 },
      { top: 1, left: 2, bottom: 1, right: 4 },
    ];
    expect(locateHeader(table(head, { merges }), vat)).toMatchObject({
      headerRecords: 3,
      headers: [
        '纳税人识别号',
        '所属期',
        '销售额/一般计税',
        '销售额/简易计税',
        '销售额/免税',
        '税额/销项税额',
      ],
      matched: 6,
    });
  });

  test('takes no data for names under a merge that only widens one column', () => {
    const head = [
      ['纳税人识别号', '', '所属期', '税额', '', ''],
      ['', '', '', '销项税额', '', '进项税额'],
      ['520103000000001', '', '201503', '1000.00', '', '200.00'],
    ];
    const merges = [
      { top: 0, left: 0, bottom: 1, right: 1 },
      { top: 0, left: 2, bottom: 1, right: 2 },
      { top: 0, left: 3, bottom: 0, right: 5 },
      { top: 1, left: 3, bottom: 1, right: 4 },
      { top: 2, left: 3, bottom: 2, right: 4 },
    ];
    expect(locateHeader(table(head, { merges }), vat)).toMatchObject({
      headerRecords: 2,
      headers: ['纳税人识别号', '纳税人识别号', '所属期', '税额/销项税额', '税额/销项税额', '税额/进项税额'],
    });
  });

  test('joins the same header when a text file lost the merges', () => {
    const head = [
      ['纳税人识别号', '所属期', '销售额', '', ''],
      ['', '', '一般计税', '简易计税', '免税'],
      ['520103000000001', '201503', '1', '2', '3'],
    ];
    expect(locateHeader(table(head), vat)?.headers).toEqual([
      '纳税人识别号',
      '所属期',
      '销售额/一般计税',
      '销售额/简易计税',
      '销售额/免税',
    ]);
  });

  test('joins a merged header of three rows', () => {
    const head = [
      ['基本信息', '', '申报情况', '', ''],
      ['纳税人识别号', '所属期', '销售额', '', '进项税额'],
      ['', '', '一般计税', '简易计税', ''],
      ['520103000000001', '201503', '1', '2', '3'],
    ];
    const merges = [
      { top: 0, left: 0, bottom: 0, right: 1 },
      { top: 0, left: 2, bottom: 0, right: 4 },
      { top: 1, left: 0, bottom: 2, right: 0 },
      { top: 1, left: 1, bottom: 2, right: 1 },
      { top: 1, left: 2, bottom: 1, right: 3 },
      { top: 1, left: 4, bottom: 2, right: 4 },
    ];
    expect(locateHeader(table(head, { merges }), vat)).toMatchObject({
      headerRecords: 3,
      headers: [
        '基本信息/纳税人识别号',
        '基本信息/所属期',
        '申报情况/销售额/一般计税',
        '申报情况/销售额/简易计税',
        '申报情况/进项税额',
      ],
      matched: 5,
    });
  });

  test('keeps the groups above a header, but not the 填报单位 row', () => {
    const head = [
      ['登记情况', '', ''],
      ['填报单位：某局', '', '2015年3月'],
      ['纳税人', '', '购方'],
      ['纳税人识别号', '登记机关', '名称'],
      ['5201', '国税', '某公司'],
    ];
    const merges = [{ top: 2, left: 0, bottom: 2, right: 1 }];
    expect(locateHeader(table(head, { merges }), resource('TREG'))).toMatchObject({
      headerRecords: 4,
      titleRecords: 2,
      headers: ['纳税人/纳税人识别号', '纳税人/登记机关', '购方/名称'],
    });
  });

  test('takes rows of units, codes and column numbers under the header for part of it', () => {
    const codes = ['taxpayer_id', 'period', 'filed_date', 'output_tax', 'input_tax'];
    const twice = locateHeader(table([header, codes, data]), vat);
    expect(twice).toMatchObject({ headerRecords: 2, matched: 5 });
    expect(twice?.headers[0]).toBe('纳税人识别号/taxpayer_id');
    const units = locateHeader(table([header, ['', '', '', '万元', '元'], data]), vat);
    expect(units?.headers.slice(3)).toEqual(['销项税额/万元', '进项税额/元']);
    const numbered = locateHeader(table([header, ['1', '2', '3', '4', '5'], data]), vat);
    expect(numbered).toMatchObject({ headerRecords: 2, headers: header });
  });

  test('puts a cell of several lines on one', () => {
    expect(
      locateHeader(table([['纳税人\n识别号', '所属期', '销项\r\n税额'], data.slice(0, 3)]), vat)?.headers,
    ).toEqual(['纳税人识别号', '所属期', '销项税额']);
  });

  test('does not mistake data for a second row of the header', () => {
    const head = [header, ['520103000000001', '201503', '', '', ''], data];
    expect(locateHeader(table(head), vat)).toMatchObject({ headerRecords: 1, headers: header });
  });

  test('takes the columns of formats that have their own, and no record for a header', () => {
    const own = table([data], { columns: ['TAXPAYER_ID', 'PERIOD'] });
    expect(locateHeader(own, vat)).toMatchObject({
      headerRecords: 0,
      headers: ['TAXPAYER_ID', 'PERIOD'],
      matched: 2,
    });
  });

  test('knows a header by its looks when no item is known', () => {
    const head = [
      ['甲方代号', '时段', '总数'],
      ['A-1', '201503', '100.00'],
    ];
    expect(locateHeader(table(head), vat)).toMatchObject({ headerRecords: 1, matched: 0 });
  });

  test('sees none where the first row is data', () => {
    expect(locateHeader(table([data, data]), vat)).toBeUndefined();
    expect(locateHeader(table([]), vat)).toBeUndefined();
    expect(locateHeader(table([[], []]), vat)).toBeUndefined();
  });

  test('stays quick on a hostile table', () => {
    const wide = Array.from({ length: 16_000 }, (_, i) => `列${i}`);
    const merges = Array.from({ length: 200 }, () => ({ top: 0, left: 0, bottom: 59, right: 16_383 }));
    const started = performance.now();
    locateHeader(table([wide, wide, wide], { merges }), vat);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe('chooseTable', () => {
  const cover = table([['目录'], ['一、增值税']], { name: '封面' });
  const good = table([header, data], { name: '申报' });

  test('takes the sheet whose header fits', () => {
    expect(chooseTable(survey([cover, good]), vat).name).toBe('申报');
  });

  test('takes a hidden sheet only if nothing else fits', () => {
    const hidden = { ...good, name: '隐藏', hidden: true };
    const poor = table([['纳税人识别号', '所属期'], data.slice(0, 2)], { name: '可见' });
    expect(chooseTable(survey([hidden, poor]), vat).name).toBe('可见');
    expect(chooseTable(survey([hidden, cover]), vat).name).toBe('隐藏');
  });

  test('names the other sheets with the same header', () => {
    const ranked = rankTables(survey([good, cover, { ...good, name: '申报(2)' }]), vat);
    expect(ranked.chosen.name).toBe('申报');
    expect(ranked.others).toEqual(['申报(2)']);
  });

  test('refuses a file without tables', () => {
    expect(() => chooseTable(survey([]), vat)).toThrow('no table');
  });
});
