import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import {
  acceptUpload,
  deliverParcel,
  issueTicket,
  routeBatch,
  subscribe,
  sweep,
  transformBatch,
} from '../../../layers/core/exchange/index.ts';
import type { ScanVerdict } from '../../../layers/core/ports/scanner.ts';
import { batchSchema, parcelSchema } from '../../../schemas/records.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { sha256 } from '../../simulation/digest.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const drawings = resourceSchema.parse({
  code: 'DRAWING',
  name: '图纸',
  nameEn: 'drawings',
  departments: ['land'],
  cycle: 'weekly',
  grade: 1,
  mode: 'increment-with-full',
  kind: 'unstructured',
  items: [{ code: 'drawing_no', name: '图号', type: 'text', key: 'primary' }],
});

const steps = {
  uploads: acceptUpload,
  batches: transformBatch,
  committed: routeBatch,
  parcels: deliverParcel,
};

async function send(verdict: () => ScanVerdict) {
  const ports = memoryPorts({ verdict, freshIndexes: true });
  await applyResource(ports)(drawings, 'test');
  await giveGrant(ports, { resource: 'DRAWING', receiver: 'tax' });
  ports.world.notices.length = 0;
  await subscribe(ports)({ resource: 'DRAWING', receiver: 'tax', actor: 'test', format: 'csv' });
  const bytes = new TextEncoder().encode('{"header":["drawing"],"rows":[]}');
  const request = { department: 'land', actor: 'clerk', resource: 'DRAWING', fileName: '图.png' };
  const { ticket } = await issueTicket(ports)({ ...request, size: bytes.length, sha256: sha256(bytes) });
  await ports.objects.put(ticket.key, bytes);
  await acceptUpload(ports)({ record: `ticket/${ticket.id}` });
  const drain = async () => {
    for (let one = ports.world.waiting[0]; one; one = ports.world.waiting[0]) {
      await steps[one.queue as keyof typeof steps](ports)(one.message);
      ports.world.deleteMessage(one);
    }
  };
  await drain();
  const batch = () => batchSchema.parse(ports.world.get(ports.world.keys('batch/')[0] ?? '')?.value);
  return { ports, batch, drain };
}

describe('a drawing', () => {
  test('is passed on when a scanner found it clean, and the ledger says by which', async () => {
    const { ports, batch } = await send(() => ({ state: 'clean', engine: 'clamd 1.4' }));
    expect(batch()).toMatchObject({ stage: 'committed', checks: ['size', 'digest', 'scanned by clamd 1.4'] });
    const parcel = parcelSchema.parse(ports.world.get(ports.world.keys('parcel/')[0] ?? '')?.value);
    expect(parcel).toMatchObject({ stage: 'delivered', file: { fileName: '图.png' } });
  });

  test('waits, with an alarm, while no scanner answers, and goes on when one does', async () => {
    let verdict: ScanVerdict = { state: 'waiting', why: 'no scanner is configured' };
    const { ports, batch, drain } = await send(() => verdict);
    expect(batch().stage).toBe('scanning');
    expect(ports.world.notices).toMatchObject([{ severity: 'alarm', to: 'operator' }]);
    ports.world.time += 10 * 60_000;
    await sweep(ports)();
    await drain();
    expect(batch().stage).toBe('scanning');
    verdict = { state: 'clean', engine: 'clamd' };
    ports.world.time += 10 * 60_000;
    await sweep(ports)();
    await drain();
    expect(batch().stage).toBe('committed');
  });

  test('that is infected ends in quarantine and is never passed on', async () => {
    const { ports, batch } = await send(() => ({ state: 'infected', engine: 'clamd', threat: 'Eicar' }));
    expect(batch()).toMatchObject({ stage: 'quarantined', reason: { code: 'infected' } });
    expect(ports.world.keys('parcel/')).toEqual([]);
  });
});
