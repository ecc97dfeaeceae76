/**
 * What must hold of a home at rest, whatever died over it: each accepted upload is in the lake exactly once with the
 * values that were sent, each parcel was delivered once and unchanged, the ledger is whole, nothing lies about.
 */
import { strFromU8, unzipSync } from 'fflate';
import { listChains } from '../../../functions/api/list-chains.ts';
import { canonicalJson } from '../../../layers/core/canonical-json.ts';
import { parseDropKey } from '../../../layers/core/exchange/index.ts';
import { applyChange, emptyList, listKey } from '../../../layers/core/exchange/live-list.ts';
import { loadParts } from '../../../layers/core/exchange/parts-ref.ts';
import { verifyLedger } from '../../../layers/core/ledger/index.ts';
import { libraryTables } from '../../../layers/core/libraries/kinds.ts';
import { platform } from '../../../layers/core/libraries/library-resource.ts';
import { readBytes } from '../../../layers/core/object-json.ts';
import {
  changes,
  entries,
  find,
  generations,
  parcels as parcelRecords,
} from '../../../layers/core/records.ts';
import { readAgain } from '../../../layers/core/walk.ts';
import { listedIn, workspaceEntries } from '../../../layers/core/workbench/kinds.ts';
import { workspaceOf } from '../../../layers/core/workbench/places.ts';
import type { Batch, LiveList, Parcel, Ticket } from '../../../schemas/records.ts';
import type { Part } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { keptLibrary } from './keep-library.ts';
import { allBatches, allObjects, allTickets, parcelsFor } from './list-all.ts';
import type { Bus } from './open-bus.ts';
import { publishedObjects } from './publish-tables.ts';
import { received, recordFlaws } from './record-channel.ts';
import { digestOf, provider, refusedRows, resources, rowsOf, type SentRow, secrets } from './sample-files.ts';

export interface Examined {
  readonly flaws: string[];
  readonly uploads: number;
  readonly batches: number;
  readonly rows: number;
  readonly parcels: number;
  /** Parcels that take a withdrawn or replaced batch back. */
  readonly corrections: number;
  readonly entries: number;
}

/** @param said tickets whose upload the home had answered */
export async function examine(bus: Bus, said: readonly string[]): Promise<Examined> {
  const tickets = await allTickets(bus);
  const batches = await allBatches(bus);
  const parcels = await parcelsFor(bus, batches);
  // Tables of the libraries, which the platform hands in.
  const [own, taken] = [await allTickets(bus, platform.code), await allBatches(bus, platform.code)];
  const lists = await Promise.all(resources.map((resource) => liveFlaws(bus, resource, batches)));
  const ledger = await verifyLedger(bus.ports)(await listChains(bus.ports));
  const dead = (await bus.ports.queue.depth()).filter((one) => one.dead > 0);
  const parts = lists.flatMap((one) => one.parts);
  return {
    uploads: tickets.filter((one) => one.stage === 'accepted' || one.stage === 'same').length,
    batches: batches.length,
    rows: lists.reduce((sum, one) => sum + one.rows, 0),
    parcels: parcels.filter((one) => one.sha256 !== undefined).length,
    corrections: parcels.filter((one) => one.kind === 'correction' && one.sha256 !== undefined).length,
    entries: ledger.reduce((sum, one) => sum + one.entries, 0),
    flaws: [
      ...uploadFlaws(
        tickets,
        batches,
        said.filter((one) => !one.startsWith(received(''))),
      ),
      ...(await recordFlaws(bus, said)),
      ...lists.flatMap((one) => one.flaws),
      ...(await partitionFlaws(bus, parts)),
      ...(await Promise.all(parcels.map((one) => parcelFlaws(bus, one, batches)))).flat(),
      ...batches.flatMap((batch) => deliveryFlaws(batch, parcels)),
      ...ledger.flatMap((one) => (one.flaw ? [`ledger of ${one.department}: ${one.flaw.en}`] : [])),
      ...ledger.flatMap((one) => (one.waiting > 0 ? [`${one.waiting} entries unsealed`] : [])),
      ...dead.map((one) => `${one.dead} dead letters in ${one.queue}`),
      ...(await placeFlaws(bus, [...tickets, ...own], [...batches, ...taken], parcels)),
    ],
  };
}

function uploadFlaws(
  tickets: readonly Ticket[],
  batches: readonly Batch[],
  said: readonly string[],
): string[] {
  const found: string[] = [];
  const ofTicket = Map.groupBy(batches, (batch) => batch.ticket);
  const byId = new Map(batches.map((batch) => [batch.id, batch]));
  for (const ticket of tickets) {
    const own = ofTicket.get(ticket.id) ?? [];
    if (own.length > 1) found.push(`ticket ${ticket.id} became ${own.length} batches`);
    if (ticket.stage === 'accepted' && own[0]?.id !== ticket.batch)
      found.push(`ticket ${ticket.id} has no batch`);
    if (ticket.stage === 'same' && byId.get(ticket.batch ?? '')?.sha256 !== ticket.sha256)
      found.push(`ticket ${ticket.id} is not the same`);
  }
  const atRest = new Set(
    tickets.filter((one) => ['accepted', 'same', 'refused'].includes(one.stage)).map((one) => one.id),
  );
  return [
    ...found,
    ...said.filter((id) => !atRest.has(id)).map((id) => `upload ${id} was answered and is lost`),
  ];
}

