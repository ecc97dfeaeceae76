/** Faults of what lies around the whole embedded home: clock, database, network, queue, store. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueTicket, sweep, uploadMessage } from '../../layers/core/exchange/index.ts';
import { must, tickets } from '../../layers/core/records.ts';
import { freePort } from '../../scripts/free-port.ts';
import { bringToRest } from './kills/bring-to-rest.ts';
import { examine } from './kills/flaws.ts';
import { readCredentials, startHost, untilUp } from './kills/host-process.ts';
import { allBatches } from './kills/list-all.ts';
import { acts } from './kills/load.ts';
import { type Bus, openBus } from './kills/open-bus.ts';
import { bytesOf, digestOf, meters, nameOf, provider } from './kills/sample-files.ts';
import type { Load } from './kills/send-files.ts';

let folder: string;
let bus: Bus | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shuiyuan-outside-'));
});
afterEach(async () => {
  await bus?.close();
  bus = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<Load & { bus: Bus }> {
  const opened = await openBus(folder);
  bus = opened;
  const load = { bus: opened, id: 'o', said: () => {} };
  await acts.register(load);
  await acts.subscribe(load);
  return load;
}

async function expectWhole(home: Bus): Promise<void> {
  await bringToRest(home);
  expect((await examine(home, [])).flaws).toEqual([]);
}

const fileName = nameOf('plain', 'file', 20);
const bytes = bytesOf(fileName);
const wish = { resource: meters.code, fileName, size: bytes.length, sha256: digestOf(bytes) };
const ticketOf = async ({ ports }: Bus) =>
  (await issueTicket(ports)({ ...wish, department: provider, actor: 'clerk' })).ticket;

test('a clock that goes back leaves no announcement waiting for its time to come again', async () => {
  const { bus: home } = await open();
  home.advance(48 * 3_600_000);
  const ticket = await ticketOf(home);
  const at = home.ports.clock.now().toISOString();
  await home.ports.objects.put(ticket.key, bytes);
  const message = uploadMessage(home.ports, ticket);
  await home.ports.records.commit([
    {
      put: `announcement/${message.id}`,
      value: { queue: 'uploads', message, at },
      expect: 0,
      indexes: { due: ['announcements', `${at}/${message.id}`] },
    },
  ]);
  home.advance(-48 * 3_600_000);
  await new Promise((resume) => setTimeout(resume, 100));
  expect((await sweep(home.ports)()).announcements).toBe(1);
  await expectWhole(home);
}, 60_000);

test('a database that another process holds for two seconds delays the load and loses nothing', async () => {
  const load = await open();
  const script = `const { DatabaseSync } = require('node:sqlite'); const d = new DatabaseSync(process.argv[1]);
    d.exec('pragma busy_timeout = 5000; begin immediate'); console.log('held'); setTimeout(() => d.exec('rollback'), 2000);`;
  const holder = spawn(process.execPath, ['-e', script, join(folder, 'home.sqlite')]);
  const released = once(holder, 'close');
  await once(holder.stdout, 'data');
  const begun = performance.now();
  await acts.plain(load);
  await released;
  expect(performance.now() - begun).toBeGreaterThan(1500);
  await expectWhole(load.bus);
}, 60_000);

test('messages told twice, and long after, change nothing', async () => {
  const load = await open();
  await acts.plain(load);
  const [batch] = await allBatches(load.bus);
  const { ports } = load.bus;
  const again = (record: string, version: number) => ({
    ...uploadMessage(ports, { id: 'x', department: provider }),
    record,
    version,
  });
  for (let time = 0; time < 3; time += 1) {
    await ports.queue.send('committed', [again(`batch/${batch?.id}`, 2)]);
    await ports.queue.send('batches', [again(`batch/${batch?.id}`, 1)]);
    await ports.queue.send('uploads', [again(`ticket/${batch?.ticket}`, 0)]);
    for (const subscription of batch?.routedTo ?? [])
      await ports.queue.send('parcels', [again(`parcel/${batch?.id}/${subscription}`, 1)]);
  }
  await expectWhole(load.bus);
  expect(await allBatches(load.bus)).toHaveLength(1);
}, 60_000);

test('a file that goes between its event and its reading leaves the ticket open for another try', async () => {
  const { bus: home } = await open();
  const ticket = await ticketOf(home);
  await home.ports.objects.put(ticket.key, bytes);
  await home.ports.objects.remove(ticket.key);
  await home.ports.queue.send('uploads', [uploadMessage(home.ports, ticket)]);
  await new Promise((resume) => setTimeout(resume, 300));
  expect((await must(home.ports.records, tickets, ticket.id)).value.stage).toBe('issued');
  await home.ports.objects.put(ticket.key, bytes);
  await home.ports.queue.send('uploads', [uploadMessage(home.ports, ticket)]);
  await expectWhole(home);
  expect(await allBatches(home)).toMatchObject([{ ticket: ticket.id, stage: 'committed' }]);
}, 60_000);

test('an upload cut half-way, and one of other bytes, leave nothing; the whole file then goes in', async () => {
  await open();
  await bus?.close();
  bus = undefined;
  const port = await freePort();
  const host = startHost(folder, port);
  try {
    expect(await untilUp(folder, host)).toBe(true);
    const authorization = `Bearer ${readCredentials(folder).departments[provider]?.token}`;
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/tickets`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(wish),
    });
    const { upload } = (await answer.json()) as { upload: { url: string; headers: Record<string, string> } };
    const cut = request(upload.url, { method: 'PUT', headers: upload.headers });
    const broken = once(cut, 'error');
    cut.write(bytes.subarray(0, bytes.length / 2), () => cut.destroy(new Error('cut')));
    await broken;
    const put = async (body: Uint8Array) =>
      (await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: new Uint8Array(body) }))
        .status;
    expect(await put(Buffer.alloc(bytes.length, 'x'))).toBeGreaterThanOrEqual(400);
    expect(await put(bytes)).toBe(200);
  } finally {
    host.killGroup();
    await host.ended;
  }
  bus = await openBus(folder);
  await expectWhole(bus);
  expect(await allBatches(bus)).toHaveLength(1);
}, 60_000);
