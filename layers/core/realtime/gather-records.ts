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
import { type ChannelName, channels, gatherings, nameChannel, segmentBodies, segments } from './kinds.ts';

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
  const start: Gathered = { department, resource, segment: 0, position: 1, bytes: 0 };
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
async function choose(ports: Ports, gathered: Gathered, newest: number): Promise<Take | undefined> {
  const { segment, position, bytes } = gathered;
  if (newest <= segment) return undefined;
  const { gatherSeconds, chunkBytes } = ports.settings;
  const now = ports.clock.now();
  const first = (await must(ports.records, segments, gathered, segment + 1)).value;
  const isLarge = (one: Segment): boolean => one.bytes - bytes > chunkBytes;
  const isTogether = (one: Segment): boolean => one.definition === first.definition && !isLarge(one);
  const last = await lastOf(ports, gathered, { first, newest }, isTogether);
  const isDue = now.getTime() - Date.parse(first.at) >= gatherSeconds * 1000;
  // What has not all its segments is full, or of a description that is over.
  if (!isDue && last.segment === newest && !isLarge(last)) return undefined;
  return {
    ticket: ports.ids.next(),
    definition: first.definition,
    first: first.segment,
    last: last.segment,
    from: position,
    to: last.from + last.records - 1,
    bytes: last.bytes,
    by: first.by,
    at: now.toISOString(),
    stage: 'planned',
  };
}

/** The last segment that `fits`, found by halving: what fits comes before what does not. The first is always taken. */
async function lastOf(
  ports: Ports,
  name: ChannelName,
  { first, newest }: { readonly first: Segment; readonly newest: number },
  fits: (segment: Segment) => boolean,
): Promise<Segment> {
  let found = first;
  let [low, high] = [first.segment + 1, newest];
  for (let next = newest; low <= high; next = Math.floor((low + high) / 2)) {
    const segment = (await must(ports.records, segments, name, next)).value;
    if (fits(segment)) [found, low] = [segment, next + 1];
    else high = next - 1;
  }
  return found;
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

async function* linesOf(ports: Ports, name: ChannelName, take: Take): AsyncGenerator<Uint8Array> {
  let next = take.first;
  for await (const { segment, body } of bodiesFrom(ports, name, take)) {
    if (segment !== next) throw missing(name, next);
    next += 1;
    if (body.object !== undefined) {
      yield* ports.objects.get(body.object);
      continue;
    }
    yield encoder.encode(`${body.lines}\n`);
    for (let part = 1; part < body.parts; part += 1) {
      const more = await must(ports.records, segmentBodies, name, segment, part);
      yield encoder.encode(`${more.value.lines}\n`);
    }
  }
  if (next <= take.last) throw missing(name, next);
}

const missing = (name: ChannelName, segment: number): IntegrityError =>
  new IntegrityError(
    `the lines of segment ${segment} of ${nameChannel(name)} are missing; restore them from a backup`,
    `通道 ${nameChannel(name)} 第 ${segment} 段的内容缺失，请从备份恢复`,
    { place: name },
  );

/** So few at once that those who wait for a receipt do not notice. */
const page = 20;

/** The first bodies of segments by number, those that are gone left out. */
async function* bodiesFrom(ports: Ports, name: ChannelName, { first, last }: Pick<Take, 'first' | 'last'>) {
  for (let from = first; from <= last; from += page) {
    const numbers = Array.from({ length: Math.min(page, last - from + 1) }, (_, index) => from + index);
    const stored = await ports.records.getMany(numbers.map((number) => segmentBodies.key(name, number, 0)));
    for (const [index, one] of stored.entries())
      if (one) yield { segment: numbers[index] as number, body: segmentBodies.schema.parse(one.value) };
    await letOthers();
  }
}

/** Whoever waits for the process has his turn. */
const letOthers = (): Promise<void> => new Promise((resume) => setTimeout(resume, 0));

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
  const value = { ...rest, segment: take.last, position: take.to + 1, bytes: take.bytes };
  await transactionOf(ports, value).note(gatherings, gathered, value).commit();
  return { key: gathered.key, version: gathered.version + 1, value };
}

async function removeBodies(ports: Ports, name: ChannelName, take: Take): Promise<void> {
  let keys: string[] = [];
  for await (const { segment, body } of bodiesFrom(ports, name, take)) {
    if (body.object !== undefined) await ports.objects.remove(body.object);
    if (keys.length + body.parts > mostRemoved) keys = await removeRecords(ports, keys);
    // The first part is the last to go: it says of the others.
    for (let part = body.parts - 1; part >= 0; part -= 1) keys.push(segmentBodies.key(name, segment, part));
  }
  await removeRecords(ports, keys);
}

const mostRemoved = 100;

/** Lost in a power cut they are removed again: the channel still names what they were for. */
async function removeRecords(ports: Ports, keys: readonly string[]): Promise<string[]> {
  if (keys.length > 0)
    await ports.records.commit(
      keys.map((key) => ({ remove: key })),
      { lossy: true },
    );
  return [];
}
