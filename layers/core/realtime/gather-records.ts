/**
 * Gathers what the real-time channels took into batches: the segments of a channel that are due become one file in the
 * department's drop zone, under a ticket of the platform's own, and go the way of every file. What a file holds is settled
 * before it is written, so that who comes second writes the same. The next file waits until this one is a batch: batches
 * stand in the order of their messages.
 */
import type { Gathered, Segment, Take } from '../../../schemas/realtime.ts';
import { type Ticket, ticketSchema } from '../../../schemas/records.ts';
import { ConditionFailed, IntegrityError, ObjectExists } from '../errors.ts';
import { dropKey } from '../exchange/drop-zone.ts';
import { currentPeriod } from '../exchange/period.ts';
import type { Ports } from '../ports/index.ts';
import { absent, definitions, find, findOr, type Held, must, tickets } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { readAgain } from '../walk.ts';
import { type ChannelName, channels, gatherings, segmentBodies, segments } from './kinds.ts';

const step = 'gather-records';

/** Looks at every channel. @returns files that were put on their way */
export const gatherRecords = (ports: Ports) => async (): Promise<number> => {
  let told = 0;
  for await (const { value } of readAgain(ports.records, channels, ['topic', 'channels']))
    told += await gatherChannel(ports, value, value.segment - 1).catch((error: unknown) => {
      // Another gatherer was as far.
      if (error instanceof ConditionFailed) return 0;
      throw error;
    });
  return told;
};

/** `newest`: the last segment there is. @returns 1 when a file was put on its way */
async function gatherChannel(ports: Ports, name: ChannelName, newest: number): Promise<number> {
  const { department, resource } = name;
  const start: Gathered = { department, resource, segment: 0, position: 1 };
  let gathered = await findOr(ports.records, gatherings, start, name);
  if (gathered.value.take?.stage === 'told') {
    const settled = await settle(ports, gathered, gathered.value.take);
    if (!settled) return 0;
    gathered = settled;
  }
  const take = gathered.value.take ?? (await choose(ports, gathered.value, newest));
  if (!take) return 0;
  const planned = gathered.value.take ? gathered : await plan(ports, gathered, take);
  await tell(ports, planned, take);
  return 1;
}

/** The segments of one version of the description that are due: the oldest long enough there, or many. */
async function choose(ports: Ports, { department, resource, segment, position }: Gathered, newest: number) {
  if (newest <= segment) return undefined;
  const { gatherSeconds, chunkBytes } = ports.settings;
  let first: Segment | undefined;
  let last: Segment | undefined;
  let bytes = 0;
  for await (const next of segmentsFrom(ports, { department, resource }, segment + 1, newest)) {
    first ??= next;
    bytes += next.bytes;
    if (next.definition !== first.definition || (last && bytes > chunkBytes)) break;
    last = next;
  }
  if (!first || !last) return undefined;
  const age = ports.clock.now().getTime() - Date.parse(first.at);
  if (age < gatherSeconds * 1000 && bytes <= chunkBytes) return undefined;
  const take: Take = {
    ticket: ports.ids.next(),
    definition: first.definition,
    first: first.segment,
    last: last.segment,
    from: position,
    to: last.from + last.records - 1,
    by: first.by,
    at: ports.clock.now().toISOString(),
    stage: 'planned',
  };
  return take;
}

const page = 100;

/** Segments by number, a page at a time. @throws IntegrityError for a gap */
async function* segmentsFrom(
  ports: Ports,
  name: ChannelName,
  first: number,
  last: number,
): AsyncGenerator<Segment> {
  for (let from = first; from <= last; from += page) {
    const keys = Array.from({ length: Math.min(page, last - from + 1) }, (_, index) =>
      segments.key(name, from + index),
    );
    for (const [index, stored] of (await ports.records.getMany(keys)).entries()) {
      if (!stored)
        throw new IntegrityError(`record ${keys[index]} is missing`, `记录 ${keys[index]} 缺失`, {
          place: name,
        });
      yield segments.schema.parse(stored.value);
    }
  }
}

async function plan(ports: Ports, gathered: Held<Gathered>, take: Take): Promise<Held<Gathered>> {
  const value = { ...gathered.value, take };
  await transactionOf(ports, value).note(gatherings, gathered, value).commit();
  return { key: gathered.key, version: gathered.version + 1, value };
}

const transactionOf = (ports: Ports, { department }: Gathered): Transaction =>
  new Transaction(ports, { step, department, actor: 'system' });

