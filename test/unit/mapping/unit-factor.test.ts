import { titleUnit, unitFactor, unitOf } from '../../../layers/core/mapping/unit-factor.ts';
import { type Item, itemSchema } from '../../../schemas/resource.ts';

function decimal(unit?: string): Item {
  return itemSchema.parse({ code: 'x', name: '值', type: 'decimal', length: 18, scale: 2, unit });
}

describe('unitFactor', () => {
  test.each<[string, string | undefined, string | undefined]>([
    ['税额', '元', undefined],
    ['税额（元）', '元', undefined],
    ['税额（万元）', '元', '10000'],
    ['税额(千元)', '元', '1000'],
    ['税额【亿元】', '元', '100000000'],
    ['税额（单位：万元）', '元', '10000'],
    ['合同价（含税，万元）', '元', '10000'],
    ['注册资本万元', '元', '10000'],
    ['税额/万元', '元', '10000'],
    ['收入任务（元）', '万元', '0.0001'],
    ['收入任务（亿元）', '万元', '10000'],
    ['收入任务（万元）', '万元', undefined],
    ['培训费（元/人）', '元', undefined],
    ['用电量（万千瓦时）', '千瓦时', '10000'],
    ['用电量(kWh)', '千瓦时', undefined],
    ['用电量（兆瓦时）', '千瓦时', '1000'],
    ['面积（公顷）', '平方米', '10000'],
    ['面积（㎡）', '平方米', undefined],
    ['面积（平方公里）', '平方米', '1000000'],
    ['面积（平方米）', '万平方米', '0.0001'],
    ['载质量（千克）', '吨', '0.001'],
    ['载质量(kg)', '吨', '0.001'],
    ['排量（L）', '毫升', '1000'],
    ['持股比例（%）', '比率', '0.01'],
    ['持股比例(‰)', '比率', '0.001'],
    ['形象进度（%）', '%', undefined],
    ['形象进度', '%', undefined],
    ['单元', '元', undefined],
  ])('%s for %s gives %s', (header, unit, factor) => {
    expect(unitFactor(header, decimal(unit))).toBe(factor);
  });

  test.each<[string, string | undefined, string]>([
    ['面积（亩）', '平方米', '亩'],
    ['合同价（美元）', '元', '美元'],
    ['合同价(万美元)', '元', '万美元'],
    ['面积（万元）', '平方米', '万元'],
    ['计税依据（万元）', undefined, '万元'],
    ['数量（吨）', undefined, '吨'],
  ])('%s for %s is not guessed', (header, unit, unknown) => {
    expect(unitFactor(header, decimal(unit))).toEqual({ unknown });
  });

  test('leaves text and dates alone', () => {
    const text = itemSchema.parse({ code: 'x', name: '名称', type: 'text', length: 10 });
    expect(unitFactor('名称（万元）', text)).toBeUndefined();
  });

  test('lets the title speak for money only, and only where the header says nothing', () => {
    expect(unitFactor('税额', decimal('元'), '万元')).toBe('10000');
    expect(unitFactor('税额（元）', decimal('元'), '万元')).toBeUndefined();
    expect(unitFactor('年度任务', decimal('万元'), '万元')).toBeUndefined();
    expect(unitFactor('面积', decimal('平方米'), '万元')).toBeUndefined();
    expect(unitFactor('比例', decimal('比率'), '万元')).toBeUndefined();
  });

  test('does not take a word of the prototype for a unit', () => {
    expect(unitOf('x（constructor）')).toBeUndefined();
    expect(unitOf('x（__proto__）')).toBeUndefined();
  });
});

describe('titleUnit', () => {
  test.each([
    ['单位：万元', '万元'],
    ['金额单位: 元', '元'],
    ['填报单位：国税局    单位：万元', '万元'],
    ['2015年税收完成情况（单位：亿元）', '亿元'],
    ['货币单位：人民币千元', '千元'],
  ])('reads %s', (title, unit) => {
    expect(titleUnit([['报表'], [title]])).toBe(unit);
  });

  test('reads a unit that stands in the cell beside', () => {
    expect(titleUnit([['', '单位：', '万元']])).toBe('万元');
  });

  test.each(['填报单位：元隆公司', '填报单位：元', '主管单位:万元', '单位：贵阳市国税局', '一万元以上'])(
    'reads nothing from %s',
    (title) => {
      expect(titleUnit([[title]])).toBeUndefined();
    },
  );
});
