import { fingerprintHeaders } from '../../../layers/core/mapping/fingerprint.ts';
import {
  isRowNumberHeader,
  normaliseHeader,
  plainHeader,
  taxBasis,
} from '../../../layers/core/mapping/normalise-header.ts';

describe('normaliseHeader', () => {
  test.each([
    ['纳税人识别号', '纳税人识别号'],
    [' 纳 税 人\n识别号 ', '纳税人识别号'],
    ['\ufeff纳税人\u00a0识别号\u200b', '纳税人识别号'],
    ['*纳税人识别号', '纳税人识别号'],
    ['★ 纳税人识别号（必填）', '纳税人识别号'],
    ['1、纳税人识别号', '纳税人识别号'],
    ['（3）纳税人识别号', '纳税人识别号'],
    ['税额（元）', '税额'],
    ['税额[万元]', '税额'],
    ['税额：元', '税额'],
    ['税额_万元', '税额'],
    ['注册资本万元', '注册资本'],
    ['合同总价(含税,元)', '合同总价'],
    ['法定代表人（经营者）身份证号码', '法定代表人身份证号'],
    ['当晚在住人数（非入住人次）', '当晚在住人数非入住人次'],
    ['ＴＡＸＰＡＹＥＲ＿ＩＤ', 'TAXPAYERID'],
    ['taxpayer-id', 'TAXPAYERID'],
    ['原15位身份证号', '原15位身份证号'],
    ['单元', '单元'],
    ['（元）', ''],
    ['', ''],
  ])('%j becomes %j', (header, normal) => {
    expect(normaliseHeader(header)).toBe(normal);
  });

  test('cuts what is far too long to be a header before working on it', () => {
    expect(plainHeader('('.repeat(1_000_000)).length).toBe(200);
    expect(normaliseHeader('(1'.repeat(1_000_000)).length).toBeLessThanOrEqual(200);
  });
});

describe('taxBasis', () => {
  test('tells amounts with tax from amounts without', () => {
    expect(taxBasis('金额（不含税）')).toBe('net');
    expect(taxBasis('合同价（含税，元）')).toBe('gross');
    expect(taxBasis('价税合计')).toBe('gross');
    expect(taxBasis('金额')).toBeUndefined();
  });
});

describe('isRowNumberHeader', () => {
  test.each(['序号', ' 序 号 ', '行号', 'No.', 'NO', '№', '#', '项次'])('knows %j', (header) => {
    expect(isRowNumberHeader(header)).toBe(true);
  });

  test.each(['申报序号', '项号', '编号', '户号', '', 'Notes'])('leaves %j alone', (header) => {
    expect(isRowNumberHeader(header)).toBe(false);
  });
});

describe('fingerprintHeaders', () => {
  test('is the published FNV-1a of the joined headers', () => {
    expect(fingerprintHeaders([])).toBe('cbf29ce484222325');
    expect(fingerprintHeaders(['a', 'b'])).toMatch(/^[0-9a-f]{16}$/);
  });

  test('does not see spaces, width and case', () => {
    expect(fingerprintHeaders(['税 额（元）', 'ＶＩＮ'])).toBe(fingerprintHeaders(['税额(元)', 'vin']));
  });

  test('sees order, units and the unit of a title row', () => {
    const prints = [
      fingerprintHeaders(['税额(元)', '金额']),
      fingerprintHeaders(['金额', '税额(元)']),
      fingerprintHeaders(['税额(万元)', '金额']),
      fingerprintHeaders(['税额(元)', '金额'], '万元'),
      fingerprintHeaders(['税额(元)金额']),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });
});
