/**
 * A batch that was routed and then ended: planned parcels are cancelled, delivered ones get one correction, decided
 * on each parcel's version, in pages.
 */
import type { Batch, Parcel } from '../../../schemas/records.ts';
import type { Ports } from '../ports/index.ts';
import { absent, batches, type Held, must, parcels } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { cancelledParcel } from './cancel-parcel.ts';

const step = 'correct-batch';
const pageSize = 15;

export async function correctBatch(ports: Ports, batch: Held<Batch>): Promise<void> {
  const { routedTo, correctedTo, corrected, department, id } = batch.value;
  if (corrected || routedTo.length === 0) return;
  const open = routedTo.filter((subscription) => !correctedTo.includes(subscription));
  const page = open.slice(0, pageSize);
  const complete = page.length === open.length;
  const transaction = new Transaction(ports, { step, department, actor: 'system' });
  for (const subscription of page) {
    const parcel = await must(ports.records, parcels, 'data', id, subscription);
    correctParcel(transaction, batch.value, parcel);
  }
  transaction.put(
    batches,
    batch,
    {
      ...batch.value,
      correctedTo: [...correctedTo, ...page],
      corrected: complete,
      changedAt: transaction.at,
    },
    { action: complete ? 'batch corrected' : 'batch corrected in part' },
  );
  if (!complete) transaction.announce('committed', batch.key, batch.version + 1);
  await transaction.commit();
}

function correctParcel(transaction: Transaction, batch: Batch, parcel: Held<Parcel>): void {
  // One that lay in the inbox before its grant ended may have been fetched: its receiver is told.
  if (parcel.value.stage === 'cancelled' && parcel.value.deliveredAt === undefined) {
    transaction.check(parcel);
    return;
  }
  if (parcel.value.stage === 'planned') {
    transaction.put(parcels, parcel, cancelledParcel(parcel.value, transaction.at), {
      action: 'parcel cancelled',
      detail: { why: batch.stage },
    });
    return;
  }
  const key = parcels.key('correction', batch.id, parcel.value.subscription);
  transaction
    .check(parcel)
    .put(parcels, absent(key), correctionOf(batch, parcel.value, transaction.at), {
      action: 'correction planned',
      detail: { receiver: parcel.value.receiver, why: batch.stage },
    })
    .announce('parcels', key, 1);
}

const correctionOf = (batch: Batch, parcel: Parcel, at: string): Parcel => ({
  ...parcel,
  id: `${parcel.id}-correction`,
  kind: 'correction',
  objects: { parts: [], rows: 0, bytes: 0 },
  correction: { why: batch.stage === 'replaced' ? 'replaced' : 'withdrawn', replacedBy: batch.replacedBy },
  key: `inbox/${parcel.receiver}/${parcel.id}-correction`,
  stage: 'planned',
  plannedAt: at,
  sha256: undefined,
  size: undefined,
  rows: undefined,
  signature: undefined,
  deliveredAt: undefined,
  acknowledgedAt: undefined,
  acknowledgedBy: undefined,
  announcedTimes: 0,
  due: undefined,
  cancelledAt: undefined,
  reason: undefined,
  erased: undefined,
});
