/**
 * Each minute: whatever somebody died over is taken up again. It sends announcements left behind, looks again at
 * what waits on the outside, and at the drop zone itself. So every wait in the system ends by itself.
 */
import { z } from 'zod';
import { messageSchema, queueNames } from '../../../schemas/messages.ts';
import type { Batch, Ticket } from '../../../schemas/records.ts';
import { announcementSchema } from '../../../schemas/records.ts';
import { expireReveal } from '../desensitise/ask-reveal.ts';
import { reveals } from '../desensitise/kinds.ts';
import { ConditionFailed, PoisonError } from '../errors.ts';
import { grants } from '../grants/kinds.ts';
import { tendGrant } from '../grants/tend-grant.ts';
import type { Ports } from '../ports/index.ts';
import { batches, generations, type Held, parcels, tickets, waits } from '../records.ts';
import { type Announced, send, Transaction } from '../transaction.ts';
import { shown } from '../walk.ts';
import { wakeBatch } from './ask-mapping.ts';
import { type DropArea, dropAreas, parseDropKey } from './drop-zone.ts';
import { writeNewestList } from './live-list.ts';
import { quarantineAt } from './quarantine.ts';
import { remind } from './remind-receiver.ts';
import { wakeScanning } from './take-unstructured.ts';
import { tellPeople } from './tell-people.ts';

const step = 'sweep';

export interface Swept {
  readonly announcements: number;
  readonly waits: number;
  readonly uploads: number;
  readonly lists: number;
}

export const sweep = (ports: Ports) => async (): Promise<Swept> => ({
  announcements: await sendLeftAnnouncements(ports),
  waits: await endWaits(ports),
  uploads: await lookAtDropZone(ports),
  lists: await writeMissingLists(ports),
});

async function sendLeftAnnouncements(ports: Ports): Promise<number> {
  const now = ports.clock.now();
  const before = new Date(now.getTime() - ports.settings.announcementSeconds * 1000).toISOString();
  const page = await ports.records.query('due', 'announcements', { limit: 100 });
  const still = await ports.records.getMany(page.items.map((item) => item.key));
  const left: Announced[] = still
    .filter((stored) => stored !== undefined)
    .map((stored) => announcementSchema.parse(stored.value))
    // One from the future was left before the clock was put back: it would wait for that time to come again.
    .filter(({ at }) => at <= before || at > now.toISOString())
    .map(({ queue, message }) => ({
      queue: z.enum(queueNames).parse(queue),
      message: messageSchema.parse(message),
    }));
  await send(ports, step, left);
  return left.length;
}

/** Records whose due time has come. What the index shows is read again by key. */
async function endWaits(ports: Ports): Promise<number> {
  const now = ports.clock.now().toISOString();
  const page = await ports.records.query('due', waits, { to: now, limit: 100 });
  let ended = 0;
  for (const { key } of page.items) {
    const stored = await ports.records.get(key);
    if (stored && (await endWait(ports, stored, now))) ended += 1;
  }
  return ended;
}