interface Seen {
  readonly flaws: string[];
  readonly rows: number;
  readonly parts: readonly { part: Part; resource: string }[];
}

/** The live list is its changes, names each committed batch once, and its rows are those that were sent. */
async function liveFlaws(bus: Bus, resource: Resource, batches: readonly Batch[]): Promise<Seen> {
  const { list, flaws } = await replay(bus, resource.code);
  const visible = list.entries.flatMap((entry) => entry.batches.map((one) => one.batch)).sort();
  const committed = batches.filter((one) => one.stage === 'committed' && one.resource === resource.code);
  if (
    visible.join() !==
    committed
      .map((one) => one.id)
      .sort()
      .join()
  )
    flaws.push(`${resource.code} shows ${visible.join()}`);
  const parts = await Promise.all(list.entries.map((entry) => loadParts(bus.ports.objects, entry.objects)));
  const found = resource.kind === 'structured' ? await readLive(bus, resource, list, parts) : [];
  const ofBatch = Map.groupBy(found, (row) => String(row._batch));
  for (const batch of committed) flaws.push(...rowFlaws(resource, batch, ofBatch.get(batch.id) ?? []));
  const wanted = committed.reduce((sum, batch) => sum + rowsOf(batch.fileName).length, 0);
  if (found.length !== wanted) flaws.push(`${resource.code} has ${found.length} rows, ${wanted} were sent`);
  const named = parts.flat().map((part) => ({ part, resource: resource.code }));
  return { flaws, rows: found.length, parts: named };
}

const readLive = (bus: Bus, resource: Resource, list: LiveList, parts: readonly (readonly Part[])[]) =>
  bus.ports.refinery.rows({
    resource,
    entries: list.entries.map((entry, index) => ({
      parts: parts[index] ?? [],
      batches: entry.batches.map((one) => one.batch),
    })),
    lastPerKey: false,
    limit: 10_000_000,
  });

function rowFlaws(resource: Resource, batch: Batch, rows: readonly Record<string, unknown>[]): string[] {
  const lines = new Set(rows.map((row) => row._line));
  const sent = rowsOf(batch.fileName);
  const flaws = lines.size === rows.length ? [] : [`batch ${batch.id} shows a line twice`];
  if (resource.kind === 'structured' && batch.rows?.refused !== refusedRows)
    flaws.push(`batch ${batch.id} refused ${batch.rows?.refused} rows`);
  const hidden = resource.code === secrets.code;
  const shown = (row: SentRow | Record<string, unknown>) =>
    [row.account_no, hidden ? '' : row.cust_name, row.kwh].join('|');
  const [found, wanted] = [rows.map(shown).sort(), sent.map(shown).sort()];
  if (found.join('\n') !== wanted.join('\n')) flaws.push(`batch ${batch.id} does not show what was sent`);
  return flaws;
}

/** The live set by the changes alone; the lists that were written must say the same. */
async function replay({ ports }: Bus, code: string): Promise<{ list: LiveList; flaws: string[] }> {
  const generation = (await find(ports.records, generations, code))?.value.generation ?? 0;
  const flaws: string[] = [];
  let list = emptyList(code);
  for (let number = 1; number <= generation; number += 1) {
    const change = await find(ports.records, changes, code, number);
    if (!change) return { list, flaws: [...flaws, `change ${number} of ${code} is missing`] };
    list = applyChange(list, change.value);
    const key = listKey(code, number);
    const isThere = await ports.objects.head(key);
    if (!isThere && number === generation) flaws.push(`list ${number} of ${code} was never written`);
    if (isThere && canonicalJson(await readJsonOf(ports, key)) !== canonicalJson(list))
      flaws.push(`list ${number} of ${code} is not its changes`);
  }
  return { list, flaws };
}

const readJsonOf = async (ports: Bus['ports'], key: string): Promise<unknown> =>
  JSON.parse(strFromU8(await readBytes(ports.objects, key)));

/** What is live can be found by those who read the catalog. */
async function partitionFlaws({ ports }: Bus, live: Seen['parts']): Promise<string[]> {
  const found: string[] = [];
  for (const [resource, parts] of Map.groupBy(live, (one) => one.resource)) {
    const known = await ports.catalog.partitions('raw', resource.toLowerCase());
    const places = new Set(known.map((one) => one.location));
    for (const { part } of parts)
      if (!places.has(part.key.slice(0, part.key.lastIndexOf('/') + 1)))
        found.push(`${part.key} is live and its partition is not registered`);
  }
  return found;
}

