/**
 * Removes what nobody can see any more: lake objects a day after the first written list without them, attempts that
 * never counted a day after they were put, and the clear text of grade 2 uploads once their batch has ended or
 * counts; and what was written of a parcel that was then cancelled. Nothing a batch on its way may still name is
 * touched.
 */
import type { LiveEntry, Parcel } from '../../../schemas/records.ts';
import { liveListSchema } from '../../../schemas/records.ts';
import { documents, textFolder } from '../documents/kinds.ts';
import { ConditionFailed } from '../errors.ts';
import { readJson } from '../object-json.ts';
import type { Ports } from '../ports/index.ts';
import { batches, cancelled, definitions, find, type Held, must, parcels, tickets } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { objectsUnder, shown } from '../walk.ts';
import { isEnded, isUnderway, keepsClearText } from './batch-state.ts';
import { type DropArea, dropAreas, parseDropKey } from './drop-zone.ts';
import { changesSince, currentGeneration, emptyList } from './live-list.ts';
import { loadParts } from './parts-ref.ts';

export interface Erased {
  readonly objects: number;
  readonly uploads: number;
  /** Texts of documents. */
  readonly texts: number;
  /** Cancelled parcels. */
  readonly parcels: number;
}

export const eraseObjects = (ports: Ports) => async (): Promise<Erased> => {
  let objects = 0;
  let texts = 0;
  for await (const { key } of shown(ports.records, ['topic', 'resources'])) {
    const resource = key.replace(/^resource\//, '');
    objects += await eraseOf(ports, resource);
    texts += await eraseTexts(ports, resource);
  }
  return { objects, texts, uploads: await eraseUploads(ports), parcels: await eraseCancelled(ports) };
};

async function eraseOf(ports: Ports, resource: string): Promise<number> {
  const old = new Date(ports.clock.now().getTime() - ports.settings.eraseHours * 3_600_000);
  const generation = await currentGeneration(ports, resource);
  const kept = await visibleSince(ports, resource, generation, old);
  if (!kept) return 0;
  let erased = 0;
  for await (const object of objectsUnder(ports.objects, `lake/raw/${resource}/`)) {
    if (object.putAt > old || kept.has(object.key)) continue;
    if (await isWanted(ports, object.key, generation)) continue;
    await ports.probe.at('erase: object chosen');
    await ports.objects.remove(object.key);
    await ports.probe.at('erase: object removed');
    erased += 1;
  }
  return erased;
}

/**
 * Every object in the newest list written before `old`, or in any generation since. What is in none of them has been
 * out of the written lists for at least that long, or never counted.
 */
async function visibleSince(
  ports: Ports,
  resource: string,
  generation: number,
  old: Date,
): Promise<Set<string> | undefined> {
  let reference: string | undefined;
  let isAnyWritten = false;
  for await (const list of objectsUnder(ports.objects, `lake/live/${resource}/`)) {
    isAnyWritten = true;
    if (list.putAt <= old) reference = list.key;
  }
  if (generation > 0 && !isAnyWritten) return undefined;
  const list =
    reference === undefined ? emptyList(resource) : await readJson(ports.objects, reference, liveListSchema);
  const kept = new Set<string>();
  for (const entry of list.entries) await keep(ports, kept, entry);
  for await (const { add, move } of changesSince(ports, resource, list.generation, generation))
    for (const entry of [add, move?.merged]) if (entry) await keep(ports, kept, entry);
  return kept;
}

async function keep(ports: Ports, kept: Set<string>, entry: LiveEntry): Promise<void> {
  for (const part of await loadParts(ports.objects, entry.objects)) kept.add(part.key);
}

/** Does a batch still on its way, or committed since `generation`, perhaps name it? Read by key. */
async function isWanted(ports: Ports, key: string, generation: number): Promise<boolean> {
  const id = key.match(/\/batch=([^/]+)\//)?.[1];
  const batch = id === undefined ? undefined : await find(ports.records, batches, id);
  if (!batch) return false;
  return isUnderway(batch.value.stage) || (batch.value.generation ?? 0) > generation;
}

/** Texts that no committed document names: of attempts that never counted, and of batches that have ended. */
async function eraseTexts(ports: Ports, resource: string): Promise<number> {
  const old = new Date(ports.clock.now().getTime() - ports.settings.eraseHours * 3_600_000);
  let erased = 0;
  for await (const object of objectsUnder(ports.objects, textFolder(resource))) {
    if (object.putAt > old || (await isTextWanted(ports, object.key, old.toISOString()))) continue;
    await ports.probe.at('erase: text chosen');
    await ports.objects.remove(object.key);
    await ports.probe.at('erase: text removed');
    erased += 1;
  }
  return erased;
}

/** Whoever searches with a list from before the end is done a day after it. Read by key. */
async function isTextWanted(ports: Ports, key: string, old: string): Promise<boolean> {
  const id = key.split('/')[3] ?? '';
  const batch = await find(ports.records, batches, id);
  if (!batch) return false;
  if (isUnderway(batch.value.stage)) return true;
  if (isEnded(batch.value.stage) && batch.value.changedAt <= old) return false;
  return (await find(ports.records, documents, id))?.value.text.key === key;
}

/**
 * What is desensitised: the clear file goes once its rows are in, or its batch has ended, and at once where it was
 * refused or came before. Other refused files go after a day.
 */
async function eraseUploads(ports: Ports): Promise<number> {
  let erased = 0;
  for (const area of dropAreas) erased += await eraseUploadsIn(ports, area);
  return erased;
}

async function eraseUploadsIn(ports: Ports, area: DropArea): Promise<number> {
  let erased = 0;
  const old = new Date(ports.clock.now().getTime() - ports.settings.eraseHours * 3_600_000);
  for await (const object of objectsUnder(ports.objects, `${area}/`)) {
    const place = parseDropKey(object.key);
    const ticket = place && (await find(ports.records, tickets, place.ticket));
    if (!ticket) continue;
    const over = await isOver(ports, ticket.value, area === 'zone' || object.putAt <= old);
    if (!over) continue;
    await ports.probe.at('erase: upload chosen');
    await ports.objects.remove(object.key);
    await ports.probe.at('erase: upload removed');
    erased += 1;
  }
  return erased;
}

async function isOver(
  ports: Ports,
  ticket: { stage: string; batch?: string; resource: string },
  isUnwanted: boolean,
): Promise<boolean> {
  if (ticket.stage === 'refused' || ticket.stage === 'same') return isUnwanted;
  if (ticket.stage !== 'accepted' || ticket.batch === undefined) return false;
  const batch = await must(ports.records, batches, ticket.batch);
  const { resource } = (await must(ports.records, definitions, ticket.resource, batch.value.definition))
    .value;
  if (resource.kind === 'unstructured' || keepsClearText(resource)) return false;
  return !isUnderway(batch.value.stage);
}

/**
 * A day after it was cancelled nobody who read the parcel as planned is still at work on it: what he may have written
 * goes, and the record is done with.
 */
async function eraseCancelled(ports: Ports): Promise<number> {
  const old = new Date(ports.clock.now().getTime() - ports.settings.eraseHours * 3_600_000).toISOString();
  const page = await ports.records.query('due', cancelled, { to: old, limit: 1000 });
  let erased = 0;
  for (const { key } of page.items) {
    const stored = await ports.records.get(key);
    const parcel = stored && { ...stored, value: parcels.schema.parse(stored.value) };
    if (parcel && isToErase(parcel.value, old) && (await eraseParcel(ports, parcel))) erased += 1;
  }
  return erased;
}

const isToErase = ({ stage, erased, cancelledAt }: Parcel, old: string): boolean =>
  stage === 'cancelled' && !erased && cancelledAt !== undefined && cancelledAt <= old;

async function eraseParcel(ports: Ports, parcel: Held<Parcel>): Promise<boolean> {
  await ports.probe.at('erase: parcel chosen');
  await ports.objects.remove(parcel.value.key);
  await ports.probe.at('erase: parcel removed');
  const transaction = new Transaction(ports, {
    step: 'erase',
    department: parcel.value.receiver,
    actor: 'system',
  });
  try {
    await transaction
      .put(parcels, parcel, { ...parcel.value, erased: true }, { action: 'cancelled parcel erased' })
      .commit();
    return true;
  } catch (error) {
    // Another eraser was as far.
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}
