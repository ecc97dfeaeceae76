/** A view: two departments' rows joined, given by both, and closed when one of them withdraws. */
import type { GrantView } from '../../schemas/grant-api.ts';
import { writeText } from './files.ts';
import { api, ask, shuiyuan } from './home.ts';
import { obtainGrant, requestGrant, slow, type UnderTest, upload } from './under-test.ts';

const yaml = (code: string, department: string, lines: readonly string[]): string =>
  [
    ...[`code: ${code}`, `name: 逻辑资源验收 ${code}`, `nameEn: ${code} of the acceptance`],
    ...[`departments: [${department}]`, 'cycle: monthly', 'grade: 1', 'mode: full', ...lines],
  ].join('\n');

const firms = yaml('VFIRM', 'aic', [
  'items:',
  '  - { code: id, name: 企业代码, type: text, length: 20 }',
  '  - { code: name, name: 企业名称, type: text, length: 50 }',
]);
const meters = yaml('VMETER', 'power', [
  'items:',
  '  - { code: id, name: 企业代码, type: text, length: 20 }',
  '  - { code: kwh, name: 用电量, type: integer }',
]);
const view = yaml('VFIRMKWH', 'aic', [
  'items:',
  '  - { code: name, name: 企业名称, type: text, length: 50 }',
  '  - { code: kwh, name: 用电量, type: integer }',
  'view:',
  '  over: [VFIRM, VMETER]',
  '  join: [{ left: VFIRM.id, right: VMETER.id }]',
  '  filter: kwh > 5',
  '  select: { name: VFIRM.name, kwh: VMETER.kwh }',
]);

interface Rows {
  readonly items: readonly Record<string, unknown>[];
  readonly generations: Record<string, number>;
  readonly next?: string;
}

export function testViews(under: UnderTest): void {
  const apply = async (name: string, text: string) =>
    ask(under.home, ['resource', 'apply', await writeText(`${name}.yaml`, text)]);
  const rows = (department: string, query = '') => {
    const token = under.home.tokens.departments[department] ?? '';
    return api<Rows>(under.home, token, `/resources/VFIRMKWH/rows${query}`);
  };

  test(
    'a view joins two departments’ rows for who was given leave by both of them',
    async () => {
      const { home } = under;
      const early = await shuiyuan(home, ['resource', 'apply', await writeText('early.yaml', view)]);
      expect([early.status, early.stderr]).toEqual([1, expect.stringContaining('VFIRM')]);
      await apply('firms', firms);
      await apply('meters', meters);
      await apply('view', view);
      const firmRows = await writeText('firms.csv', '企业代码,企业名称\nF1,甲公司\nF2,乙公司\nF3,丙公司\n');
      await upload(home, firmRows, 'VFIRM', '--as', 'aic');
      const meterRows = await writeText('meters.csv', '企业代码,用电量\nF1,10\nF2,20\nF3,1\nF9,90\n');
      await upload(home, meterRows, 'VMETER', '--as', 'power');
      await expect(rows('aic')).rejects.toThrow(/403/);
      const asked = await requestGrant(home, 'VFIRMKWH', 'finance');
      expect(asked).toMatchObject({ waitsFor: ['aic', 'power'], ways: ['service'] });
      await obtainGrant(home, 'VFIRMKWH', 'local-tax');
      const first = await rows('local-tax', '?limit=1');
      expect(first.items).toEqual([{ name: '甲公司', kwh: 10 }]);
      expect(first.generations).toEqual({ VFIRM: 1, VMETER: 1 });
      const rest = await rows('local-tax', `?limit=1&cursor=${first.next}`);
      expect([rest.items, rest.next]).toEqual([[{ name: '乙公司', kwh: 20 }], undefined]);
      const refused = await shuiyuan(home, ['subscribe', 'VFIRMKWH', '--as', 'local-tax', '--json']);
      expect(refused.stdout).toContain('view-rows');
    },
    slow,
  );

  test(
    'its page names what it is over with its rows, and it is closed when one of them is withdrawn',
    async () => {
      const { home } = under;
      const page = await ask<{ lineage: unknown }>(home, ['resource', 'profile', 'VFIRMKWH']);
      expect(page.lineage).toMatchObject({
        parents: [
          { code: 'VFIRM', rows: 3 },
          { code: 'VMETER', rows: 4 },
        ],
      });
      await ask(home, ['catalog', 'withdraw', 'VMETER', '--reason', '停止提供', '--as', 'power']);
      await expect(rows('local-tax')).rejects.toThrow(/grant-view-closed/);
      const { items } = await ask<{ items: GrantView[] }>(home, ['grant', 'list', '--resource', 'VFIRMKWH']);
      expect(items.find((one) => one.receiver === 'local-tax')?.why?.code).toBe('view-closed');
    },
    slow,
  );
}
