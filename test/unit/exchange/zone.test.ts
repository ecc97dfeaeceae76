/** What lies clear in a department's zone never stays for good. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import {
  acceptUpload,
  eraseObjects,
  issueTicket,
  sweep,
  transformBatch,
} from '../../../layers/core/exchange/index.ts';
import { batchSchema } from '../../../schemas/records.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { sha256 } from '../../simulation/digest.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const register = resourceSchema.parse({
  code: 'POP',
  name: '人口',
  nameEn: 'population',
  departments: ['police'],
  cycle: 'daily',
  grade: 2,
  mode: 'increment',
  items: [
    { code: 'hh_no', name: '用电户号', type: 'text', key: 'primary', required: true },
    { code: 'status', name: '状态', type: 'text' },
  ],
});
const day = 24 * 3_600_000;

async function home() {
  const ports = memoryPorts({ freshIndexes: true, settings: { zoneDays: 3 } });
  await applyResource(ports)(register, 'test');
  const upload = async (header: readonly string[], more: object = {}) => {
    const bytes = new TextEncoder().encode(JSON.stringify({ header, rows: ['1'] }));
    const request = { department: 'police', actor: 'clerk', resource: 'POP', fileName: 'a.csv', ...more };
    const { ticket } = await issueTicket(ports)({ ...request, size: bytes.length, sha256: sha256(bytes) });
    await ports.objects.put(ticket.key, bytes);
    await acceptUpload(ports)({ record: `ticket/${ticket.id}` });
    for (let one = ports.world.waiting[0]; one; one = ports.world.waiting[0]) {
      if (one.queue === 'batches') await transformBatch(ports)(one.message);
      ports.world.deleteMessage(one);
    }
    return ticket.key;
  };
  const batch = () => batchSchema.parse(ports.world.get(ports.world.keys('batch/')[0] ?? '')?.value);
  const lies = async (key: string) => {
    await eraseObjects(ports)();
    return (await ports.objects.head(key)) !== undefined;
  };
  return { ports, upload, batch, lies };
}

test('a file whose columns nobody confirms waits for the term, then ends and is erased', async () => {
  const { ports, upload, batch, lies } = await home();
  const key = await upload(['用电户好', '状态']);
  expect(batch().stage).toBe('asks');
  ports.world.time += 2 * day;
  await sweep(ports)();
  expect([batch().stage, await lies(key)]).toEqual(['asks', true]);
  ports.world.time += 2 * day;
  await sweep(ports)();
  expect(batch()).toMatchObject({ stage: 'quarantined', reason: { code: 'mapping-unanswered' } });
  expect(await lies(key)).toBe(false);
});

test('a file that is refused, or that came before, is erased at once', async () => {
  const { upload, lies } = await home();
  const first = await upload(['用电户号']);
  expect(await lies(first)).toBe(false);
  expect(await lies(await upload(['用电户号']))).toBe(false);
  expect(await lies(await upload(['用电户号', 'x'], { replaces: 'nobody' }))).toBe(false);
});
