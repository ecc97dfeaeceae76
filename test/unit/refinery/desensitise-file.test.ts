/** A file desensitised where it lies, and what the platform then makes of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { desensitisedForm } from '../../../layers/core/desensitise/desensitised-form.ts';

import { proposeMapping } from '../../../layers/core/mapping/propose-mapping.ts';
import { desensitiseFile } from '../../../layers/refinery/index.ts';
import { makeTokens } from '../../../layers/tokeniser/make-tokens.ts';
import { keyedTokens } from '../../contract/keyed-tokens.ts';
import { defineResource, jobOf, refineryOf, today } from './job.ts';
import { type TempFiles, tempFiles } from './temp-files.ts';

const key = new Uint8Array(32).fill(7);
const token = (text: string) => makeTokens(key, [text]);

const people = defineResource(
  [
    {
      code: 'pid',
      name: '身份证号',
      identifier: 'resident-id',
      desensitise: 'token',
      key: 'primary',
      required: true,
    },
    { code: 'name', name: '姓名', desensitise: 'mask' },
    {
      code: 'birth',
      name: '出生日期',
      type: 'date',
      desensitise: 'generalise',
      generalise: { to: 'birth-year' },
    },
    { code: 'home', name: '户籍地', desensitise: 'generalise', generalise: { to: 'district' } },
    {
      code: 'income',
      name: '收入',
      type: 'decimal',
      length: 18,
      scale: 2,
      desensitise: 'generalise',
      generalise: { to: 'band', width: 1000 },
    },
    { code: 'secret', name: '密项', desensitise: 'drop' },
    { code: 'amount', name: '金额', type: 'decimal', length: 18, scale: 2 },
    { code: 'remark', name: '备注', length: 200 },
  ],
  {
    grade: 2,
    tokens: [
      { code: 'name_token', of: 'name', name: 'name' },
      { code: 'name_birth_token', of: 'name-birth', name: 'name', birth: 'birth' },
    ],
  },
);

const text = [
  '身份证号,姓名,出生日期,户籍地,收入,密项,金额,备注,不认识的列',
  '11010519491231002X,欧阳 锋,1949-12-31,贵阳市南明区中华路1号,2345.6,s,12.50,"联系人：张三，电话13812345678",11010519491231002X',
  'x,李四,1950-01-02,贵阳市,10,s,1,无,',
  '合计,,,,,,13.50,,',
  '440524188001010014,王五,1880-01-01,云岩区,-5,s,2,车牌贵A12345,',
].join('\n');
const clear = [
  '11010519491231002X',
  '440524188001010014',
  '欧阳 锋',
  '13812345678',
  '张三',
  '贵A12345',
  '1949-12-31',
  '中华路',
];

describe('desensitising before the upload', () => {
  let files: TempFiles;
  beforeEach(() => {
    files = tempFiles();
  });
  afterEach(() => files.remove());

  const context = () => ({ files, engine: {}, tokens: keyedTokens(key), today });

  async function sendable() {
    const job = await jobOf(files, people, text, { extra: ['不认识的列'] });
    const out = join(files.folder, 'out.csv');
    const outcome = await desensitiseFile(context(), job, out, 'clerk');
    return { outcome, csv: readFileSync(out, 'utf8'), job };
  }

  async function receive(csv: string) {
    const form = desensitisedForm(people);
    const source = files.write('drop/sent/sent.csv', csv);
    const refinery = refineryOf(files);
    const survey = await refinery.survey(source, form);
    const proposal = proposeMapping({ resource: form, survey });
    expect(proposal.questions).toEqual([]);
    const { layout, mapping } = proposal;
    const common = { department: 'police', batch: 'b2', period: '201503', attempt: 'sent' };
    const job = { source, survey, layout, mapping, resource: form, described: people, ...common };
    const refined = await refinery.refine(job);
    const entries = [{ parts: refined.parts, batches: ['b2'] }];
    const rows = await refinery.rows({ resource: form, entries, lastPerKey: false, limit: 100 });
    return { refined, rows };
  }

  test('leaves no clear value, and keeps the lines where they are', async () => {
    const { outcome, csv } = await sendable();
    expect(outcome).toEqual({ records: 4, unreadable: 1, unclear: 0 });
    for (const one of clear) expect(csv).not.toContain(one);
    const lines = csv.replace('\ufeff', '').split(/\r?\n/);
    expect(lines[0]).toBe('身份证号,姓名,出生日期,户籍地,收入,密项,金额,备注,name_token,name_birth_token');
    expect(lines[1]).toBe(
      [
        token('11010519491231002X'),
        '欧阳***',
        '1949',
        '贵阳市南明区',
        '"[2000,3000)"',
        '',
        '12.50',
        '"联系人:张*,电话138****5678"',
        token('欧阳锋'),
        token('欧阳锋|19491231'),
      ].join(','),
    );
    expect(lines[2]).toMatch(/^\*\*\*\?,李\*,1950,贵阳市,"\[0,1000\)",,1,无,/);
    expect(lines[3]).toBe('');
    expect(lines[4]).toMatch(
      new RegExp(`^${token('440524188001010014')},王\\*,1880,云岩区,"\\[-1000,0\\)",,2,车牌贵A\\*{4}5,`),
    );
  });

  test('gives the same rows as the clear file in the drop zone gives', async () => {
    const { csv, job } = await sendable();
    const sent = await receive(csv);
    const dropped = await refineryOf(files, { tokens: keyedTokens(key) }).refine({ ...job, batch: 'b2' });
    const entries = [{ parts: dropped.parts, batches: ['b2'] }];
    const form = desensitisedForm(people);
    const rows = await refineryOf(files).rows({ resource: form, entries, lastPerKey: false, limit: 100 });
    expect(sent.rows).toEqual(rows);
    expect(sent.rows).toHaveLength(2);
    expect(sent.refined.rows).toEqual({ read: 4, accepted: 2, refused: 1, ignored: 1 });
    expect(dropped.rows).toEqual(sent.refined.rows);
    expect(dropped.findings.find(({ rule }) => rule === 'personal-in-text')).toMatchObject({
      rows: 2,
      item: 'remark',
    });
  });

  test.each([
    ['an identity number', (csv: string) => csv.replace(token('11010519491231002X'), '11010519491231002X')],
    ['a name', (csv: string) => csv.replace('欧阳***', '欧阳锋')],
    ['a dropped value', (csv: string) => csv.replace(',,12.50', ',密,12.50')],
    ['a date', (csv: string) => csv.replace(',1949,', ',1949-12-31,')],
    ['an amount', (csv: string) => csv.replace('"[2000,3000)"', '2345.6')],
  ])('is poison with %s left clear', async (_, spoil) => {
    const { csv } = await sendable();
    const spoilt = spoil(csv);
    expect(spoilt).not.toBe(csv);
    await expect(receive(spoilt)).rejects.toMatchObject({ name: 'PoisonError', code: 'clear-values' });
  });
});
