/** The properties S1–S9 of the protocol, checked on a bus at rest. Each gives the violations it found. */

import { canonicalJson } from '../../layers/core/canonical-json.ts';
import { applyChange, emptyList, listKey } from '../../layers/core/exchange/live-list.ts';
import { loadParts } from '../../layers/core/exchange/parts-ref.ts';
import { verifyLedger } from '../../layers/core/ledger/index.ts';
import { grantSchema } from '../../schemas/grant.ts';
import {
  type Batch,
  changeSchema,
  entrySchema,
  generationSchema,
  type LiveList,
  type Parcel,
  parcelSchema,
  subscribersSchema,
  ticketSchema,
  treeSchema,
} from '../../schemas/records.ts';
import type { Bus } from './bus.ts';
import { sha256 } from './digest.ts';
import type { TinyRow } from './fake-refinery.ts';
import { resource } from './plan.ts';

export async function violations(bus: Bus): Promise<string[]> {
  const list = newest(bus);
  return [
    ...bus.failures.map((error) => `a step failed: ${(error as Error).stack}`),
    ...bus.world.setbacks.map((setback) => `S4/S7 ${setback}`),
    ...bus.readFaults.map((fault) => `S4 ${fault}`),
    ...(await rowsOnce(bus, list)),
    ...visibleIsAccepted(bus, list),
    ...goneStaysGone(bus),
    ...listsAreChanges(bus),
    ...parcelsArrive(bus),
    ...sameIsSame(bus),
    ...(await ledgerIsWhole(bus)),
    ...uploadsEnd(bus),
    ...bus.world.ungranted,
    ...bus.leaks,
    ...grantsRest(bus),
    ...cancelledAreGone(bus),
  ];
}

/** The live set by the changes alone. */
function newest(bus: Bus): LiveList {
  let list = emptyList(resource.code);
  for (const key of bus.world.keys(`change/${resource.code}/`))
    list = applyChange(list, changeSchema.parse(bus.world.get(key)?.value));
  return list;
}

/** S1, S8: every row of a live batch once, all of its file, all under its own mapping. */
async function rowsOnce(bus: Bus, list: LiveList): Promise<string[]> {
  const found: string[] = [];
  const seen = new Map<string, number[]>();
  const batches = new Map(bus.batches().map((batch) => [batch.id, batch]));
  for (const entry of list.entries) {
    const live = new Set(entry.batches.map((one) => one.batch));
    for (const part of await loadParts(bus.ports.objects, entry.objects)) {
      const object = bus.world.objects.get(part.key);
      if (!object) {
        found.push(`S4 ${part.key} is live and gone`);
        continue;
      }
      if (object.head.sha256 !== part.sha256) found.push(`S1 ${part.key} was written again`);
      for (const row of JSON.parse(new TextDecoder().decode(object.bytes)) as TinyRow[]) {
        if (!live.has(row.batch)) continue;
        seen.set(row.batch, [...(seen.get(row.batch) ?? []), row.line]);
        const mapping = batches.get(row.batch)?.mapping;
        if (row.mapping !== canonicalJson(mapping)) found.push(`S1 ${row.batch} has rows of another mapping`);
      }
    }
  }
  for (const batch of bus.batches()) {
    if (batch.stage !== 'committed') continue;
    const lines = (seen.get(batch.id) ?? []).sort((a, b) => a - b);
    const wanted = fileOf(bus, batch).rows.map((_, index) => index + 2);
    if (lines.join() !== wanted.join())
      found.push(`S1/S8 ${batch.id} shows lines ${lines.join()}, not ${wanted.join()}`);
  }
  return found;
}

const fileOf = (bus: Bus, batch: Batch) => {
  const upload = bus.uploads.find((one) => one.ticket === batch.ticket);
  if (!upload) throw new Error(`batch ${batch.id} came from no upload`);
  return upload.file;
};

/** S2: at rest, what is visible is what was accepted and has not ended. */
function visibleIsAccepted(bus: Bus, list: LiveList): string[] {
  const visible = list.entries.flatMap((entry) => entry.batches.map((one) => one.batch)).sort();
  const batches = bus.batches();
  const committed = batches.filter((batch) => batch.stage === 'committed').map((batch) => batch.id);
  const found =
    visible.join() === committed.sort().join()
      ? []
      : [`S2 visible ${visible.join()}, committed ${committed.join()}`];
  const stuck = batches.filter((batch) => ['accepted', 'chunked', 'ready', 'scanning'].includes(batch.stage));
  const askedTwice = batches.filter(
    (batch) => batch.stage === 'asks' && bus.world.keys('mapping/').length > 0,
  );
  const places = new Set(batches.map((batch) => batch.sequence));
  return [
    ...found,
    ...stuck.map((batch) => `S2/L1 ${batch.id} rests at ${batch.stage}`),
    ...askedTwice.map((batch) => `S2/L1 ${batch.id} still asks though the mapping is there`),
    ...(places.size < batches.length ? ['S2 two batches have one sequence'] : []),
    ...batches
      .filter((batch) => batch.stage === 'replaced' && !isReplacedWell(batch, batches))
      .map((batch) => `S2 ${batch.id} was replaced by nobody`),
  ];
}

