/**
 * Makes the sample files as departments really send them: title rows, merged headers, a row that says who filled it
 * in, sums, signatures, dates and numbers in every form. All names and numbers are invented; the same files each time.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { utils, type WorkSheet, write } from '@e965/xlsx';

type Cell = string | number | null;
type Merge = readonly [top: number, left: number, bottom: number, right: number];

function workbook(name: string, rows: readonly (readonly Cell[])[], merges: readonly Merge[]): Uint8Array {
  const sheet: WorkSheet = utils.aoa_to_sheet(rows.map((row) => [...row]));
  sheet['!merges'] = merges.map(([top, left, bottom, right]) => ({
    s: { r: top, c: left },
    e: { r: bottom, c: right },
  }));
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, name);
  return write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Uint8Array;
}

/** GBK has no encoder on the platform: the decoder, asked for every pair of bytes, tells the way back. */
function gbkEncoder(): (text: string) => Uint8Array {
  const decoder = new TextDecoder('gbk');
  const bytesOf = new Map<string, readonly number[]>();
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1) {
      const text = decoder.decode(Uint8Array.of(high, low));
      if ([...text].length === 1 && text !== '\ufffd' && !bytesOf.has(text)) bytesOf.set(text, [high, low]);
    }
  const encode = (character: string): readonly number[] => {
    const code = character.codePointAt(0) ?? 0;
    const bytes = code < 0x80 ? [code] : bytesOf.get(character);
    if (!bytes) throw new Error(`${character} is not in GBK`);
    return bytes;
  };
  return (text) => Uint8Array.from([...text].flatMap(encode));
}

/** Sub-headers under merged groups, 万元, full-width digits, brackets for a negative, a wrong check character. */
const power = (): Uint8Array =>
  workbook(
    '2015年2月',
    [
      ['贵阳市用电客户月用电量统计表'],
      ['填报单位：市供电局（示例）', null, null, null, null, null, null, null, '填报日期：2015年3月5日'],
      ['用电户号', '年月', '客户信息', null, null, '用电信息', null, null, null],
      [null, null, '客户名称', '客户证件代码', '用电地址', '用电类别', '用电量', '电费（万元）', '运行容量'],
      [
        '0601000101',
        '2015年2月',
        '黔灵示例机械厂',
        '91520102MA6X000166',
        '示例路1号',
        '大工业',
        '1,234.50',
        '0.0864',
        315,
      ],
      [
        '0601000102',
        '201502',
        '甲秀示例商贸有限公司',
        '91520103MA6X001711',
        '示例路2号',
        '一般工商业',
        8600,
        '0.7310',
        100,
      ],
      [
        '０６０１０００１０３',
        '2015-02',
        '花溪示例酒店',
        '92520111MA6X00331P',
        '示例路３号',
        '一般工商业',
        '１２３４５．６',
        '1.0370',
        200,
      ],
      [
        '0601000104',
        '2015.02',
        '南明示例印务有限公司',
        '91520102MA6X000160',
        '示例路4号',
        '大工业',
        '4,410.00',
        '(0.0350)',
        160,
      ],
      [
        '0601000105',
        '2015年13月',
        '乌当示例砖厂',
        '91520115MAAK0002X8',
        '示例路5号',
        '大工业',
        5200,
        '0.4420',
        250,
      ],
      [
        '0601000106',
        '201502',
        '白云示例养殖场',
        '125201000000001073',
        '示例路6号',
        '农业',
        '约三千',
        '0.1500',
        50,
      ],
      [null, '201502', '清镇示例超市', '51520100000000377L', '示例路7号', '一般工商业', 2300, '0.1955', 63],
      ['0601000108', '201502', '观山湖示例小区', '', '示例路8号', '居民', '980.00', '0.0447', 30],
      ['合计', null, null, null, null, null, '35070.10', '2.6515', null],
      ['制表人：张示例', null, null, null, '审核人：李示例', null, null, null, null],
    ],
    [
      [0, 0, 0, 8],
      [2, 0, 3, 0],
      [2, 1, 3, 1],
      [2, 2, 2, 4],
      [2, 5, 2, 8],
    ],
  );

const treasuryLines = [
  '税收入库明细,,,,,,,',
  '填报单位：国库（示例）,,,,,,,单位：元',
  '税票号,纳税人识别号,征收机关,税种,所属期,入库日期,实缴金额,预算级次',
  '320150305000001,520102MA6X00016,国税局,增值税,2015年2月,2015年3月5日,"12,800.00",中央级',
  '320150305000002,520103MA6X00171,地税局,营业税,201502,2015-03-05,"5,360.75",市级',
  '320150305000003,520103MA6X00171,地税局,城市维护建设税,201502,2015/3/5,375.25,市级',
  '320150305000004,520111MAAK0002X,国税局,增值税,201502,20150305,(860.00),中央级',
  '320150305000005,520102MA6X00016,地税局,房产税,201502,2015年2月30日,"2,400.00",区县级',
  '320150305000006,5201O2MA6X0001,地税局,印花税,201502,2015.03.05,45.50,区县级',
  ',520102MA6X00016,地税局,印花税,201502,2015.03.05,12.00,区县级',
  '３２０１５０３０５００００７,520103MA6X00171,地税局,房产税,201502,2015年3月5日,"１,２００．００",区县级',
  '合计,,,,,,"21,333.50",',
  '制表：王示例,,,复核：赵示例,,,,',
];

/** Two columns may be the building's area: the department is asked which. */
const presale = (): Uint8Array =>
  workbook(
    '网签',
    [
      ['商品房网签合同明细（示例）'],
      ['填报单位：市住建局', null, null, null, null, null, null, null, '2015年3月5日'],
      [
        '序号',
        '网签合同号',
        '开发企业代码',
        '开发企业名称',
        '楼盘名称',
        '建筑面积',
        '房屋面积',
        '合同总价（万元）',
        '网签日期',
        '买受人证件号',
      ],
      [
        1,
        'GYYS201503050001',
        '91520115MAAK0002X8',
        '观山湖示例置业有限公司',
        '示例花园',
        '98.50',
        '81.20',
        '62.35',
        '2015年3月2日',
        '520102199001019987',
      ],
      [
        2,
        'GYYS201503050002',
        '91520115MAAK0002X8',
        '观山湖示例置业有限公司',
        '示例花园',
        '120.00',
        '99.10',
        '78.8',
        '2015-03-03',
        '520103198512319975',
      ],
      [
        3,
        'GYYS201503050003',
        '91520103MA6X001711',
        '甲秀示例置业有限公司',
        '示例广场',
        '45.00',
        '36.70',
        '55',
        '2015年2月29日',
        '520111197202299986',
      ],
      [
        4,
        'GYYS201503050004',
        '91520103MA6X001711',
        '甲秀示例置业有限公司',
        '示例广场',
        '45.00',
        '36.70',
        '55',
        '2015/3/4',
        '520102199002309986',
      ],
    ],
    [[0, 0, 0, 9]],
  );

/** The files by name. */
export const sampleFiles = (): ReadonlyMap<string, Uint8Array> =>
  new Map([
    ['供电局-用电量-201502.xlsx', power()],
    ['国库-税收入库-20150305.csv', gbkEncoder()(`${treasuryLines.join('\r\n')}\r\n`)],
    ['住建局-网签合同-20150305.xlsx', presale()],
  ]);

if (import.meta.main)
  for (const [name, bytes] of sampleFiles()) writeFileSync(join(import.meta.dirname, name), bytes);
