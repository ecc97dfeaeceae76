/** What is refused of a record, and where; and that what is taken, the cleaning of its batch takes too. */
import { recordChecker } from '../../../layers/core/realtime/check-record.ts';
import { defineResource, jobOf, refineryOf } from '../refinery/job.ts';
import { tempFiles } from '../refinery/temp-files.ts';

const resource = defineResource(
  [
    { code: 'no', name: '编号', length: 8, key: 'primary', required: true },
    { code: 'name', name: '名称/简称', length: 4 },
    { code: 'kind', name: '类别', dictionary: { 蔬菜: 'V', 水产: 'F' }, dictionaryLevel: 'refuse' },
    { code: 'seen', name: '来源', dictionary: ['甲', '乙'] },
    { code: 'pid', name: '身份证号', identifier: 'resident-id' },
    { code: 'phone', name: '电话', identifier: 'phone' },
    { code: 'amount', name: '金额', type: 'decimal', length: 6, scale: 2, min: 0, max: 5000 },
    { code: 'count', name: '数量', type: 'integer' },
    { code: 'day', name: '日期', type: 'date', min: '2010-01-01' },
    { code: 'month', name: '所属期', type: 'month' },
  ],
  { mode: 'increment' },
);
const check = recordChecker(resource);

const flawsOf = (record: unknown): string[] => {
  const checked = check(record);
  return 'flaws' in checked ? checked.flaws.map(({ pointer, rule }) => `${pointer} ${rule}`) : [];
};

const wrong: readonly [record: unknown, ...flaws: string[]][] = [
  [[], ' not-an-object'],
  [null, ' not-an-object'],
  [{}, '/no required', ' missing-key'],
  [{ no: ' \u3000' }, '/no required', ' missing-key'],
  [{ no: '1', other: 1, 'a/b~c': 1 }, '/other unknown-item', '/a~1b~0c unknown-item'],
  [{ no: '1', 编号: '2' }, '/编号 given-twice'],
  [{ no: { a: 1 } }, '/no bad-type', '/no required', ' missing-key'],
  [{ no: '1', count: true }, '/count bad-type'],
  [{ no: '1', amount: 0.1 + 0.2 }, '/amount bad-type'],
  [{ no: '1', count: 2 ** 60 }, '/count bad-type'],
  [{ no: '合 计' }, ' not-data'],
  [{ no: 'no', count: 1, '名称/简称': 'name' }, ' not-data'],
  [{ no: '1E+10' }, '/no excel-ruined'],
  [{ no: '123456789' }, '/no too-long'],
  [{ no: '1', '名称/简称': '一二三四五' }, '/名称~1简称 too-long'],
  [{ no: '1', kind: '肉' }, '/kind outside-dictionary'],
  [{ no: '1', pid: '123' }, '/pid bad-identifier'],
  [{ no: '1', pid: '11010519491331002X' }, '/pid bad-birth-date'],
  [{ no: '1', amount: 'x' }, '/amount bad-number'],
  [{ no: '1', amount: '1.234' }, '/amount surplus-digits'],
  [{ no: '1', amount: '12345.6' }, '/amount too-many-digits'],
  [{ no: '1', amount: '-1' }, '/amount out-of-range'],
  [{ no: '1', amount: 5001 }, '/amount out-of-range'],
  [{ no: '1', count: '1.5' }, '/count not-integer'],
  [{ no: '1', day: '2015-02-30' }, '/day impossible-date'],
  [{ no: '1', day: '昨天' }, '/day bad-date'],
  [{ no: '1', day: '2009-12-31' }, '/day out-of-range'],
  [{ no: '1', month: '201513' }, '/month bad-month'],
];

test.each(wrong)('%j is refused where it is wrong', (record, ...flaws) => {
  expect(flawsOf(record)).toEqual(flaws);
});

const good: readonly Record<string, unknown>[] = [
  { no: '1' },
  { no: 7, name: null },
  { 编号: ' ａ１ ', 类别: '蔬菜', 来源: '丙' },
  { no: "'12", kind: 'F', phone: '电话不详' },
  { no: '2', pid: '11010519491231002X', phone: '13812345678' },
  { no: '3', pid: '110105491231002', amount: '5000', count: -3 },
  { no: '4', amount: 12.5, day: '2015-02-28', month: '201502' },
  { no: '5', amount: '0012.50', count: '000000000000000001' },
  { no: '6', name: '㎡㎡', seen: '' },
  { no: '合计3' },
  { no: '8', name: 'a\tb' },
];

test('every record that is taken becomes a row of its batch, none is refused or ignored there', async () => {
  const files = tempFiles();
  try {
    const lines = good.map((record) => {
      const checked = check(record);
      if ('flaws' in checked) throw new Error(`${JSON.stringify(record)}: ${JSON.stringify(checked.flaws)}`);
      return checked.line;
    });
    // The same again is no duplicate: each is a message of its own.
    const text = [...lines, ...lines].map((line) => `${line}\n`).join('');
    const given = { fileName: 'records-1-22.ndjson', keepsRepeats: true };
    const job = await jobOf(files, resource, text, { ...given, headerRecords: 0 });
    const refined = await refineryOf(files).refine(job);
    expect(refined.rows).toEqual({ read: 22, accepted: 22, refused: 0, ignored: 0 });
    const once = await refineryOf(files).refine({ ...job, attempt: 'a2', keepsRepeats: false });
    expect(once.rows.refused).toBe(11);
  } finally {
    files.remove();
  }
});
