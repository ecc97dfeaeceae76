/** Files as clerks send them, from the bytes to rows: survey, header, mapping, cleaning. Resources are the shipped ones. */
import { utils, type WorkBook, type WorkSheet, write } from '@e965/xlsx';
import { proposeMapping } from '../../../layers/core/mapping/propose-mapping.ts';
import { keyedTokens } from '../../contract/keyed-tokens.ts';
import { resource } from '../mapping/samples.ts';
import { refineryOf } from './job.ts';
import { type TempFiles, tempFiles } from './temp-files.ts';

type Cell = string | number | null;

function sheetOf(rows: Cell[][], merges: string[] = [], formats: Record<string, string> = {}): WorkSheet {
  const sheet = utils.aoa_to_sheet(rows);
  sheet['!merges'] = merges.map((range) => utils.decode_range(range));
  for (const [cell, format] of Object.entries(formats)) (sheet[cell] as { z?: string }).z = format;
  return sheet;
}

function bookOf(sheets: Record<string, WorkSheet>, settings: WorkBook['Workbook'] = {}): WorkBook {
  const book = utils.book_new();
  for (const [name, sheet] of Object.entries(sheets)) utils.book_append_sheet(book, sheet, name);
  book.Workbook = settings;
  return book;
}

describe('what clerks send', () => {
  let files: TempFiles;
  let attempt = 0;
  beforeAll(() => {
    files = tempFiles();
  });
  afterAll(() => files.remove());

  async function send(
    code: string,
    content: WorkBook | string | Uint8Array,
    bookType: 'xlsx' | 'biff8' = 'xlsx',
  ) {
    attempt += 1;
    const isText = typeof content === 'string' || content instanceof Uint8Array;
    const bytes = isText ? content : (write(content, { type: 'buffer', bookType }) as Buffer);
    const ending = isText ? 'csv' : bookType === 'xlsx' ? 'xlsx' : 'xls';
    const source = files.write(`drop/${attempt}/报表.${ending}`, bytes);
    const described = resource(code);
    const refinery = refineryOf(files, { tokens: keyedTokens() });
    const survey = await refinery.survey(source, described);
    const proposal = proposeMapping({ resource: described, survey });
    const job = {
      source,
      survey,
      layout: proposal.layout,
      mapping: proposal.mapping,
      resource: described,
      department: 'd',
      batch: `b${attempt}`,
      period: '201503',
      attempt: `a${attempt}`,
    };
    const refined = await refinery.refine(job);
    const entries = [{ parts: refined.parts, batches: [job.batch] }];
    const accepted = await refinery.rows({ resource: described, entries, lastPerKey: false, limit: 100 });
    const refused =
      refined.rejects === undefined ? [] : await refinery.refusedRows([refined.rejects], { limit: 100 });
    const { read, accepted: kept, refused: sent, ignored } = refined.rows;
    expect(read).toBe(kept + sent + ignored);
    const reasons = refused.map((row) => [row.line, ...row.problems.map((problem) => problem.rule)]);
    return { proposal, rows: refined.rows, accepted, reasons, findings: refined.findings };
  }

  test('LAND: title, 填报单位 with 单位：万元, header on row 4, 小计, 合计 and signatures', async () => {
    const { rows, accepted, proposal } = await send(
      'LAND',
      bookOf({
        土地供应: sheetOf(
          [
            ['贵阳市国有建设用地供应情况表', null, null, null, null],
            ['填报单位：国土资源局', null, '填表日期：2015年4月1日', null, '单位：万元'],
            [],
            ['序号', '宗地编号', '面积（公顷）', '成交价', '签订日期'],
            [1, 'G(15)001', 1.25, 1234.5, '2015年3月5日'],
            [2, 'G(15)002', '０．５', '１，２３４．５０', '2015.3.5'],
            [null, '小计', 1.75, 2469, null],
            [3, ' G(15)003 ', '2', '¥8.00万元', '20150305'],
            ['合计', null, 3.75, 2477, null],
            ['制表人：张三', null, '审核人：李四', null, null],
            ['注：以上数据以合同为准', null, null, null, null],
          ],
          ['A1:E1', 'A2:B2'],
        ),
      }),
    );
    expect(proposal.certain).toBe(true);
    expect(rows).toEqual({ read: 7, accepted: 3, refused: 0, ignored: 4 });
    expect(accepted).toMatchObject([
      { parcel_no: 'G(15)001', area_m2: '12500.00', price: '12345000.00', contract_date: '2015-03-05' },
      { parcel_no: 'G(15)002', area_m2: '5000.00', price: '12345000.00', contract_date: '2015-03-05' },
      { parcel_no: 'G(15)003', area_m2: '20000.00', price: '80000.00', contract_date: '2015-03-05' },
    ]);
  });

  test('BID: merged header of two rows, columns reordered and renamed, an unknown one kept aside', async () => {
    const { accepted, rows, proposal } = await send(
      'BID',
      bookOf({
        中标: sheetOf(
          [
            ['招标项目中标情况', null, null, null, null, null],
            ['标段号', '中标情况', null, null, '联系电话', '工程名称'],
            [null, '中标单位', '中标金额（万元）', '中标时间', null, null],
            ['GY-001', '贵州某建设\n有限公司', '1,234.50', '15.3.5', '0851-1', '一期\u00a0工程'],
            ['GY-002', '某路桥公司', '(5.00)', 42068, '0851-2', '=HYPERLINK("x")'],
            ['GY-003', '某公司', '-', '2015/2/30', '', '二期'],
          ],
          ['A1:F1', 'A2:A3', 'B2:D2', 'E2:E3', 'F2:F3'],
        ),
      }),
    );
    expect(proposal).toMatchObject({ certain: true, extra: ['联系电话'] });
    expect(rows).toEqual({ read: 3, accepted: 2, refused: 1, ignored: 0 });
    expect(accepted).toMatchObject([
      {
        bid_no: 'GY-001',
        winner_name: '贵州某建设 有限公司',
        award_price: '12345000.00',
        award_date: '2015-03-05',
        project_name: '一期 工程',
      },
      {
        bid_no: 'GY-002',
        award_price: '-50000.00',
        award_date: '2015-03-05',
        project_name: '=HYPERLINK("x")',
      },
    ]);
  });

  test('BID: a dash is nothing in a number column of text and zero in an amount', async () => {
    const { accepted, reasons } = await send('BID', '标段编号,中标价,中标日期\nA1,-,—\nA2,abc,2015-13-01\n');
    expect(accepted).toMatchObject([{ bid_no: 'A1', award_price: '0.00', award_date: null }]);
    expect(reasons).toEqual([[3, 'bad-number', 'impossible-date']]);
  });

  test('POWER: the visible sheet with the header is read, not the hidden copy nor the notes', async () => {
    const header = ['户号', '电费年月', '户名', '电量(万千瓦时)', '电费'];
    const { accepted, proposal } = await send(
      'POWER',
      bookOf(
        {
          旧表: sheetOf([header, ['9', '201401', '旧', 1, 1]]),
          填表说明: sheetOf([['一、请按月填报'], ['二、请勿改动表头']]),
          '3月': sheetOf([
            header,
            ["'0601000001", '2015年3月', '某公司', 1.5, '1,000.10'],
            ['0601000002', 201503, '', 2, '￥3'],
          ]),
        },
        { Sheets: [{ Hidden: 1 }, { Hidden: 0 }, { Hidden: 0 }] },
      ),
    );
    expect(proposal.layout.table).toBe('3月');
    expect(accepted).toMatchObject([
      { account_no: '0601000001', period: '201503', kwh: '15000.00', fee: '1000.10' },
      { account_no: '0601000002', period: '201503', kwh: '20000.00', fee: '3.00' },
    ]);
  });

  test.each(['xlsx', 'biff8'] as const)(
    'VEH: days of a %s workbook that counts from 1904',
    async (bookType) => {
      const sheet = sheetOf(
        [
          ['车架号', '初次登记日期'],
          ['LSVAU2180N2183294', 40606],
        ],
        [],
        { B2: 'yyyy-mm-dd' },
      );
      const { accepted } = await send(
        'VEH',
        bookOf({ 车辆: sheet }, { WBProps: { date1904: true } }),
        bookType,
      );
      expect(accepted).toMatchObject([{ first_reg: '2015-03-05' }]);
    },
  );

  test('TREG: numbers that a spreadsheet ruined are refused or warned of, the header again is ignored', async () => {
    const header = ['登记机关', '税号', '纳税人名称', '登记日期', '法人身份证号'];
    const { rows, reasons, findings } = await send(
      'TREG',
      [
        header.join(','),
        '国税局,5.2E+17,甲公司,2015-03-05,',
        '国税局,520103000000001,乙公司,2015-03-05,',
        header.join(','),
        ',,,,',
        '国税局,520103198001011000,丙,2015-03-05,',
        '累计,,3户,,',
        '',
      ].join('\n'),
    );
    expect(rows).toMatchObject({ refused: 1, accepted: 2 });
    expect(reasons).toEqual([[2, 'excel-ruined']]);
    expect(findings.map((finding) => finding.rule)).toEqual(
      expect.arrayContaining(['excel-truncated', 'header-row', 'total-row', 'blank-row']),
    );
  });

  test('CONTRIB: full-width digits of a resident id, and totals under the department’s name', async () => {
    const { rows, accepted } = await send(
      'CONTRIB',
      [
        '人社局缴费明细,,,,',
        '填报人：王五,,联系电话：0851-12345678,,',
        '身份证号码,险种,缴费月份,缴费基数（元）,备注',
        '１１０１０１１９９００３０７７８５８,基本养老,2015-03,"3,000.00",',
        "'110101199003077858,失业,15年3月,３０００元,",
        '本页合计,,,6000,',
        '审核人,,,,',
      ].join('\r\n'),
    );
    expect(rows).toEqual({ read: 4, accepted: 2, refused: 0, ignored: 2 });
    expect(accepted).toMatchObject([
      { period: '201503', base: '3000.00' },
      { period: '201503', base: '3000.00' },
    ]);
    expect(accepted[0]?.pid).toBe(accepted[1]?.pid);
  });
});
