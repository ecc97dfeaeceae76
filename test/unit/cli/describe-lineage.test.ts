import { describeLineage, type Lineage } from '../../../cli/describe-lineage.ts';

const traced: Lineage = {
  batch: 'B1',
  department: 'land',
  resource: 'LAND',
  resourceVersion: 1,
  period: '201503',
  ticket: 'T1',
  uploadedBy: 'clerk',
  uploadedAt: '2015-03-31T00:00:00.000Z',
  file: 'a.xlsx',
  sha256: '0'.repeat(64),
  record: 6,
  state: 'refused',
  original: { 合同号: 'HT-1', 签订时间: '2015-13-40' },
  problems: [
    {
      cell: 'E6',
      zh: '签订日期：日期不存在',
      en: 'signed: no such day',
      adviceZh: '请核对年月日',
      adviceEn: 'check it',
    },
  ],
};

describe('the way of a row, told to a person', () => {
  const locale = process.env.LC_ALL;
  afterEach(() => {
    if (locale === undefined) delete process.env.LC_ALL;
    else process.env.LC_ALL = locale;
  });

  test.each([
    ['zh_CN.UTF-8', '部门 / department', 'E6 签订日期：日期不存在（请核对年月日）'],
    ['en_US.UTF-8', 'department / 部门', 'E6 signed: no such day（check it）'],
  ])('names everything in both languages, the reader’s first: %s', (lang, label, problem) => {
    process.env.LC_ALL = lang;
    const text = describeLineage(traced);
    expect(text).toContain(label);
    expect(text).toContain(problem);
    expect(text).not.toMatch(/[{}[\]]|uploadedBy|resourceVersion/);
  });

  test('shows the file beside what was kept, without our own columns', () => {
    process.env.LC_ALL = 'zh_CN.UTF-8';
    const collected = { contract_no: 'HT-1', price: null, _batch: 'B1', _line: 6, _extra: { 备注: '急' } };
    const lines = describeLineage({ ...traced, state: 'accepted', problems: undefined, collected }).split(
      '\n',
    );
    const kept = lines.indexOf('入库的值 / as it was kept:');
    expect(lines.slice(kept + 1)).toEqual(['  contract_no  HT-1', '  price', '  _extra       {"备注":"急"}']);
    expect(lines[lines.indexOf('文件中的原值 / as the file has it:') + 1]).toBe('  合同号    HT-1');
  });
});