async function endWait(ports: Ports, stored: Held<unknown>, now: string): Promise<boolean> {
  try {
    if (stored.key.startsWith('ticket/')) return await expire(ports, parsed(stored, tickets.schema), now);
    if (stored.key.startsWith('batch/')) return await look(ports, parsed(stored, batches.schema), now);
    if (stored.key.startsWith('grant/')) return await tendGrant(ports, parsed(stored, grants.schema), now);
    if (stored.key.startsWith('reveal/'))
      return await expireReveal(ports, parsed(stored, reveals.schema), now);
    return await remind(ports, parsed(stored, parcels.schema), now);
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}

const parsed = <T>(stored: Held<unknown>, schema: z.ZodType<T>): Held<T> => ({
  ...stored,
  value: schema.parse(stored.value),
});

async function expire(ports: Ports, ticket: Held<Ticket>, now: string): Promise<boolean> {
  if (ticket.value.stage !== 'issued' || ticket.value.expires > now) return false;
  const expired: Ticket = { ...ticket.value, stage: 'expired' };
  await new Transaction(ports, { step, department: ticket.value.department, actor: 'system' })
    .put(tickets, ticket, expired, { action: 'ticket expired' })
    .commit();
  return true;
}

async function look(ports: Ports, batch: Held<Batch>, now: string): Promise<boolean> {
  const { stage, due } = batch.value;
  if (due === undefined || due > now) return false;
  if (stage === 'scanning') return wakeScanning(ports, batch);
  if (stage !== 'asks') return false;
  if (await wakeBatch(ports, batch.value.id)) return true;
  if (isClearTooLong(ports, batch.value)) {
    await quarantineAt(ports, batch, neverAnswered(batch.value, ports.settings.zoneDays));
    return true;
  }
  const later = new Date(ports.clock.now().getTime() + ports.settings.askHours * 3_600_000).toISOString();
  await tellPeople(ports, {
    id: `${batch.key}@${batch.version}`,
    to: batch.value.department,
    severity: 'warning',
    subject: `${batch.value.fileName} 的列对应关系仍待确认 / still waits for its column mapping`,
    body: `batch ${batch.value.id}: GET /api/v1/batches/${batch.value.id}`,
  });
  await ports.probe.at(`${step}: people told`);
  await new Transaction(ports, { step, department: batch.value.department, actor: 'system' })
    .put(batches, batch, { ...batch.value, due: later }, { action: 'mapping asked again' })
    .commit();
  return true;
}

const isClearTooLong = ({ clock, settings }: Ports, { source, acceptedAt }: Batch): boolean =>
  source.startsWith('zone/') &&
  Date.parse(acceptedAt) <= clock.now().getTime() - settings.zoneDays * 24 * 3_600_000;

const neverAnswered = ({ fileName, department, resource, id }: Batch, days: number): PoisonError =>
  new PoisonError(
    'mapping-unanswered',
    `nobody said within ${days} days which columns of ${fileName} are which items, and it may not lie clear any longer; upload it again and answer, or upload with the command line and --map`,
    `${fileName} 的列对应关系在 ${days} 天内无人确认，原文不得继续留存；请重新上传并确认，或用命令行上传并写明 --map`,
    { place: { department, resource, batch: id } },
  );

/** Younger files have an event under way. */
const freshMilliseconds = 120_000;
const cursorSchema = z.object({ after: z.string().optional() });

/**
 * A stretch of each area each time, going round: a file whose ticket is still issued or has expired is told to
 * accept-upload, whatever became of its event.
 */
async function lookAtDropZone(ports: Ports): Promise<number> {
  let told = 0;
  for (const area of dropAreas) told += await lookAtArea(ports, area);
  return told;
}

async function lookAtArea(ports: Ports, area: DropArea): Promise<number> {
  const cursorKey = `cursor/${area}-zone`;
  const cursor = await ports.records.get(cursorKey);
  const { after } = cursor ? cursorSchema.parse(cursor.value) : {};
  const page = await ports.objects.list(`${area}/`, { after, limit: 1000 });
  const ids = page.objects
    .filter((object) => object.putAt.getTime() < ports.clock.now().getTime() - freshMilliseconds)
    .map((object) => parseDropKey(object.key)?.ticket)
    .filter((id) => id !== undefined);
  let told = 0;
  for (let from = 0; from < ids.length; from += 100)
    told += await tellUploads(ports, ids.slice(from, from + 100));
  if (page.next === after && cursor) return told;
  await ports.records
    .commit([{ put: cursorKey, value: { after: page.next }, expect: cursor?.version ?? 0 }])
    .catch((error) => {
      if (!(error instanceof ConditionFailed)) throw error;
    });
  return told;
}

async function tellUploads(ports: Ports, ids: readonly string[]): Promise<number> {
  const found = await ports.records.getMany(ids.map((id) => tickets.key(id)));
  const open = found
    .filter((stored) => stored !== undefined)
    .map((stored) => parsed(stored, tickets.schema))
    .filter((ticket) => ticket.value.stage === 'issued' || ticket.value.stage === 'expired');
  const messages = open.map((ticket) => uploadMessage(ports, ticket.value));
  if (messages.length > 0) await ports.queue.send('uploads', messages);
  await ports.probe.at(`${step}: uploads told`);
  return messages.length;
}

/** Tells accept-upload that an object may lie under a ticket. Harmless when it does not. */
export const uploadMessage = (ports: Pick<Ports, 'ids'>, ticket: { id: string; department: string }) =>
  messageSchema.parse({
    schema: 'message/1',
    id: ports.ids.next(),
    record: tickets.key(ticket.id),
    version: 0,
    group: ticket.department,
  });

async function writeMissingLists(ports: Ports): Promise<number> {
  let written = 0;
  for await (const { value } of shown(ports.records, ['topic', 'resources'])) {
    await writeNewestList(ports, generations.schema.parse(value).resource);
    written += 1;
  }
  return written;
}
