/** The flow that the guide shows: checked, tried out, deployed, run, its output granted, and taken back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckAnswer, DryRunAnswer, FlowRunAnswer } from '../../schemas/flow-api.ts';
import { writeText } from './files.ts';
import { api, ask, project, shuiyuan, until } from './home.ts';
import { obtainGrant, requestGrant, slow, type UnderTest, upload } from './under-test.ts';

/** The first block of YAML in docs/flows.md. */
function shownFlow(): string {
  const [, text = ''] =
    /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(project, 'docs', 'flows.md'), 'utf8')) ?? [];
  return text;
}

const resourceOf = (code: string, department: string, amount: string): string =>
  [
    `code: ${code}`,
    `name: 流程验收 ${code}`,
    `nameEn: ${code} of the acceptance`,
    `departments: [${department}]`,
    'cycle: monthly',
    'grade: 1',
    'mode: full',
    'items:',
    '  - { code: taxpayer, name: 纳税人, type: text, length: 20 }',
    `  - { code: ${amount}, name: 金额, type: decimal, length: 18, scale: 2 }`,
  ].join('\n');

export function testFlows(under: UnderTest): void {
  test(
    'the flow of the guide compares two departments’ rows; its report is given by both of them',
    async () => {
      const { home } = under;
      for (const [code, department, amount] of [
        ['FDECLARED', 'local-tax', 'sales'],
        ['FINVOICED', 'aic', 'amount'],
      ] as const)
        await ask(home, [
          'resource',
          'apply',
          await writeText(`${code}.yaml`, resourceOf(code, department, amount)),
        ]);
      const declared = await writeText('declared.csv', '纳税人,金额\nT1,100.00\nT2,200.00\nT3,300.00\n');
      await upload(home, declared, 'FDECLARED', '--as', 'local-tax');
      const invoices = '纳税人,金额\nt1,60.00\nＴ1,40.50\nT2,150.00\nT4,9.00\n';
      await upload(home, await writeText('invoiced.csv', invoices), 'FINVOICED', '--as', 'aic');
      const file = await writeText('sales.yaml', shownFlow());

      expect(await ask<CheckAnswer>(home, ['flow', 'check', file])).toMatchObject({ fits: true });
      const wrong = await writeText('wrong.yaml', shownFlow().replace('by: [taxpayer]', 'by: [nobody]'));
      const refused = await shuiyuan(home, ['flow', 'check', wrong, '--json']);
      expect([refused.status, JSON.parse(refused.stdout).findings[0].node]).toEqual([1, 'invoiced']);

      const dry = await ask<DryRunAnswer>(home, ['flow', 'dry-run', file, '--limit', '5']);
      const summed = dry.nodes?.find(({ node }) => node === 'invoiced')?.rows;
      expect(summed?.[0]).toEqual(['T1', '100.50']);

      const denied = await shuiyuan(home, ['flow', 'deploy', file, '--as', 'local-tax']);
      expect(denied.status).not.toBe(0);
      await ask(home, ['flow', 'deploy', file]);
      const { id, stage } = await ask<FlowRunAnswer>(home, ['flow', 'run', 'sales_compared']);
      expect(stage).toBe('done');
      const batch = await until('the batch of the report', async () => {
        const run = await ask<FlowRunAnswer>(home, ['flow', 'show', 'sales_compared', '--run', id]);
        return run.outputs[0]?.batch;
      });
      expect(batch).toBeTruthy();

      const asked = await requestGrant(home, 'FSALES_DIFF', 'finance');
      expect([...asked.waitsFor].sort()).toEqual(['aic', 'local-tax']);
      await obtainGrant(home, 'FSALES_DIFF', 'power');
      const token = home.tokens.departments.power ?? '';
      const rows = await until('rows of the report', async () => {
        const { items } = await api<{ items: Record<string, unknown>[] }>(
          home,
          token,
          '/resources/FSALES_DIFF/rows',
        );
        return items.length > 0 ? items : undefined;
      });
      expect(rows.map(({ key, kind, left, right }) => [key, kind, left, right]).sort()).toEqual([
        ['T2', 'differs', '200.00', '150.00'],
        ['T3', 'only-left', null, null],
        ['T4', 'only-right', null, null],
      ]);

      await ask(home, ['flow', 'pause', 'sales_compared', '--reason', '验收']);
      expect((await shuiyuan(home, ['flow', 'run', 'sales_compared'])).status).not.toBe(0);
      const back = await ask(home, ['flow', 'rollback', 'sales_compared', '1', '--reason', '验收']);
      expect(back).toMatchObject({ state: 'running', version: 1 });
      await ask(home, ['flow', 'pause', 'sales_compared', '--reason', '验收结束']);
    },
    2 * slow,
  );
}