const isReplacedWell = (batch: Batch, all: readonly Batch[]): boolean => {
  const by = all.filter((one) => one.replaces === batch.id && one.generation !== undefined);
  return by.length === 1 && by[0]?.id === batch.replacedBy;
};

/** S3: what was removed is in no later generation. */
function goneStaysGone(bus: Bus): string[] {
  const found: string[] = [];
  const gone = new Set<string>();
  let list = emptyList(resource.code);
  for (const key of bus.world.keys(`change/${resource.code}/`)) {
    const change = changeSchema.parse(bus.world.get(key)?.value);
    list = applyChange(list, change);
    for (const batch of change.remove) gone.add(batch);
    for (const entry of list.entries)
      for (const one of entry.batches)
        if (gone.has(one.batch)) found.push(`S3 ${one.batch} is back in generation ${change.generation}`);
  }
  return found;
}

/** S4: each written list is exactly its changes, and the newest one is written. */
function listsAreChanges(bus: Bus): string[] {
  const found: string[] = [];
  let list = emptyList(resource.code);
  for (const key of bus.world.keys(`change/${resource.code}/`)) {
    list = applyChange(list, changeSchema.parse(bus.world.get(key)?.value));
    const object = bus.world.objects.get(listKey(resource.code, list.generation));
    if (object && canonicalJson(JSON.parse(new TextDecoder().decode(object.bytes))) !== canonicalJson(list))
      found.push(`S4 list ${list.generation} is not its changes`);
  }
  const stored = bus.world.get(`resource/${resource.code}`);
  const generation = stored ? generationSchema.parse(stored.value).generation : 0;
  if (generation !== list.generation) found.push(`S4 generation ${generation}, ${list.generation} changes`);
  if (generation > 0 && !bus.world.objects.has(listKey(resource.code, generation)))
    found.push(`S4 list ${generation} was never written`);
  return found;
}

/** S5: each committed batch reaches each subscriber, unchanged; an ended one is cancelled or corrected once. */
function parcelsArrive(bus: Bus): string[] {
  const found: string[] = [];
  const subscribed = subscribersSchema.safeParse(bus.world.get(`subscribers/${resource.code}`)?.value);
  const list = subscribed.success ? subscribed.data.list : [];
  for (const batch of bus.batches())
    for (const { id } of list)
      found.push(
        ...parcelFlaws(bus, batch, id, read(bus, 'parcel', batch, id), read(bus, 'correction', batch, id)),
      );
  return found;
}

const read = (bus: Bus, kind: string, batch: Batch, subscription: string): Parcel | undefined => {
  const stored = bus.world.get(`${kind}/${batch.id}/${subscription}`);
  return stored && parcelSchema.parse(stored.value);
};

function parcelFlaws(
  bus: Bus,
  batch: Batch,
  subscription: string,
  parcel: Parcel | undefined,
  correction: Parcel | undefined,
): string[] {
  const found = [parcel, correction]
    .filter((one) => one !== undefined)
    .flatMap((one) => bytesFlaws(bus, one));
  const arrived = (one: Parcel | undefined): boolean =>
    one !== undefined && ['delivered', 'acknowledged', 'escalated'].includes(one.stage);
  if (batch.stage === 'committed' && !arrived(parcel) && !isWithheld(bus, batch, subscription, parcel))
    found.push(`S5 ${batch.id} did not reach its subscriber`);
  if (batch.stage === 'committed' && correction) found.push(`S5 ${batch.id} is live and was corrected`);
  if (batch.stage === 'withdrawn' || batch.stage === 'replaced') {
    if (parcel?.stage === 'planned') found.push(`S5 ${parcel.id} of an ended batch rests planned`);
    const came = parcel?.deliveredAt !== undefined;
    if (came && !arrived(correction)) found.push(`S5 ${batch.id} was delivered and not corrected`);
    if (!came && correction) found.push(`S5 ${batch.id} was never delivered and corrected`);
  }
  return found;
}

/** Only for want of a grant, and only where grants moved in this run. */
const isWithheld = (bus: Bus, batch: Batch, subscription: string, parcel: Parcel | undefined): boolean =>
  bus.grantsMove &&
  (batch.withheld.some((one) => one.subscription === subscription) ||
    (parcel?.stage === 'cancelled' && parcel.reason !== undefined));