/** Delivered once, with the digest of its record, its rows those of the batch. */
async function parcelFlaws({ ports }: Bus, parcel: Parcel, batches: readonly Batch[]): Promise<string[]> {
  const deliveries = await countDeliveries(ports, parcel);
  if (parcel.sha256 === undefined)
    return deliveries === 0 ? [] : [`parcel ${parcel.id} is ${parcel.stage} and was delivered`];
  if (parcel.stage === 'cancelled') return deliveries === 1 ? [] : [`parcel ${parcel.id} came twice`];
  const bytes = await readBytes(ports.objects, parcel.key);
  const flaws = deliveries === 1 ? [] : [`parcel ${parcel.id} was delivered ${deliveries} times`];
  if (digestOf(bytes) !== parcel.sha256) flaws.push(`the bytes of parcel ${parcel.id} changed`);
  const files = unzipSync(bytes);
  const data = strFromU8(files['data.csv'] ?? new Uint8Array());
  const found = [...data.matchAll(/^(\w+X\d+),/gm)].map(([, account]) => account).sort();
  const batch = batches.find((one) => one.id === parcel.batch);
  const sent = parcel.kind === 'data' ? rowsOf(batch?.fileName ?? '') : [];
  const wanted = sent.map((row) => row.account_no).sort();
  if (found.join() !== wanted.join() || parcel.rows !== wanted.length)
    flaws.push(`parcel ${parcel.id} has ${found.length} rows, ${wanted.length} were sent`);
  return flaws;
}

async function countDeliveries(ports: Bus['ports'], parcel: Parcel): Promise<number> {
  const key = parcelRecords.key(parcel.kind, parcel.batch, parcel.subscription);
  let count = 0;
  for (let version = 1; ; version += 1) {
    const entry = await find(ports.records, entries, key, version);
    if (!entry) return count;
    if (entry.value.action === 'parcel delivered') count += 1;
  }
}

/** Each committed batch reached those it was routed to; an ended one was cancelled or corrected once. */
function deliveryFlaws(batch: Batch, all: readonly Parcel[]): string[] {
  const own = all.filter((one) => one.batch === batch.id);
  const flaws: string[] = [];
  for (const subscription of batch.routedTo) {
    const [data, correction] = (['data', 'correction'] as const).map((kind) =>
      own.find((one) => one.kind === kind && one.subscription === subscription),
    );
    const arrived = (one: Parcel | undefined) => one?.sha256 !== undefined;
    if (batch.stage === 'committed' && (!arrived(data) || correction))
      flaws.push(`batch ${batch.id} did not reach ${subscription} or was corrected`);
    const ended = batch.stage === 'withdrawn' || batch.stage === 'replaced';
    if (ended && arrived(data) !== arrived(correction))
      flaws.push(`batch ${batch.id} was not corrected once`);
  }
  return flaws;
}

/** Objects of the libraries' table, if it was ever made. */
async function libraryObjects({ ports }: Bus): Promise<string[]> {
  const table = await find(ports.records, libraryTables, keptLibrary);
  return (table?.value.made?.objects ?? []).map(({ key }) => key);
}

/** Objects of the provider's own tables. */
async function tableObjects({ ports }: Bus): Promise<string[]> {
  const keys: string[] = [];
  const place = ['topic', listedIn(workspaceOf(provider))] as const;
  for await (const { value } of readAgain(ports.records, workspaceEntries, place))
    if (value.kind === 'table') keys.push(...value.objects.map(({ key }) => key));
  return keys;
}

/** Every object lies under a name that a record vouches for. */
async function placeFlaws(
  bus: Bus,
  tickets: readonly Ticket[],
  batches: readonly Batch[],
  parcels: readonly Parcel[],
): Promise<string[]> {
  const known = new Set([
    ...tickets.map((one) => one.key),
    // The object of one that was written and then cancelled is gone: the eraser finds it.
    ...parcels.filter((one) => one.sha256 !== undefined && one.stage !== 'cancelled').map((one) => one.key),
    ...(await tableObjects(bus)),
    ...(await libraryObjects(bus)),
    ...(await publishedObjects(bus)),
  ]);
  const ids = new Set(batches.map((one) => one.id));
  const homes =
    /^(?:lake\/(?:raw|live|parts|text)|ledger|anchors|rejects|plans|catalog\/index|open|pki\/crl)\//;
  const stray = (key: string): boolean => {
    if (parseDropKey(key) || /^(?:inbox|workspace|library|exports|lake\/shared)\//.test(key))
      return !known.has(key);
    const batch = /(?:\/batch=|^plans\/|^lake\/text\/\w+\/)([0-9A-Z]{26})\//.exec(key)?.[1];
    return !homes.test(key) || (batch !== undefined && !ids.has(batch));
  };
  return (await allObjects(bus)).filter(stray).map((key) => `${key} is nobody's`);
}
