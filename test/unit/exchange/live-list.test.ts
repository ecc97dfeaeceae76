import { listKey, newestList, writeList, writeNewestList } from '../../../layers/core/exchange/live-list.ts';
import { changes, generations } from '../../../layers/core/records.ts';
import type { Change } from '../../../schemas/records.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const resource = 'POWER';

const changeOf = (generation: number): Change => {
  const batch = `01KA${String(generation).padStart(22, '0')}`;
  const part = {
    key: `lake/raw/${resource}/period=201502/batch=${batch}/${batch}-0.parquet`,
    period: '201502',
    rows: 200,
    bytes: 9_000,
    sha256: 'a'.repeat(64),
  };
  const one = {
    batch,
    department: 'power',
    period: '201502',
    coverage: 'increment',
    place: generation,
    definition: 1,
  };
  return {
    resource,
    generation,
    at: '2026-01-01T00:00:00.000Z',
    remove: [],
    add: { id: batch, objects: { parts: [part], rows: 200, bytes: 9_000 }, batches: [one] },
  } as Change;
};

/** Commits so many generations, each as a step does: the change, then the list. */
async function commitMany(count: number) {
  const ports = memoryPorts();
  for (let generation = 1; generation <= count; generation += 1) {
    await ports.records.commit([
      { put: generations.key(resource), value: { resource, generation }, expect: generation - 1 },
      { put: changes.key(resource, generation), value: changeOf(generation), expect: 0 },
    ]);
    await writeList(ports, resource, generation);
  }
  const lists = () =>
    [...ports.world.objects.values()].filter(({ head }) => head.key.startsWith('lake/live/'));
  const bytes = lists().reduce((sum, { head }) => sum + head.size, 0);
  return { ports, lists: () => lists().length, bytes };
}

test('a thousand commits to one resource write bytes in proportion, not their square', async () => {
  const [some, many] = [await commitMany(500), await commitMany(1000)];
  const oneChange = JSON.stringify(changeOf(1)).length;
  expect(many.bytes).toBeLessThan(1000 * (16 * 1024 + oneChange));
  expect(many.bytes / some.bytes).toBeLessThan(2.3);
  expect(many.lists()).toBeLessThan(200);
});

test('while a list is short each commit writes it', async () => {
  expect((await commitMany(20)).lists()).toBe(20);
});

test('readers see the newest generation though its list is not written, and write nothing', async () => {
  const { ports, lists } = await commitMany(300);
  const before = lists();
  const list = await newestList(ports, resource);
  expect(list.generation).toBe(300);
  expect(list.entries.map((entry) => entry.id)).toEqual(
    Array.from({ length: 300 }, (_, index) => changeOf(index + 1).add?.id),
  );
  expect(lists()).toBe(before);
});

test('the newest list is written when the sweep wants it, whatever its length', async () => {
  const { ports } = await commitMany(299);
  expect(await ports.objects.head(listKey(resource, 299))).toBeUndefined();
  await writeNewestList(ports, resource);
  expect(await ports.objects.head(listKey(resource, 299))).toBeDefined();
});