/** L1 of grants: nothing that has ended by the clock rests as if it had not. */
function grantsRest(bus: Bus): string[] {
  const now = new Date(bus.world.time).toISOString();
  return bus.world
    .keys('grant/')
    .map((key) => grantSchema.parse(bus.world.get(key)?.value))
    .filter((grant) => grant.due !== undefined && grant.due <= now)
    .map((grant) => `L1 grant ${grant.id} rests ${grant.stage} though it was due at ${grant.due}`);
}

/** A cancelled parcel leaves no object behind. */
const cancelledAreGone = (bus: Bus): string[] =>
  bus.world
    .keys('parcel/')
    .map((key) => parcelSchema.parse(bus.world.get(key)?.value))
    .filter((parcel) => parcel.stage === 'cancelled' && bus.world.objects.has(parcel.key))
    .map((parcel) => `S9 the object of cancelled parcel ${parcel.id} stays`);

function bytesFlaws(bus: Bus, parcel: Parcel): string[] {
  if (parcel.sha256 === undefined || parcel.stage === 'cancelled') return [];
  const object = bus.world.objects.get(parcel.key);
  if (!object) return [`S5 ${parcel.id} was delivered and is gone`];
  const rows = JSON.parse(new TextDecoder().decode(object.bytes)).rows as unknown[];
  const flaws = sha256(object.bytes) === parcel.sha256 ? [] : [`S5 the bytes of ${parcel.id} changed`];
  return rows.length === parcel.rows
    ? flaws
    : [...flaws, `S5 ${parcel.id} holds ${rows.length} rows, not ${parcel.rows}`];
}

/**
 * S6: a file answered as the same is, under a description no older than when it was sent; two equal neighbours are
 * two batches only if the first had ended or the description changed between them.
 */
function sameIsSame(bus: Bus): string[] {
  const found: string[] = [];
  const batches = bus.batches();
  for (const key of bus.world.keys('ticket/')) {
    const ticket = ticketSchema.parse(bus.world.get(key)?.value);
    const batch = batches.find((one) => one.id === ticket.batch);
    if (ticket.stage === 'same' && batch?.sha256 !== ticket.sha256)
      found.push(`S6 ${ticket.id} is not the same as ${ticket.batch}`);
    const sent = bus.uploads.find((one) => one.ticket === ticket.id);
    if (ticket.stage === 'same' && batch && sent && batch.definition < sent.definition)
      found.push(`S6 ${ticket.id} was answered with ${batch.id} of an older description`);
  }
  for (const [index, batch] of batches.entries()) {
    const before = batches.slice(0, index).findLast((one) => one.period === batch.period);
    if (
      before &&
      before.sha256 === batch.sha256 &&
      before.definition === batch.definition &&
      before.stage === 'committed' &&
      batch.replaces !== before.id
    )
      found.push(`S6 ${before.id} and ${batch.id} are the same file twice`);
  }
  return found;
}

/** S7: one entry for each version of each record, each sealed once, all chains whole. */
async function ledgerIsWhole(bus: Bus): Promise<string[]> {
  const verified = await verifyLedger(bus.ports)(['power', 'platform', 'tax0', 'tax1']);
  const found = verified.filter((one) => one.flaw).map((one) => `S7 ${one.department}: ${one.flaw?.en}`);
  const sealed = new Map<string, number>();
  for (const [key, object] of bus.world.objects) {
    if (!key.startsWith('ledger/')) continue;
    const tree = treeSchema.parse(JSON.parse(new TextDecoder().decode(object.bytes)));
    for (const leaf of tree.entries) {
      const name = `${leaf.record}@${leaf.version}`;
      sealed.set(name, (sealed.get(name) ?? 0) + 1);
    }
  }
  for (const key of bus.world.keys('entry/')) {
    const entry = entrySchema.parse(bus.world.get(key)?.value);
    const times = sealed.get(`${entry.record}@${entry.version}`) ?? 0;
    if (times !== 1) found.push(`S7 ${key} is sealed ${times} times`);
  }
  return found;
}

/** Nothing is lost: every file that was put ends as a batch, as the same as one, or refused with a reason. */
function uploadsEnd(bus: Bus): string[] {
  return bus.uploads.flatMap(({ ticket }) => {
    const { stage, reason } = ticketSchema.parse(bus.world.get(`ticket/${ticket}`)?.value);
    if (stage === 'accepted' || stage === 'same' || (stage === 'refused' && reason)) return [];
    return [`L1 the file of ticket ${ticket} was put and rests ${stage}`];
  });
}
