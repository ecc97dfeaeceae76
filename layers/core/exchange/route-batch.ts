/**
 * [committed] Plans a parcel for each subscription that wants a batch; or, when the batch has ended, cancels what
 * was planned and corrects what was delivered. What a parcel is made from is frozen here, in its record.
 */
import type { Message } from '../../../schemas/messages.ts';
import type { Batch, Parcel, PartsRef, Subscription } from '../../../schemas/records.ts';
import type { Ports } from '../ports/index.ts';
import {
  absent,
  batches,
  definitions,
  find,
  findOr,
  type Held,
  must,
  parcels,
  subscribers,
} from '../records.ts';
import { Transaction } from '../transaction.ts';
import { correctBatch } from './correct-batch.ts';
import { repeatOnConflict } from './repeat.ts';

const step = 'route-batch';
/** Parcels a page: each is a record, an entry and an announcement with its own. */
const pageSize = 25;

export const routeBatch =
  (ports: Ports) =>
  async (message: Message): Promise<void> => {
    const id = message.record.replace(/^batch\//, '');
    await repeatOnConflict(async () => {
      const batch = await find(ports.records, batches, id);
      if (!batch) return;
      await ports.probe.at(`${step}: batch read`);
      const { stage } = batch.value;
      if (stage === 'committed' && !batch.value.routed) await routePage(ports, batch);
      if (stage === 'withdrawn' || stage === 'replaced') await correctBatch(ports, batch);
    });
  };

async function routePage(ports: Ports, batch: Held<Batch>): Promise<void> {
  const { resource, department, routedTo } = batch.value;
  const subscribed = await findOr(ports.records, subscribers, { resource, list: [] }, resource);
  const definition = await must(ports.records, definitions, resource);
  // A resource may have become grade 3 after somebody subscribed: from then on nothing leaves.
  const wishes = definition.value.resource.grade === 3 ? [] : subscribed.value.list;
  const open = wishes.filter((one) => !routedTo.includes(one.id));
  const page = open.slice(0, pageSize);
  const routed = page.length === open.length;
  const transaction = new Transaction(ports, { step, department, actor: 'system' }).check(definition);
  for (const subscription of page) planParcel(transaction, batch.value, subscription);
  transaction.put(
    batches,
    batch,
    {
      ...batch.value,
      routedTo: [...routedTo, ...page.map((one) => one.id)],
      routed,
      changedAt: transaction.at,
    },
    {
      action: routed ? 'batch routed' : 'batch routed in part',
      detail: { to: page.map((one) => one.receiver) },
    },
  );
  if (!routed) transaction.announce('committed', batch.key, batch.version + 1);
  await transaction.commit();
}

function planParcel(transaction: Transaction, batch: Batch, subscription: Subscription): void {
  const parcel = dataParcel(batch, subscription, transaction.at);
  const key = parcels.key('data', batch.id, subscription.id);
  transaction
    .put(parcels, absent(key), parcel, {
      action: 'parcel planned',
      detail: { receiver: subscription.receiver, batch: batch.id },
    })
    .announce('parcels', key, 1);
}

const nothing: PartsRef = { parts: [], rows: 0, bytes: 0 };

const dataParcel = (batch: Batch, subscription: Subscription, at: string): Parcel => {
  const id = `${batch.id}-${subscription.id}`;
  return {
    id,
    kind: 'data',
    batch: batch.id,
    subscription: subscription.id,
    resource: batch.resource,
    definition: batch.definition,
    provider: batch.department,
    receiver: subscription.receiver,
    period: batch.period,
    items: subscription.items,
    filter: subscription.filter,
    format: subscription.format,
    objects: batch.parts ?? nothing,
    file: batch.layout ? undefined : { key: batch.source, fileName: batch.fileName },
    key: `inbox/${subscription.receiver}/${id}`,
    stage: 'planned',
    plannedAt: at,
    announcedTimes: 0,
  };
};

/** A batch's parcels, for the provider's and the receivers' screens. */
export async function parcelsOf(ports: Ports, id: string): Promise<Parcel[]> {
  const batch = await must(ports.records, batches, id);
  const keys = batch.value.routedTo.map((subscription) => parcels.key('data', id, subscription));
  const found: Parcel[] = [];
  for (let from = 0; from < keys.length; from += 100)
    for (const stored of await ports.records.getMany(keys.slice(from, from + 100)))
      if (stored) found.push(parcels.schema.parse(stored.value));
  return found;
}
