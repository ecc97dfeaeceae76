import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import {
  acceptUpload,
  issueTicket,
  routeBatch,
  subscribe,
  transformBatch,
} from '../../../layers/core/exchange/index.ts';
import { lakeTable } from '../../../layers/core/exchange/lake-tables.ts';
import { batchSchema } from '../../../schemas/records.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { sha256 } from '../../simulation/digest.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
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
    await expect(subscribe(ports)(wish)).rejects.toMatchObject({ code: 'grant-grade-3' });
  });

  test('made before the resource became grade 3 gets no more parcels, and the batch is stored all the same', async () => {
    const ports = memoryPorts({ freshIndexes: true });
    await applyResource(ports)(income(1), 'test');
    await giveGrant(ports, wish);
    await subscribe(ports)(wish);
    const bytes = new TextEncoder().encode('{"header":["身份证号","金额","奖金"],"rows":["a"]}');
    const request = { department: 'tax', actor: 'clerk', resource: 'INCOME', fileName: 'a.csv' };
    const { ticket } = await issueTicket(ports)({ ...request, size: bytes.length, sha256: sha256(bytes) });
    await ports.objects.put(ticket.key, bytes);
    await acceptUpload(ports)({ record: `ticket/${ticket.id}` });
    await applyResource(ports)(income(3), 'test');
    const steps = { batches: transformBatch, committed: routeBatch } as const;
    for (let one = ports.world.waiting[0]; one; one = ports.world.waiting[0]) {
      await steps[one.queue as keyof typeof steps](ports)(one.message);
      ports.world.deleteMessage(one);
    }
    const [key = ''] = ports.world.keys('batch/');
    const batch = batchSchema.parse(ports.world.get(key)?.value);
    expect(batch).toMatchObject({ stage: 'committed', routed: true, routedTo: [] });
    expect(batch.withheld).toMatchObject([{ why: 'grade-3' }]);
    expect(ports.world.keys('parcel/')).toEqual([]);
  });

  test('without items takes them all, and names an item that is not there', async () => {
    const ports = memoryPorts();
    await applyResource(ports)(income(2), 'test');
    await giveGrant(ports, wish);
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
