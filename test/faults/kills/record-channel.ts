/**
 * Records sent in real time to a home that may die: single ones, the same again, a long stream; gathered into batches,
 * their ids forgotten, the rest of a dead attempt erased. Each receipt that was given is one row, and its message is told.
 */
import { createHash } from 'node:crypto';
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { newestList } from '../../../layers/core/exchange/live-list.ts';
import { loadParts } from '../../../layers/core/exchange/parts-ref.ts';
import { eraseRecords } from '../../../layers/core/realtime/erase-records.ts';
import { channels, gatherings, segments } from '../../../layers/core/realtime/kinds.ts';
import { messageOfLine } from '../../../layers/core/realtime/message-of-line.ts';
import { openReception } from '../../../layers/core/realtime/receive-records.ts';
import { batches, find, must } from '../../../layers/core/records.ts';
import type { Segment } from '../../../schemas/realtime.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import type { Bus } from './open-bus.ts';
import { provider } from './sample-files.ts';
import { eventually, type Load } from './send-files.ts';

const readings: Resource = resourceSchema.parse({
  code: 'READING',
  name: '读数',
  nameEn: 'readings',
  departments: [provider],
  cycle: 'realtime',
  grade: 1,
  mode: 'increment',
  items: [
    { code: 'no', name: '表号', type: 'text', length: 40, key: 'primary', required: true },
    { code: 'kwh', name: '读数', type: 'integer' },
  ],
});

const channel = { department: provider, resource: readings.code };
/** What is said of a message that was answered; a stream's records go by its id. */
export const received = (id: string): string => `message:${id}`;

/** Rows over this are more than a transaction holds: they lie in an object. */
const long = 12_000;

/** All rows of one meter: each repeats one that was before. */
async function sendAll({ bus, id, said }: Load): Promise<void> {
  const reception = openReception(bus.ports);
  const request = { ...channel, by: 'meter', decidedOn: [] };
  const messages = Array.from({ length: 100 }, (_, index) => ({
    id: `${id}-${index}`,
    record: { no: id, kwh: index % 2 },
  }));
  for (const part of [messages.slice(0, 1), messages, messages.slice(50)])
    for (const one of await reception.receive(request, part)) {
      if (!('receipt' in one)) throw new Error(`not received: ${JSON.stringify(one)}`);
      said(received(one.id));
    }
  const lines = Array.from({ length: long }, (_, index) => JSON.stringify({ no: `${id}s`, kwh: index % 3 }));
  const body = Buffer.from(lines.join('\n'));
  const sha256 = createHash('sha256').update(body).digest('hex');
  const stream = async function* bytes() {
    yield body;
  };
  await reception.receiveStream(request, { id: `${id}-stream`, sha256, bytes: stream() });
  said(received(`${id}-stream`));
}

export async function sendRecords(load: Load): Promise<void> {
  const { bus, id } = load;
  await applyResource(bus.ports)(readings, 'clerk');
  await sendAll(load);
  await eventually(async () => ((await ungathered(bus)).length === 0 ? true : undefined));
  await bus.ports.objects.put(`records/${provider}/${readings.code}/${id}`, new Uint8Array(1));
  bus.advance(25 * 3_600_000);
  const short = { ...bus.ports, settings: { ...bus.ports.settings, messageDays: 1 } };
  await eventually(async () => ((await eraseRecords(short)()).messages > 0 ? true : undefined));
}

/** What was received and is in no batch yet. */
export async function ungathered({ ports }: Pick<Bus, 'ports'>): Promise<string[]> {
  const next = (await find(ports.records, channels, channel))?.value.segment ?? 1;
  const gathered = (await find(ports.records, gatherings, channel))?.value;
  const isDone = (gathered?.segment ?? 0) === next - 1 && gathered?.take === undefined;
  return isDone ? [] : [`records from segment ${(gathered?.segment ?? 0) + 1}`];
}

async function allSegments({ ports }: Bus): Promise<Segment[]> {
  const next = (await find(ports.records, channels, channel))?.value.segment ?? 1;
  const found: Segment[] = [];
  for (let number = 1; number < next; number += 1)
    found.push((await must(ports.records, segments, channel, number)).value);
  return found;
}

/** Every record received is one row, in the order of its position, and leads back to its message. */
export async function recordFlaws(bus: Bus, said: readonly string[]): Promise<string[]> {
  const kept = await allSegments(bus);
  const messages = kept.flatMap((segment) => segment.messages);
  const ids = messages.map(({ id }) => received(id));
  const flaws = said
    .filter((one) => one.startsWith(received('')) && !ids.includes(one))
    .map((one) => `${one} was answered and is lost`);
  if (new Set(ids).size !== ids.length) flaws.push('a message was taken twice');
  const wanted = messages.flatMap(({ id, records }) =>
    records === 1 ? [id] : Array.from({ length: records }, () => id),
  );
  const found = await gatheredRows(bus);
  if (found.join('\n') !== wanted.join('\n'))
    flaws.push(`${found.length} rows of ${wanted.length} records, or in another order`);
  return flaws;
}

/** Ids of the messages of all rows, by batch and line. */
async function gatheredRows({ ports }: Bus): Promise<string[]> {
  const list = await newestList(ports, readings.code);
  const entries = await Promise.all(
    list.entries.map(async ({ objects, batches: of }) => ({
      parts: await loadParts(ports.objects, objects),
      batches: of.map(({ batch }) => batch),
    })),
  );
  const rows = await ports.refinery.rows({
    resource: readings,
    entries,
    lastPerKey: false,
    limit: 10_000_000,
  });
  const byPosition = new Map<number, string>();
  for (const [id, own] of Map.groupBy(rows, (row) => String(row._batch))) {
    const { value: batch } = await must(ports.records, batches, id);
    for (const row of own) {
      const message = await messageOfLine(ports, batch, Number(row._line));
      const isSame = byPosition.has(message?.position ?? 0);
      byPosition.set(message?.position ?? 0, isSame ? 'twice' : `${message?.id}`);
    }
  }
  return [...byPosition].sort(([a], [b]) => a - b).map(([, id]) => id);
}
