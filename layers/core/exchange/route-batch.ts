/**
 * [committed] Plans a parcel for each subscription that wants a batch; or, when the batch has ended, cancels what
 * was planned and corrects what was delivered. What a parcel is made from is frozen here, in its record, with the
 * grant it is under: without a grant in force nothing is planned.
 */
import type { Message } from '../../../schemas/messages.ts';
import type { Batch, Parcel, PartsRef, Subscription } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { ruleOn } from '../grants/in-force.ts';
import { fits, joinConditions, type Leave, type Why } from '../grants/leave.ts';
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
/** Subscriptions a page: a parcel is a record, an entry and an announcement, and its grant a condition. */
const pageSize = 20;

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
  const { resource, department, routedTo, withheld } = batch.value;
  const subscribed = await findOr(ports.records, subscribers, { resource, list: [] }, resource);
  const definition = await must(ports.records, definitions, resource);
  const settled = new Set([...routedTo, ...withheld.map((one) => one.subscription)]);
  const open = subscribed.value.list.filter((one) => !settled.has(one.id));
  const page = open.slice(0, pageSize);
  const routed = page.length === open.length;
  const transaction = new Transaction(ports, { step, department, actor: 'system' }).check(definition);
  const drafts = await draftParcels(ports, transaction, batch.value, definition.value.resource, page);
  const planned = drafts.filter((one) => one.parcel !== undefined);
  for (const { parcel } of planned) planParcel(transaction, parcel);
  const kept = drafts.filter((one) => one.why !== undefined);
  transaction.put(
    batches,
    batch,
    {
      ...batch.value,
      routedTo: [...routedTo, ...planned.map(({ parcel }) => parcel.subscription)],
      withheld: [
        ...withheld,
        ...kept.map(({ subscription, why }) => ({ subscription: subscription.id, why })),
      ],
      routed,
      changedAt: transaction.at,
    },
    {
      action: routed ? 'batch routed' : 'batch routed in part',
      detail: {
        to: planned.map(({ parcel }) => parcel.receiver),
        ...(kept.length > 0
          ? { withheld: kept.map((one) => ({ receiver: one.subscription.receiver, why: one.why })) }
          : {}),
      },
    },
  );
  if (!routed) transaction.announce('committed', batch.key, batch.version + 1);
  await transaction.commit();
}

type Draft =
  | { readonly subscription: Subscription; readonly parcel: Parcel; readonly why?: undefined }
  | { readonly subscription: Subscription; readonly parcel?: undefined; readonly why: Why };

/**
 * What each subscription gets of the batch: as much as its grant gives now, and nothing outside one. The transaction
 * holds only while no grant that was decided on moves.
 */
async function draftParcels(
  ports: Ports,
  transaction: Transaction,
  batch: Batch,
  resource: Resource,
  page: readonly Subscription[],
): Promise<Draft[]> {
  const bound = await must(ports.records, definitions, batch.resource, batch.definition);
  const decidedOn = new Map<string, Held<unknown>>();
  const drafts: Draft[] = [];
  for (const subscription of page) {
    const question = { ...subscription, grant: subscription.grant, way: 'file' as const, resource };
    const { held, ruling } = await ruleOn(ports, { ...question, at: transaction.at });
    decidedOn.set(held.key, held);
    const scope = ruling.leave && scopeOf(subscription, ruling.leave, bound.value.resource);
    drafts.push(
      scope
        ? { subscription, parcel: dataParcel(batch, subscription, scope, transaction.at) }
        : { subscription, why: ruling.denial?.why ?? 'no-items' },
    );
  }
  for (const held of decidedOn.values()) transaction.check(held);
  return drafts;
}

interface Scope {
  readonly grant: string;
  readonly items: string[];
  readonly conditions: string[];
}

/** Subscription and grant together, as far as the description goes that the batch came under. */
function scopeOf(subscription: Subscription, leave: Leave, bound: Resource): Scope | undefined {
  const known = new Set(bound.items.map((item) => item.code));
  const items = subscription.items.filter((item) => leave.items.includes(item) && known.has(item));
  const own = subscription.filter === undefined ? [] : [subscription.filter];
  const conditions = [...leave.filters, ...own];
  if (items.length === 0 || !conditions.every((one) => fits(one, bound))) return undefined;
  return { grant: leave.grant, items, conditions };
}

function planParcel(transaction: Transaction, parcel: Parcel): void {
  const key = parcels.key('data', parcel.batch, parcel.subscription);
  transaction
    .put(parcels, absent(key), parcel, {
      action: 'parcel planned',
      detail: { receiver: parcel.receiver, batch: parcel.batch, grant: parcel.grant },
    })
    .announce('parcels', key, 1);
}

const nothing: PartsRef = { parts: [], rows: 0, bytes: 0 };

const dataParcel = (
  batch: Batch,
  subscription: Subscription,
  { grant, items, conditions }: Scope,
  at: string,
): Parcel => {
  const id = `${batch.id}-${subscription.id}`;
  return {
    id,
    kind: 'data',
    batch: batch.id,
    subscription: subscription.id,
    grant,
    resource: batch.resource,
    definition: batch.definition,
    provider: batch.department,
    receiver: subscription.receiver,
    period: batch.period,
    items,
    conditions,
    filter: joinConditions(conditions),
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
