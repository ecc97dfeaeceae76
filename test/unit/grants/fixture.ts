/** A resource of two providers, and the steps of the bus on ports in memory. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import {
  acceptUpload,
  deliverParcel,
  issueTicket,
  routeBatch,
  subscribe,
  transformBatch,
} from '../../../layers/core/exchange/index.ts';
import { batchSchema, type Parcel, parcelSchema } from '../../../schemas/records.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { sha256 } from '../../simulation/digest.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

export const meters: Resource = resourceSchema.parse({
  code: 'METER',
  name: '电表',
  nameEn: 'meters',
  departments: ['power', 'water'],
  cycle: 'monthly',
  grade: 1,
  mode: 'increment',
  items: [
    { code: 'account_no', name: '用电户号', type: 'text', key: 'primary', required: true },
    { code: 'kwh', name: '用电量', type: 'integer' },
    { code: 'remark', name: '备注', type: 'text' },
  ],
});

export const graded = (grade: 1 | 2 | 3): Resource => ({ ...meters, grade, gradeReason: '内部信息' });
/** The remark is desensitised. */
export const masked: Resource = {
  ...meters,
  items: meters.items.map((item) => (item.code === 'remark' ? { ...item, desensitise: 'mask' } : item)),
};

export const day = 86_400_000;
export const hour = 3_600_000;

export async function openPorts(resource: Resource = meters) {
  const ports = memoryPorts({ freshIndexes: true });
  await applyResource(ports)(resource, 'operator');
  return ports;
}

export type TestPorts = Awaited<ReturnType<typeof openPorts>>;

export const daysOn = (ports: TestPorts, days: number): string =>
  new Date(ports.world.time + days * day).toISOString();

export const wishOf = (ports: TestPorts) => ({
  resource: 'METER',
  receiver: 'tax',
  actor: 'tax-clerk',
  purpose: '核对用电与收入',
  basis: '《税收征收管理法》第六条',
  frequency: 'monthly' as const,
  until: daysOn(ports, 100),
});

export const subscribeTax = (ports: TestPorts) =>
  subscribe(ports)({ resource: 'METER', receiver: 'tax', actor: 'tax-clerk', format: 'csv' });

const steps = {
  uploads: acceptUpload,
  batches: transformBatch,
  committed: routeBatch,
  parcels: deliverParcel,
};
type QueueName = keyof typeof steps;

/** Takes what waits through its steps; `until` stops before the first message of that queue. */
export async function drain(ports: TestPorts, until?: QueueName): Promise<void> {
  for (let one = ports.world.waiting[0]; one && one.queue !== until; one = ports.world.waiting[0]) {
    await steps[one.queue as QueueName](ports)(one.message);
    ports.world.deleteMessage(one);
  }
}

export async function upload(ports: TestPorts, row: string, until?: QueueName): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify({ header: ['用电户号'], rows: [row] }));
  const request = { department: 'power', actor: 'clerk', resource: 'METER', fileName: 'a.csv' };
  const { ticket } = await issueTicket(ports)({ ...request, size: bytes.length, sha256: sha256(bytes) });
  await ports.objects.put(ticket.key, bytes);
  await acceptUpload(ports)({ record: `ticket/${ticket.id}` });
  await drain(ports, until);
  const found = ports.world.keys('batch/').map((key) => batchSchema.parse(ports.world.get(key)?.value));
  return found.find((batch) => batch.ticket === ticket.id)?.id ?? '';
}

export const parcelsIn = (ports: TestPorts): Parcel[] =>
  ports.world.keys('parcel/').map((key) => parcelSchema.parse(ports.world.get(key)?.value));
