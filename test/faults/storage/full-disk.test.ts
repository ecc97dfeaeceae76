/** A disk that is full, or may not be written, under the whole embedded home: for a while, and at its start. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWorker } from '../../../host/worker.ts';
import { type FileSystem, realFileSystem } from '../../../layers/embedded/file-system.ts';
import { openEmbeddedHome } from '../../../layers/embedded/home.ts';
import { DiskFull, FolderReadOnly } from '../../../layers/embedded/storage-errors.ts';
import { type QueueName, queueNames } from '../../../schemas/messages.ts';
import { bringToRest } from '../kills/bring-to-rest.ts';
import { examine } from '../kills/flaws.ts';
import { acts } from '../kills/load.ts';
import { type Bus, openBus } from '../kills/open-bus.ts';

let folder: string;
let bus: Bus | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shuiyuan-full-'));
});
afterEach(async () => {
  await bus?.close();
  bus = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** The machine's file system, whose calls that need room or leave to write fail while `code` names an error. */
function failingFiles() {
  const fault: { code?: string | undefined } = {};
  const real = realFileSystem();
  const guard = <T extends unknown[], R>(call: (...given: T) => Promise<R>) =>
    (async (...given: T): Promise<R> => {
      if (fault.code) throw Object.assign(new Error(fault.code), { code: fault.code });
      return call(...given);
    }) as (...given: T) => Promise<R>;
  const files: FileSystem = {
    ...real,
    create: guard(real.create),
    rename: guard(real.rename),
    link: guard(real.link),
    makeFolder: guard(real.makeFolder),
  };
  return { files, fault };
}

/** The database of the home that this process has open: the one that began a transaction last. */
function watchDatabase() {
  const real = DatabaseSync.prototype.exec;
  const seen: { database?: DatabaseSync } = {};
  DatabaseSync.prototype.exec = function exec(this: DatabaseSync, sql: string): void {
    if (sql === 'begin immediate') seen.database = this;
    real.call(this, sql);
  };
  const stop = () => {
    DatabaseSync.prototype.exec = real;
  };
  return { seen, stop };
}

/** Failed messages come again soon, and as long as the fault lasts. */
const patient = Object.fromEntries(
  queueNames.map((name) => [name, { visibilitySeconds: 2, tries: 1000 }]),
) as unknown as Record<QueueName, { visibilitySeconds: number; tries: number }>;

async function open(files?: FileSystem) {
  bus = await openBus(folder, { queues: patient, ...(files ? { files } : {}) });
  const load = { bus, id: 'f', said: () => {} };
  await acts.register(load);
  await acts.subscribe(load);
  return load;
}

async function expectWhole(home: Bus): Promise<void> {
  await bringToRest(home);
  expect((await examine(home, [])).flaws).toEqual([]);
}

test('files that cannot be written for a while delay the load, lose nothing, and everything goes on by itself', async () => {
  const { files, fault } = failingFiles();
  const load = await open(files);
  fault.code = 'ENOSPC';
  const done = acts.plain(load);
  await sleep(2500);
  expect(load.bus.failures.join()).toMatch(/transient/);
  fault.code = undefined;
  await done;
  await expectWhole(load.bus);
}, 60_000);

test('a database without room refuses by name, and with room all goes on, though no further message comes', async () => {
  const { seen, stop } = watchDatabase();
  try {
    const load = await open();
    const { database } = seen;
    if (!database) throw new Error('the home has begun no transaction');
    const pages = (database.prepare('pragma page_count').get() as { page_count: number }).page_count;
    const sending = acts.plain(load);
    // The upload is in and its message sent; then there is no more room.
    while ((await load.bus.ports.queue.depth()).every(({ waiting, inFlight }) => waiting + inFlight === 0))
      await sleep(1);
    database.exec(`pragma max_page_count = ${pages}`);
    const refused = await load.bus.ports.objects
      .put('drop/power/METER/none', Buffer.alloc(60_000))
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DiskFull);
    await sleep(2500);
    database.exec('pragma max_page_count = 1000000');
    await sending;
    await expectWhole(load.bus);
  } finally {
    stop();
  }
}, 60_000);

test('a message whose end could not be written comes again by itself', async () => {
  const real = DatabaseSync.prototype.exec;
  let full = false;
  DatabaseSync.prototype.exec = function exec(this: DatabaseSync, sql: string): void {
    const code = { code: 'ERR_SQLITE_ERROR', errcode: 13 };
    if (full && sql === 'begin immediate') throw Object.assign(new Error('database or disk is full'), code);
    real.call(this, sql);
  };
  const home = await openEmbeddedHome(folder, { queues: patient, log: () => {} });
  let taken = 0;
  const step = async () => {
    taken += 1;
    full = taken === 1;
  };
  const none = async () => {};
  const steps = { uploads: none, batches: step, chunks: none, committed: none, parcels: none };
  const worker = startWorker(home.queue, steps, () => {});
  try {
    await home.queue.send('batches', [
      { schema: 'message/1', id: '1', record: 'batch/1', version: 1, group: 'power' },
    ]);
    // Until after the worker has looked again and found the message still held.
    await sleep(200);
    full = false;
    while (taken < 2) await sleep(50);
    await worker.stop();
    expect(await home.queue.depth()).toContainEqual({ queue: 'batches', waiting: 0, inFlight: 0, dead: 0 });
  } finally {
    DatabaseSync.prototype.exec = real;
    await worker.stop();
    await home.close();
  }
}, 20_000);

test.each(['EROFS', 'EACCES'])(
  'a folder that may not be written (%s) is named at the start, and is free again afterwards',
  async (code) => {
    const { files, fault } = failingFiles();
    fault.code = code;
    await expect(openEmbeddedHome(folder, { files, log: () => {} })).rejects.toThrow(FolderReadOnly);
    expect(await readdir(folder)).not.toContain('host.json');
    fault.code = undefined;
    const home = await openEmbeddedHome(folder, { files, log: () => {} });
    await home.close();
  },
);
