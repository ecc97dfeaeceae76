import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { openShelf } from '../../../layers/core/discovery/shelf.ts';
import { eraseSnapshots, snapshotFolder } from '../../../layers/core/discovery/shelf-snapshot.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const described = (code: string, name: string) =>
  resourceSchema.parse({
    code,
    name,
    nameEn: code.toLowerCase(),
    departments: ['aic'],
    cycle: 'daily',
    grade: 1,
    mode: 'full',
    items: [{ code: 'k', name: '代码', type: 'text' }],
  });

const fresh = { freshMilliseconds: 0 };

async function names(shelf: ReturnType<typeof openShelf>, q: string) {
  return (await shelf.search())
    .find({ q })
    .best(10)
    .map(({ entry }) => entry.name);
}

test('the shelf shows what came in force since it was opened', async () => {
  const ports = memoryPorts({ freshIndexes: true });
  const shelf = openShelf(ports, fresh);
  expect(await names(shelf, '水獭')).toEqual([]);
  await applyResource(ports)(described('OTTER', '水獭名录'), 'operator');
  expect(await names(shelf, '水獭')).toEqual(['水獭名录']);
  ports.world.time += 3_600_000;
  await applyResource(ports)(described('OTTER', '河狸名录'), 'operator');
  expect(await names(shelf, '水獭')).toEqual([]);
  expect(await names(shelf, '河狸')).toEqual(['河狸名录']);
});

test('a cold shelf begins from the snapshot and takes what changed since', async () => {
  const ports = memoryPorts({ freshIndexes: true });
  for (let index = 0; index < 12; index += 1) {
    ports.world.time += 3_600_000;
    await applyResource(ports)(described(`R${index}A`, `第${index}号名录`), 'operator');
  }
  await openShelf(ports, { ...fresh, snapshotEntries: 5 }).search();
  expect((await ports.objects.list(snapshotFolder)).objects).toHaveLength(1);
  ports.world.time += 3_600_000;
  await applyResource(ports)(described('OTTER', '水獭名录'), 'operator');
  let read = 0;
  const counted = {
    ...ports,
    records: {
      ...ports.records,
      query: async (...asked: Parameters<typeof ports.records.query>) => {
        const page = await ports.records.query(...asked);
        if (asked[1].startsWith('definition')) read += page.items.length;
        return page;
      },
    },
  };
  const cold = openShelf(counted, { ...fresh, snapshotEntries: 5 });
  expect(await names(cold, '水獭')).toEqual(['水獭名录']);
  expect(await names(cold, '第3号')).toContain('第3号名录');
  expect(read).toBeLessThan(10);
});

test('old snapshots go, the newest two stay', async () => {
  const ports = memoryPorts({ freshIndexes: true });
  for (let index = 0; index < 4; index += 1) {
    ports.world.time += 3_600_000;
    await applyResource(ports)(described(`R${index}A`, `名录${index}`), 'operator');
    await openShelf(ports, { ...fresh, snapshotEntries: 1 }).search();
    await openShelf(ports, { ...fresh, snapshotEntries: 1 }).search();
  }
  const left = async () => (await ports.objects.list(snapshotFolder)).objects.map(({ key }) => key);
  const before = await left();
  expect(before.length).toBeGreaterThan(2);
  expect(await eraseSnapshots(ports)).toBe(before.length - 2);
  expect(await left()).toEqual(before.slice(0, 2));
});
