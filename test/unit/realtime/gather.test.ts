/** Segments become files: when, which, in what order, and what is left of them. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { acceptUpload } from '../../../layers/core/exchange/index.ts';
import { readBytes } from '../../../layers/core/object-json.ts';
import { eraseRecords } from '../../../layers/core/realtime/erase-records.ts';
import { gatherRecords } from '../../../layers/core/realtime/gather-records.ts';
import { messageOfLine } from '../../../layers/core/realtime/message-of-line.ts';
import type { Batch, Ticket } from '../../../schemas/records.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { parse } from '../api/fakes/fixture.ts';
import { meter, type OpenChannel, openChannel, reading } from './open-channel.ts';

/** Tickets of gathered files, oldest first. */
async function files({ ports }: OpenChannel): Promise<Ticket[]> {
  const page = await ports.records.query('owner', 'tickets/aic');
  return page.items.map(({ value }) => value as Ticket);
}

const textOf = async ({ ports }: OpenChannel, ticket: Ticket): Promise<string> =>
  new TextDecoder().decode(await readBytes(ports.objects, ticket.key));

/** The bus takes the file up: its rows are nothing to this test. */
async function accept({ ports }: OpenChannel, ticket: Ticket): Promise<void> {
  const survey = async () => ({ checks: [], warnings: [], encoding: 'utf-8' }) as never;
  await acceptUpload({ ...ports, refinery: { ...ports.refinery, survey } })({
    record: `ticket/${ticket.id}`,
  });
}

async function sendTo(channel: OpenChannel, ...ids: string[]): Promise<void> {
  for (const id of ids) expect((await channel.send(reading(id))).status).toBe(201);
}

test('what was received is gathered after its seconds, in order, and announced as an upload', async () => {
  const channel = await openChannel();
  const { ports } = channel;
  await sendTo(channel, 'a', 'b', 'c');
  expect(await gatherRecords(ports)()).toBe(0);
  ports.world.time += 15_000;
  expect(await gatherRecords(ports)()).toBe(1);
  const [file] = (await files(channel)) as [Ticket];
  expect(file).toMatchObject({
    stage: 'issued',
    fileName: 'records-1-3.ndjson',
    coverage: 'increment',
    channel: { first: 1, last: 3, from: 1, to: 3, definition: 1 },
  });
  expect(await textOf(channel, file)).toBe(
    '{"no":"a","kwh":"1.50"}\n{"no":"b","kwh":"1.50"}\n{"no":"c","kwh":"1.50"}\n',
  );
  const told: string[] = [];
  const take = async (messages: readonly { record: string }[]) => {
    told.push(...messages.map(({ record }) => record));
    return { failed: [] };
  };
  await ports.queue.poll('uploads', take, { limit: 10 });
  expect(told).toEqual([`ticket/${file.id}`]);
});

test('the next file waits until this one is a batch; then what it was made from is gone', async () => {
  const channel = await openChannel();
  const { ports } = channel;
  const body = 'segment-body/aic/METER/000000000001/0';
  await sendTo(channel, 'a');
  ports.world.time += 15_000;
  await gatherRecords(ports)();
  await sendTo(channel, 'b');
  ports.world.time += 15_000;
  expect(await gatherRecords(ports)()).toBe(0);
  expect(await ports.records.get(body)).toBeDefined();
  const [first] = (await files(channel)) as [Ticket];
  await accept(channel, first);
  expect(await gatherRecords(ports)()).toBe(1);
  expect(await ports.records.get(body)).toBeUndefined();
  const [, second] = (await files(channel)) as [Ticket, Ticket];
  expect(second.channel).toMatchObject({ first: 2, last: 2, from: 2, to: 2 });
});

test('a file that reads like the one before is a batch of its own', async () => {
  const channel = await openChannel();
  const { ports } = channel;
  for (const id of ['a', 'b']) {
    expect((await channel.send(reading(id, 'same'))).status).toBe(201);
    ports.world.time += 15_000;
    await gatherRecords(ports)();
    const newest = (await files(channel)).at(-1) as Ticket;
    await accept(channel, newest);
  }
  const [first, second] = (await files(channel)) as [Ticket, Ticket];
  expect(second.sha256).toBe(first.sha256);
  expect([first.stage, second.stage]).toEqual(['accepted', 'accepted']);
  expect(second.batch).not.toBe(first.batch);
});

test('a file holds records of one description, and no more than a chunk', async () => {
  const channel = await openChannel();
  const { ports } = channel;
  await sendTo(channel, 'a', 'b');
  const wider = resourceSchema.parse({
    ...meter,
    items: [...meter.items, { code: 'x', name: '新项', type: 'text' }],
  });
  await applyResource(ports)(wider, 'operator');
  ports.world.time += 2000;
  await sendTo(channel, 'c', 'd', 'e');
  // What is of an earlier description is due at once.
  await gatherRecords(ports)();
  const [first] = (await files(channel)) as [Ticket];
  expect(first.channel).toMatchObject({ definition: 1, first: 1, last: 2 });
  await accept(channel, first);
  const batch = (await ports.records.query('owner', 'batches/aic')).items[0]?.value as Batch;
  expect(batch.definition).toBe(1);
  const small = { ...ports, settings: { ...ports.settings, chunkBytes: 60 } };
  await gatherRecords(small)();
  const [, second] = (await files(channel)) as [Ticket, Ticket];
  expect(second.channel).toMatchObject({ definition: 2, first: 3, last: 3 });
});

test('a line of a gathered batch leads to its message, in a stream too', async () => {
  const channel = await openChannel();
  const { ports } = channel;
  await sendTo(channel, 'a');
  await channel.stream('{"no":"1"}\n{"no":"2"}\n{"no":"3"}', { 'message-id': 's' });
  await sendTo(channel, 'b');
  ports.world.time += 15_000;
  await gatherRecords(ports)();
  const [file] = (await files(channel)) as [Ticket];
  await accept(channel, file);
  const batch = (await ports.records.query('owner', 'batches/aic')).items[0]?.value as Batch;
  const ids = [];
  for (let line = 1; line <= 5; line += 1) ids.push((await messageOfLine(ports, batch, line))?.id);
  expect(ids).toEqual(['a', 's', 's', 's', 'b']);
  expect(await messageOfLine(ports, { ...batch, channel: undefined }, 1)).toBeUndefined();
});

test('ids are remembered for their days; objects nobody names go a day after they were put', async () => {
  const channel = await openChannel();
  const { ports } = channel;
  await sendTo(channel, 'a');
  const long = Array.from({ length: 30_000 }, (_, index) => `{"no":"n${index}"}`).join('\n');
  const { receipt } = await parse(await channel.stream(long, { 'message-id': 's' }));
  await ports.objects.put('records/aic/METER/orphan', new Uint8Array(1));
  ports.world.time += 25 * 3_600_000;
  expect(await eraseRecords(ports)()).toEqual({ messages: 0, objects: 1 });
  const kept = (await ports.objects.list('records/')).objects;
  expect(kept).toHaveLength(1);
  ports.world.time += 30 * 24 * 3_600_000;
  expect(await eraseRecords(ports)()).toEqual({ messages: 2, objects: 0 });
  expect(await eraseRecords(ports)()).toEqual({ messages: 0, objects: 0 });
  const answered = await parse(await channel.send(reading('a')));
  expect(answered.position).toBe(receipt.position + receipt.records);
});
