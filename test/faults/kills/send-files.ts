/** A load on a bus, and the files it sends: each is sent and then waited for until the bus has done its part. */
import { setTimeout as sleep } from 'node:timers/promises';
import { issueTicket, parcelsOf, uploadMessage } from '../../../layers/core/exchange/index.ts';
import { batches, find, must, tickets } from '../../../layers/core/records.ts';
import type { Batch, Ticket } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import type { Bus } from './open-bus.ts';
import { bytesOf, digestOf, type FileKind, meters, nameOf, provider } from './sample-files.ts';

export interface Load {
  readonly bus: Bus;
  /** Part of every file's name: no two loads send the same. */
  readonly id: string;
  /** Told of each upload that the home has answered. */
  readonly said: (ticket: string) => void;
}

const actor = 'clerk';

export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(5);
  }
}

interface Upload {
  readonly kind?: FileKind;
  readonly name: string;
  readonly rows?: number;
  readonly resource?: Resource;
  readonly replaces?: string;
  /** The home's own message about it is lost. */
  readonly untold?: boolean;
}

export async function send({ bus, id, said }: Load, upload: Upload): Promise<string> {
  const { ports } = bus;
  const fileName = nameOf(upload.kind ?? 'plain', `${id}${upload.name}`, upload.rows ?? 20);
  const bytes = bytesOf(fileName);
  const { ticket } = await issueTicket(ports)({
    department: provider,
    actor,
    resource: (upload.resource ?? meters).code,
    fileName,
    size: bytes.length,
    sha256: digestOf(bytes),
    ...(upload.replaces ? { replaces: upload.replaces } : {}),
  });
  await ports.objects.put(ticket.key, bytes);
  said(ticket.id);
  if (!upload.untold) await ports.queue.send('uploads', [uploadMessage(ports, ticket)]);
  return ticket.id;
}

export const ticketAtRest = ({ bus }: Load, id: string): Promise<Ticket> =>
  eventually(async () => {
    const { value } = await must(bus.ports.records, tickets, id);
    return value.stage === 'issued' || value.stage === 'expired' ? undefined : value;
  });

export const batchAt = ({ bus }: Load, id: string, stages: readonly Batch['stage'][]): Promise<Batch> =>
  eventually(async () => {
    const batch = await find(bus.ports.records, batches, id);
    return batch && stages.includes(batch.value.stage) ? batch.value : undefined;
  });

export async function take(load: Load, upload: Upload, stage: Batch['stage'] = 'committed'): Promise<Batch> {
  const ticket = await ticketAtRest(load, await send(load, upload));
  return batchAt(load, ticket.batch ?? '', [stage]);
}

export const delivered = ({ bus }: Load, batch: string): Promise<true> =>
  eventually(async () => {
    const { routed } = (await must(bus.ports.records, batches, batch)).value;
    const parcels = routed ? await parcelsOf(bus.ports, batch) : [];
    const arrived = parcels.every((one) => one.stage !== 'planned');
    return routed && arrived ? true : undefined;
  });

export const corrected = ({ bus }: Load, batch: string): Promise<true> =>
  eventually(async () => (await must(bus.ports.records, batches, batch)).value.corrected || undefined);

export async function plain(load: Load): Promise<Batch> {
  const batch = await take(load, { name: 'plain' });
  await delivered(load, batch.id);
  return batch;
}
