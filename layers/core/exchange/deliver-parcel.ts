/**
 * [parcels] Makes a planned parcel and puts it into its receiver's inbox. It has a fixed name and is made only from
 * its record: who does it again finds the first one, takes its digest and signs that. It comes only into the inbox of
 * who holds a grant in force at that transaction; else it is cancelled.
 */

import type { Manifest } from '../../../schemas/manifest.ts';
import type { Message } from '../../../schemas/messages.ts';
import type { Parcel, PartsRef } from '../../../schemas/records.ts';
import type { Part } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { canonicalJson } from '../canonical-json.ts';
import { NotFound, TransientError } from '../errors.ts';
import type { Denial } from '../grants/leave.ts';
import type { Ports } from '../ports/index.ts';
import type { Packed } from '../ports/refinery.ts';
import { definitions, type Held, must, parcels } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { cancelledParcel, cancelNotice } from './cancel-parcel.ts';
import { newestList } from './live-list.ts';
import { isCurrent } from './message-order.ts';
import { ruleOnParcel } from './parcel-leave.ts';
import { loadParts } from './parts-ref.ts';
import { repeatWhileOwn } from './repeat.ts';

const step = 'deliver-parcel';

export const deliverParcel =
  (ports: Ports) =>
  async (message: Message): Promise<void> => {
    const stored = await ports.records.get(message.record);
    if (!stored) return;
    const parcel: Held<Parcel> = { ...stored, value: parcels.schema.parse(stored.value) };
    if (!isCurrent(message, parcel) || parcel.value.stage !== 'planned') return;
    await ports.probe.at(`${step}: parcel read`);
    // Nothing is packed for whom it is not granted; what counts is the look right before the transaction.
    if (!(await mayBeHad(ports, parcel.value))) return settle(ports, parcel);
    const packed = await packParcel(ports, parcel.value);
    if (!packed) return;
    await ports.probe.at(`${step}: parcel written`);
    const signature = await ports.signer.sign(signedBytes(parcel.value.id, packed.sha256));
    await ports.probe.at(`${step}: parcel signed`);
    await settle(ports, parcel, { ...packed, signature });
  };

type Signed = Packed & { readonly signature: NonNullable<Parcel['signature']> };

async function mayBeHad(ports: Ports, parcel: Parcel): Promise<boolean> {
  if (parcel.kind === 'correction') return true;
  const { ruling } = await ruleOnParcel(ports, parcel, ports.clock.now().toISOString());
  return ruling.leave !== undefined;
}

/** Delivers what was packed; or cancels, where its grant is not in force. Decided at the transaction, by its clock. */
async function settle(ports: Ports, parcel: Held<Parcel>, signed?: Signed): Promise<void> {
  await repeatWhileOwn(parcel.key, async () => {
    const { receiver, kind } = parcel.value;
    const transaction = new Transaction(ports, { step, department: receiver, actor: 'system' });
    const ruled = kind === 'data' ? await ruleOnParcel(ports, parcel.value, transaction.at) : undefined;
    if (ruled) transaction.check(ruled.held).check(ruled.definition);
    const denial = ruled?.ruling.denial;
    // In force again meanwhile: the message is given back, and it is packed after all.
    if (!denial && !signed) throw backInForce(parcel.value);
    if (denial) cancel(transaction, parcel, denial);
    else if (signed) deliver(ports, transaction, parcel, signed);
    await transaction.commit();
  });
}

function cancel(transaction: Transaction, parcel: Held<Parcel>, denial: Denial): void {
  const { receiver, grant } = parcel.value;
  transaction
    .put(parcels, parcel, cancelledParcel(parcel.value, transaction.at, denial), {
      action: 'parcel cancelled',
      detail: { receiver, grant, why: denial.why },
    })
    .tell(cancelNotice(parcel, denial));
}

function deliver(ports: Ports, transaction: Transaction, parcel: Held<Parcel>, signed: Signed): void {
  const { sha256, size, rows, signature } = signed;
  const wait = ports.settings.acknowledgeHours * 3_600_000;
  const delivered: Parcel = {
    ...parcel.value,
    stage: 'delivered',
    sha256,
    size,
    rows,
    signature,
    deliveredAt: transaction.at,
    due: new Date(ports.clock.now().getTime() + wait).toISOString(),
  };
  transaction.put(parcels, parcel, delivered, {
    action: 'parcel delivered',
    digest: sha256,
    detail: { receiver: parcel.value.receiver, rows, grant: parcel.value.grant },
  });
}

const backInForce = ({ id }: Parcel): TransientError =>
  new TransientError(
    `the grant of parcel ${id} is in force again; it is tried again`,
    `数据包 ${id} 的授权已恢复，稍后重试`,
  );

/** What a parcel's signature is over: its name and its digest, nothing that differs from run to run. */
export const signedBytes = (id: string, sha256: string): Uint8Array =>
  new TextEncoder().encode(canonicalJson({ schema: 'parcel/1', parcel: id, sha256 }));

/** Undefined: the batch ended long ago and its rows are gone; routing its end cancels the parcel. */
async function packParcel(ports: Ports, parcel: Parcel): Promise<Packed | undefined> {
  const resource = (await must(ports.records, definitions, parcel.resource, parcel.definition)).value
    .resource;
  const job = (parts: readonly Part[]) => ({
    output: parcel.key,
    resource,
    parts,
    batches: [parcel.batch],
    items: parcel.items,
    filter: parcel.filter,
    format: parcel.format,
    file: parcel.kind === 'data' ? parcel.file : undefined,
    manifest: manifestOf(parcel, resource),
  });
  try {
    return await ports.refinery.pack(job(await loadParts(ports.objects, parcel.objects)));
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    const parts = await partsSinceCompaction(ports, parcel);
    return parts && ports.refinery.pack(job(parts));
  }
}

/** A parcel taken up long after routing: compaction may have moved its rows; the batch is still whole elsewhere. */
async function partsSinceCompaction(ports: Ports, parcel: Parcel): Promise<readonly Part[] | undefined> {
  const list = await newestList(ports, parcel.resource);
  const refs: PartsRef[] = list.entries
    .filter((entry) => entry.batches.some((one) => one.batch === parcel.batch))
    .map((entry) => entry.objects);
  if (refs.length === 0) return undefined;
  const parts = await Promise.all(refs.map((ref) => loadParts(ports.objects, ref)));
  return parts.flat();
}

const manifestOf = (parcel: Parcel, resource: Resource): Manifest => ({
  schema: 'manifest/1',
  parcel: parcel.id,
  kind: parcel.kind,
  sender: parcel.provider,
  receiver: parcel.receiver,
  resource: parcel.resource,
  resourceVersion: parcel.definition,
  period: parcel.period,
  batches: [parcel.batch],
  subscription: parcel.subscription,
  items: parcel.items,
  columns: parcel.items
    .map((code) => resource.items.find((item) => item.code === code))
    .filter((item) => item !== undefined)
    .map(({ code, name, type, unit }) => ({ code, name, type, unit })),
  filter: parcel.filter ?? null,
  format: parcel.format,
  correction: parcel.correction ?? null,
  plannedAt: parcel.plannedAt,
});
