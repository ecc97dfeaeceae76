/** What the kill tests found, each as the smallest way to it. A death is a point that throws. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { PoisonError } from '../../../layers/core/errors.ts';
import {
  acceptUpload,
  answerMapping,
  deliverParcel,
  issueTicket,
  routeBatch,
  subscribe,
  sweep,
  transformBatch,
  transformChunk,
} from '../../../layers/core/exchange/index.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { batchSchema, parcelSchema } from '../../../schemas/records.ts';
import { sha256 } from '../../simulation/digest.ts';
import type { TinyFile } from '../../simulation/fake-refinery.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { type MemoryOptions, memoryPorts } from '../../simulation/memory-ports.ts';
import { resource } from '../../simulation/plan.ts';

const steps = {
  uploads: acceptUpload,
  batches: transformBatch,
  chunks: transformChunk,
  committed: routeBatch,
  parcels: deliverParcel,
};
type QueueName = keyof typeof steps;

const good: TinyFile = { header: ['用电户号'], rows: ['a', 'b', 'c'] };

class Death extends Error {}

async function openHome(file: TinyFile, options: MemoryOptions = {}) {
  const ports = memoryPorts({ freshIndexes: true, ...options });
  await applyResource(ports)(resource, 'test');
  await giveGrant(ports, { resource: resource.code, receiver: 'tax' });
  ports.world.notices.length = 0;
  await subscribe(ports)({ resource: resource.code, receiver: 'tax', actor: 'test', format: 'csv' });
  const bytes = new TextEncoder().encode(JSON.stringify(file));
  const wish = { department: 'power', actor: 'clerk', resource: resource.code, fileName: 'f.json' };
  const { ticket } = await issueTicket(ports)({ ...wish, size: bytes.length, sha256: sha256(bytes) });
  await ports.objects.put(ticket.key, bytes);
  await acceptUpload(ports)({ record: `ticket/${ticket.id}` });
  /** Takes the next message of a queue through its step; it stays when the step dies. */
  const next = async (queue: QueueName, as: Ports = ports) => {
    const one = ports.world.waiting.find((waiting) => waiting.queue === queue);
    if (!one) throw new Error(`no message in ${queue}`);
    await steps[queue](as)(one.message);
    ports.world.deleteMessage(one);
  };
  const batch = () => batchSchema.parse(ports.world.get(ports.world.keys('batch/')[0] ?? '')?.value);
  return { ports, next, batch };
}

const dieAt = (point: string): NonNullable<MemoryOptions['probe']> => {
  return async (at) => {
    if (at === point) throw new Death(point);
  };
};

test('the partition of a batch is registered though its worker dies right after the commit', async () => {
  const { ports, next, batch } = await openHome(good, { probe: dieAt('commit-batch: committed') });
  await expect(next('batches')).rejects.toThrow(Death);
  await next('batches', { ...ports, probe: { at: async () => {} } });
  expect(batch().stage).toBe('committed');
  const folder = batch().parts?.parts?.[0]?.key.replace(/[^/]+$/, '');
  const known = await ports.catalog.partitions('raw', resource.code.toLowerCase());
  expect(known.map((one) => one.location)).toEqual([folder]);
});

test('a poisoned chunk ends its batch though a sister chunk comes in meanwhile', async () => {
  const file = { ...good, pieces: 3 };
  const { ports, next, batch } = await openHome(file, { settings: { chunkBytes: 1 } });
  await next('batches');
  const sister = ports.world.waiting.findLast((one) => one.queue === 'chunks');
  let met = false;
  const poisoned: Ports = {
    ...ports,
    refinery: {
      ...ports.refinery,
      refine: async () => {
        throw new PoisonError('unknown-format', 'poison', '毒');
      },
    },
    probe: {
      at: async (point) => {
        if (met || point !== 'quarantine: before commit' || !sister) return;
        met = true;
        await transformChunk(ports)(sister.message);
      },
    },
  };
  await next('chunks', poisoned);
  expect(met).toBe(true);
  expect(batch()).toMatchObject({ stage: 'quarantined', done: [2], reason: { code: 'unknown-format' } });
});

test('people are told that a parcel was escalated though the sweep dies over it', async () => {
  const { ports, next } = await openHome(good, { settings: { acknowledgeReminders: 0 } });
  for (const queue of ['batches', 'committed', 'parcels'] as const) await next(queue);
  ports.world.time += 25 * 3_600_000;
  const dying: Ports = { ...ports, probe: { at: dieAt('sweep: committed') } };
  await expect(sweep(dying)()).rejects.toThrow(Death);
  await sweep(ports)();
  const parcel = parcelSchema.parse(ports.world.get(ports.world.keys('parcel/')[0] ?? '')?.value);
  expect(parcel.stage).toBe('escalated');
  expect(ports.world.notices).toMatchObject([{ severity: 'alarm', to: 'operator' }]);
});

test('an answer wakes the batch it is for though no index shows yet that it asks', async () => {
  const { ports, next, batch } = await openHome({ ...good, header: ['用电户好', '备注'] });
  await next('batches');
  expect(batch().stage).toBe('asks');
  const records = { ...ports.records, query: async () => ({ items: [] }) };
  const answer = { department: 'power', actor: 'clerk', batch: batch().id };
  const woken = await answerMapping({ ...ports, records })({
    ...answer,
    answers: (batch().proposal?.questions ?? []).map(({ column }) => ({
      column,
      item: column === 0 ? 'account_no' : null,
    })),
  });
  expect(woken).toEqual([batch().id]);
  expect(batch().stage).toBe('accepted');
});
