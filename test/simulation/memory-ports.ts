/** All ports on a world in memory. `gate` is awaited before each call: a scheduler may hold it there, or never answer. */
import { makeKeyPair } from '../../layers/authority/algorithms.ts';
import { x509Authority } from '../../layers/authority/authority.ts';
import { certificateReader } from '../../layers/authority/certificate-reader.ts';
import { localIssuingKey } from '../../layers/authority/issuing-key.ts';
import { readBytes } from '../../layers/core/object-json.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import type { LakePartition, LakeTable } from '../../layers/core/ports/lake-catalog.ts';
import type { ObjectStore } from '../../layers/core/ports/object-store.ts';
import type { Queue } from '../../layers/core/ports/queue.ts';
import type { ScanVerdict } from '../../layers/core/ports/scanner.ts';
import { type Settings, settingsSchema } from '../../layers/core/ports/settings.ts';
import { queueNames } from '../../schemas/messages.ts';
import { fakeRefinery } from './fake-refinery.ts';
import { fakeSigner } from './fake-signer.ts';
import { fakeTokeniser } from './fake-tokeniser.ts';
import { Random } from './random.ts';
import { World } from './world.ts';

export interface MemoryOptions {
  readonly world?: World;
  readonly gate?: () => Promise<void>;
  readonly settings?: Partial<Settings>;
  readonly verdict?: () => ScanVerdict;
  readonly probe?: (point: string) => Promise<void>;
  /** Indexes that do not lag, for tests of the doors. */
  readonly freshIndexes?: boolean;
}

/** One for all worlds: a key takes time to make. */
const authority = x509Authority(localIssuingKey(makeKeyPair('P-256').privateKey));

const open = async (): Promise<void> => {};

export function memoryPorts(options: MemoryOptions = {}): Ports & { world: World } {
  const world = options.world ?? new World(new Random(1));
  const gate = options.gate ?? open;
  const objects = memoryObjects(world, gate);
  return {
    world,
    objects,
    multipart: noMultipart,
    records: {
      get: (key) => gate().then(() => world.get(key)),
      getMany: (keys) => gate().then(() => keys.map((key) => world.get(key))),
      query: (index, partition, query) =>
        gate().then(() =>
          world.query(
            index,
            partition,
            query,
            options.freshIndexes ?? (options.gate === undefined || undefined),
          ),
        ),
      commit: (writes) => gate().then(() => world.commit(writes)),
    },
    queue: memoryQueue(world, gate),
    catalog: memoryCatalog(gate),
    query: { rows: async function* rows() {} },
    refinery: fakeRefinery(objects, () => world.nextId()),
    signer: fakeSigner(gate),
    tokeniser: fakeTokeniser(gate),
    authority,
    certificates: certificateReader,
    scanner: {
      scan: () => gate().then(() => options.verdict?.() ?? { state: 'clean', engine: 'fake' }),
    },
    notifier: {
      notify: async (notice) => {
        await gate();
        world.notices.push(notice);
      },
    },
    clock: { now: () => new Date(world.time) },
    ids: { next: () => world.nextId() },
    probe: { at: options.probe ?? open },
    settings: settingsSchema.parse(options.settings ?? {}),
  };
}

function memoryObjects(world: World, gate: () => Promise<void>): ObjectStore {
  return {
    put: async (key, bytes) => {
      const whole = bytes instanceof Uint8Array ? bytes : await collect(bytes);
      await gate();
      return world.put(key, whole);
    },
    get: async function* get(key, range) {
      await gate();
      const bytes = world.read(key);
      yield range ? bytes.subarray(range.start, range.end) : bytes;
    },
    head: (key) => gate().then(() => world.objects.get(key)?.head),
    list: (prefix, page) => gate().then(() => world.list(prefix, page)),
    remove: async (key) => {
      await gate();
      if (!world.mutation.keepsInbox || !key.startsWith('inbox/')) world.objects.delete(key);
    },
    signUpload: async ({ key }) => ({ method: 'PUT', url: `memory://${key}`, headers: {} }),
    signDownload: async (key) => ({ method: 'GET', url: `memory://${key}`, headers: {} }),
  };
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const store = { get: () => stream } as unknown as ObjectStore;
  return readBytes(store, '');
}

const noMultipart: Ports['multipart'] = {
  begin: async () => ({ upload: 'u1' }),
  signPart: async (key) => ({ method: 'PUT', url: `memory://${key}`, headers: {} }),
  parts: async () => [],
  complete: async (key) => ({ key, size: 0, sha256: '', putAt: new Date(0) }),
  abort: async () => {},
};

function memoryQueue(world: World, gate: () => Promise<void>): Queue {
  return {
    send: (queue, messages) => gate().then(() => world.send(queue, messages)),
    poll: async (queue, handler, { limit }) => {
      const taken = world.waiting.filter((one) => one.queue === queue && one.holders === 0).slice(0, limit);
      for (const one of taken) one.holders += 1;
      const { failed } = await handler(taken.map((one) => one.message));
      for (const one of taken) {
        one.holders -= 1;
        if (!failed.includes(one.message)) world.deleteMessage(one);
      }
      return taken.length;
    },
    depth: async () =>
      queueNames.map((queue) => ({
        queue,
        waiting: world.waiting.filter((one) => one.queue === queue).length,
        inFlight: 0,
        dead: 0,
      })),
    deadLetters: async () => [],
    redrive: async () => 0,
    purge: async () => 0,
  };
}

function memoryCatalog(gate: () => Promise<void>): Ports['catalog'] {
  const tables = new Map<string, LakeTable>();
  const partitions = new Map<string, LakePartition[]>();
  return {
    defineTable: async (table) => {
      await gate();
      tables.set(`${table.database}.${table.name}`, table);
    },
    table: async (database, name) => tables.get(`${database}.${name}`),
    dropTable: async (database, name) => {
      await gate();
      tables.delete(`${database}.${name}`);
      partitions.delete(`${database}.${name}`);
    },
    registerPartitions: async (database, name, more) => {
      await gate();
      const key = `${database}.${name}`;
      const old = (partitions.get(key) ?? []).filter(
        (one) => !more.some((two) => two.location === one.location),
      );
      partitions.set(key, [...old, ...more]);
    },
    partitions: async (database, name) => partitions.get(`${database}.${name}`) ?? [],
  };
}
