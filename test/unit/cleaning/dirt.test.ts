import type { Item } from '../../../schemas/resource.ts';
import { cleanCell, openEngine, type SqlEngine } from './sql-engine.ts';

type Row = [cell: string, value: unknown, ...rules: string[]];
const money = { type: 'decimal', length: 18, scale: 2, unit: '元' } as const;

const cases: [title: string, item: Partial<Item>, factor: string | undefined, rows: Row[]][] = [
  [
    'amounts',
    money,
    undefined,
    [
      ['1234.5', '1234.50'],
      ['1,234.50', '1234.50'],
      ['¥1,234.50', '1234.50'],
      ['￥１，２３４．５０', '1234.50'],
      ['1234.5元', '1234.50'],
      ['(5.00)', '-5.00'],
      ['（5.00）', '-5.00'],
      ['-5', '-5.00'],
      ['-', '0.00'],
      ['—', '0.00'],
      ['12.5%', null, 'surplus-digits'],
      ['50%', '0.50'],
      ['12.5万元', '125000.00'],
      ["'88", '88.00'],
      [' 88 ', '88.00'],
      ['1\u00a0234.5', '1234.50'],
      ['0.10', '0.10'],
      ['1.005', null, 'surplus-digits'],
      ['1.00500', null, 'surplus-digits'],
      ['1.10000', '1.10'],
      ['9999999999999999.99', '9999999999999999.99'],
      ['12345678901234567.00', null, 'too-many-digits'],
      ['12,34', null, 'bad-number'],
      ['abc', null, 'bad-number'],
      ['1e400', null, 'bad-number'],
      ['1.2E+07', null, 'excel-ruined'],
      ['1.2E7', '12000000.00'],
      ['NaN', null, 'bad-number'],
      ['Infinity', null, 'bad-number'],
      ['1_000', null, 'bad-number'],
      ['', null, 'blank-row'],
      ['无', null],
    ],
  ],
  [
    'amounts under a header in 万元',
    money,
    '10000',
    [
      ['12.345678', '123456.78'],
      ['0.000001', '0.01'],
      ['0.0000001', null, 'surplus-digits'],
      ['1,000', '10000000.00'],
      ['5元', '5.00'],
      ['(1)', '-10000.00'],
    ],
  ],
  [
    'areas in 亩',
    { type: 'decimal', length: 18, scale: 2 },
    '666.67',
    [
      ['1.5', '1000.01'],
      ['x', null, 'bad-number'],
    ],
  ],
  [
    'wide decimals',
    { type: 'decimal', length: 38, scale: 18 },
    undefined,
    [['12345678901234567890.123456789012345678', '12345678901234567890.123456789012345678']],
  ],
  [
    'whole numbers',
    { type: 'integer', min: 0, max: 1000 },
    undefined,
    [
      ['12', '12'],
      ['12.0', '12'],
      ['1,000', '1000'],
      ['１２', '12'],
      ['12.5', null, 'not-integer'],
      ['1001', '1001', 'out-of-range'],
      ['-1', '-1', 'out-of-range'],
      ['9'.repeat(19), null, 'too-many-digits'],
    ],
  ],
  [
    'days',
    { type: 'date', min: '1950-01-01' },
    undefined,
    [
      ['2015-03-05', '2015-03-05'],
      ['2015年3月5日', '2015-03-05'],
      ['2015 年 3 月 5 日', '2015-03-05'],
      ['20150305', '2015-03-05'],
      ['2015-3-5', '2015-03-05'],
      ['2015/03/05', '2015-03-05'],
      ['2015.3.5', '2015-03-05'],
      ['15.3.5', '2015-03-05'],
      ['98.12.31', '1998-12-31'],
      ['2015-03-05 00:00:00', '2015-03-05'],
      ['2015-03-05T08:30:00+08:00', '2015-03-05'],
      ['42068', '2015-03-05'],
      ['２０１５－０３－０５', '2015-03-05'],
      ["'2015-03-05", '2015-03-05'],
      ['2015-02-30', null, 'impossible-date'],
      ['20150230', null, 'impossible-date'],
      ['2015年13月1日', null, 'impossible-date'],
      ['2015年3月', null, 'bad-date'],
      ['昨天', null, 'bad-date'],
      ['19999', null, 'bad-date'],
      ['1949-10-01', '1949-10-01', 'out-of-range'],
      ['—', null],
      ['epoch', null, 'bad-date'],
      ['infinity', null, 'bad-date'],
    ],
  ],
  [
    'months',
    { type: 'month' },
    undefined,
    [
      ['201503', '201503'],
      ['2015年3月', '201503'],
      ['2015-03', '201503'],
      ['2015.3', '201503'],
      ['2015/3', '201503'],
      ['15年3月份', '201503'],
      ['2015-03-01', '201503'],
      ['42064', '201503'],
      ['201513', null, 'bad-month'],
      ['2015', null, 'bad-month'],
    ],
  ],
  [
    'names',
    { length: 10 },
    undefined,
    [
      ['贵阳（南明）公司', '贵阳(南明)公司'],
      ['张\n三', '张 三'],
      ['\u00a0李四\u200b ', '李四'],
      ['\ufeff王五', '王五'],
      ["'00123", '00123'],
      ['ＡＢＣ１', 'ABC1'],
      ['100㎡', '100m2'],
      ['⼀號', '一號'],
      ['e\u0301', 'é'],
      ['=SUM(A1)', '=SUM(A1)'],
      ["O''Neil'; --", "O''Neil'; --", 'too-long'],
      ['一二三四五六七八九十', '一二三四五六七八九十'],
      ['\u3000', null, 'blank-row'],
    ],
  ],
  [
    'dictionary words',
    { dictionary: { '1': '1', 男: '1', '2': '2', 女: '2' } },
    undefined,
    [
      ['男', '1'],
      [' 女 ', '2'],
      ['２', '2'],
      ['未知', '未知', 'not-in-dictionary'],
    ],
  ],
  [
    'strict dictionaries',
    { dictionary: ['A', 'B'], dictionaryLevel: 'refuse' },
    undefined,
    [
      ['A', 'A'],
      ['C', 'C', 'outside-dictionary'],
    ],
  ],
  [
    'key texts',
    { key: 'join' },
    undefined,
    [
      ['5.2E+17', '5.2E+17', 'excel-ruined'],
      ['52E1', '52E1'],
    ],
  ],
  [
    'resident ids',
    { identifier: 'resident-id' },
    undefined,
    [
      ['52010219900101991x', '52010219900101991X'],
      ['520102900101998', '520102199001019987'],
      ['520102 19900101 9987', '520102199001019987'],
      ['520102199001019980', '520102199001019980', 'check-character'],
      ['520102199001019000', '520102199001019000', 'excel-truncated'],
      ['520102199002309986', '520102199002309986', 'bad-birth-date'],
      ['5.2E+17', '5.2E+17', 'excel-ruined'],
      ['12345', '12345', 'bad-identifier'],
      ['000000000000000000', '000000000000000000', 'bad-identifier'],
    ],
  ],
  [
    'credit codes',
    { identifier: 'uscc' },
    undefined,
    [
      ['91110000600037341L', '91110000600037341L'],
      ['９１１１００００６０００３７３４１ｌ', '91110000600037341L'],
      ['911100006000373410', '911100006000373410', 'check-character'],
      ['91350100M0001TGQXM', '91350100M0001TGQXM', 'early-number'],
      ['9111', '9111', 'bad-identifier'],
      ['911100006000373000', '911100006000373000', 'excel-truncated'],
    ],
  ],
  [
    'tax ids',
    { identifier: 'tax-id' },
    undefined,
    [
      ['520102199001019987', '520102199001019987'],
      ['520102199001019980', '520102199001019980', 'check-character'],
      ['520102199001019000', '520102199001019000', 'excel-truncated'],
      ['911100006000373000', '911100006000373000', 'excel-truncated'],
    ],
  ],
  [
    'vehicles',
    { identifier: 'vin' },
    undefined,
    [
      ['lsvaa49j4e2000001', 'LSVAA49J4E2000001'],
      ['XX', 'XX', 'doubtful-identifier'],
    ],
  ],
  [
    'plates',
    { identifier: 'plate' },
    undefined,
    [
      ['贵A12345', '贵A12345'],
      ['贵A·1234 5', '贵A12345'],
      ['A1', 'A1', 'doubtful-identifier'],
    ],
  ],
  [
    'telephones',
    { identifier: 'phone' },
    undefined,
    [
      ['138-0000-0000', '13800000000'],
      ['0851-85500000', '085185500000'],
      ['1', '1', 'doubtful-identifier'],
    ],
  ],
];

describe('cleaning', () => {
  let engine: SqlEngine;
  beforeAll(async () => {
    engine = await openEngine();
  });
  afterAll(() => engine.close());

  test.each(cases)('reads %s', async (_, item, factor, rows) => {
    for (const [cell, value, ...rules] of rows)
      expect({ cell, ...(await cleanCell(engine, item, cell, factor)) }).toEqual({ cell, value, rules });
  });

  test('refuses an empty cell of a required item', async () => {
    expect((await cleanCell(engine, { ...money, required: true, key: 'primary' }, '/')).rules).toEqual([
      'required',
    ]);
  });
});
