import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { subscribe } from '../../../layers/core/exchange/index.ts';
import { lakeTable } from '../../../layers/core/exchange/lake-tables.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const income = (grade: 1 | 2 | 3) =>
  resourceSchema.parse({
    code: 'INCOME',
    name: '收入明细',
    nameEn: 'income',
    departments: ['tax'],
    cycle: 'monthly',
    grade,
    mode: 'full',
    items: [
      { code: 'pid', name: '身份证号', type: 'text', length: 18, desensitise: 'token' },
      { code: 'amount', name: '金额', type: 'decimal', length: 18, scale: 2 },
      { code: 'bonus', name: '奖金', type: 'decimal', length: 18, scale: 2, desensitise: 'mask' },
    ],
  });
const wish = { resource: 'INCOME', receiver: 'finance', actor: 'test', format: 'csv' as const };

describe('a subscription', () => {
  test('to a resource of grade 3 is refused: its rows never leave', async () => {
    const ports = memoryPorts();
    await applyResource(ports)(income(3), 'test');
    await expect(subscribe(ports)(wish)).rejects.toMatchObject({ code: 'not-shareable' });
  });

  test('without items takes them all, and names an item that is not there', async () => {
    const ports = memoryPorts();
    await applyResource(ports)(income(2), 'test');
    expect((await subscribe(ports)(wish)).items).toEqual(['pid', 'amount', 'bonus']);
    await expect(subscribe(ports)({ ...wish, items: ['salary'] })).rejects.toThrow('salary');
  });
});

test('the lake declares desensitised items as the text they are', () => {
  const types = lakeTable(income(2)).columns.map(({ name, type }) => [name, type]);
  expect(Object.fromEntries(types)).toMatchObject({
    pid: 'string',
    amount: 'decimal(18,2)',
    bonus: 'string',
  });
});