/** Writes the file, or finds it; issues its ticket and announces it as uploaded. */
async function tell(ports: Ports, gathered: Held<Gathered>, take: Take): Promise<void> {
  const ticket = await ticketOf(ports, gathered.value, take);
  await transactionOf(ports, gathered.value)
    .put(tickets, absent(tickets.key(ticket.id)), ticket, {
      action: 'records gathered',
      digest: ticket.sha256,
      detail: { resource: ticket.resource, from: take.from, to: take.to },
    })
    .note(gatherings, gathered, { ...gathered.value, take: { ...take, stage: 'told' } })
    .announce('uploads', tickets.key(ticket.id), 1)
    .commit();
}

async function ticketOf(ports: Ports, { department, resource }: Gathered, take: Take): Promise<Ticket> {
  const definition = await must(ports.records, definitions, resource, take.definition);
  const key = dropKey('drop', { department, resource, ticket: take.ticket });
  await ports.objects
    .put(key, linesOf(ports, { department, resource }, take), { lossy: true })
    .catch((error: unknown) => {
      if (!(error instanceof ObjectExists)) throw error;
    });
  const file = await ports.objects.head(key);
  if (!file) throw new IntegrityError(`object ${key} is missing`, `对象 ${key} 缺失`);
  await ports.probe.at(`${step}: file written`);
  const { from, to, first, last } = take;
  const end = new Date(Date.parse(take.at) + ports.settings.ticketMinutes * 60_000);
  return ticketSchema.parse({
    id: take.ticket,
    department,
    resource,
    period: currentPeriod(definition.value.resource, new Date(take.at)),
    coverage: 'increment',
    fileName: `records-${from}-${to}.ndjson`,
    size: file.size,
    sha256: file.sha256,
    key,
    channel: { definition: take.definition, first, last, from, to },
    issuedBy: take.by,
    issuedAt: take.at,
    expires: end.toISOString(),
    stage: 'issued',
  });
}

const encoder = new TextEncoder();

async function* linesOf(ports: Ports, name: ChannelName, { first, last }: Take): AsyncGenerator<Uint8Array> {
  for await (const segment of segmentsFrom(ports, name, first, last)) {
    if (segment.object !== undefined) {
      yield* ports.objects.get(segment.object);
      continue;
    }
    const keys = Array.from({ length: segment.bodies }, (_, part) =>
      segmentBodies.key(name, segment.segment, part),
    );
    for (const [index, stored] of (await ports.records.getMany(keys)).entries()) {
      if (!stored) throw new IntegrityError(`record ${keys[index]} is missing`, `记录 ${keys[index]} 缺失`);
      yield encoder.encode(`${segmentBodies.schema.parse(stored.value).lines}\n`);
    }
  }
}

/** Once the file is a batch, what it was made from goes. @returns undefined while it is not */
async function settle(
  ports: Ports,
  gathered: Held<Gathered>,
  take: Take,
): Promise<Held<Gathered> | undefined> {
  const ticket = await find(ports.records, tickets, take.ticket);
  if (!ticket || ticket.value.stage === 'issued' || ticket.value.stage === 'expired') return undefined;
  await removeBodies(ports, gathered.value, take);
  await ports.probe.at(`${step}: bodies removed`);
  const { take: _done, ...rest } = gathered.value;
  const value = { ...rest, segment: take.last, position: take.to + 1 };
  await transactionOf(ports, value).note(gatherings, gathered, value).commit();
  return { key: gathered.key, version: gathered.version + 1, value };
}

async function removeBodies(ports: Ports, name: ChannelName, { first, last }: Take): Promise<void> {
  let keys: string[] = [];
  for await (const segment of segmentsFrom(ports, name, first, last)) {
    if (segment.object !== undefined) await ports.objects.remove(segment.object);
    const own = Array.from({ length: segment.bodies }, (_, part) =>
      segmentBodies.key(name, segment.segment, part),
    );
    if (keys.length + own.length > page) keys = await removeRecords(ports, keys);
    keys.push(...own);
  }
  await removeRecords(ports, keys);
}

/** Lost in a power cut they are removed again: the channel still names what they were for. */
async function removeRecords(ports: Ports, keys: readonly string[]): Promise<string[]> {
  if (keys.length > 0)
    await ports.records.commit(
      keys.map((key) => ({ remove: key })),
      { lossy: true },
    );
  return [];
}
