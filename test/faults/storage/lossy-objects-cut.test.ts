/**
 * Cuts the power before every call while objects go in that need no sync of their own row. Each is whole or not there;
 * once a later write is kept, all of them are.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gather } from '../../contract/bytes.ts';
import { type DiskPlan, FaultyDisk, type Survival } from './faulty-disk.ts';
import { openLossyDatabase, openStorage, type Storage } from './storage-under-test.ts';

const contents = {
  list: Buffer.alloc(300, 'a live list'),
  longList: Buffer.alloc(70_000, 'a long live list'),
  parquet: Buffer.alloc(80_000, 'written by a child'),
};
const lossy = { lossy: true };

let folder: string;
let runs = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shuiyuan-lossy-cut-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function act(disk: FaultyDisk, { bodies, commits }: Storage, told: Set<string>): Promise<void> {
  await bodies.put('list', contents.list, lossy);
  await bodies.put('longList', contents.longList, lossy);
  const file = await disk.files.create('/home/scratch/result');
  await file.write(contents.parquet);
  await file.close();
  await bodies.putFile('parquet', '/home/scratch/result', lossy);
  expect(commits.counters.unsynced).toBe(3);
  // The record that names them.
  await bodies.put('record', Buffer.from('names them'));
  told.add('record');
}

async function runUntil(plan: DiskPlan) {
  const disk = new FaultyDisk(plan);
  const database = openLossyDatabase(join(folder, String(runs++)));
  const told = new Set<string>();
  await openStorage(disk, database, 'first')
    .then((storage) => act(disk, storage, told))
    .catch((error: unknown) => {
      if (!disk.crashed) throw error;
    });
  return { disk, database, told };
}

async function findLosses({ bodies }: Storage, told: ReadonlySet<string>): Promise<string[]> {
  const losses: string[] = [];
  const isNamed = (await bodies.head('record')) !== undefined;
  if (told.has('record') && !isNamed) losses.push('the record is gone');
  for (const [key, bytes] of Object.entries(contents)) {
    const there = await bodies.head(key);
    if (isNamed && !there) losses.push(`${key} is gone and is named`);
    const read = there && (await gather(bodies.get(key)).catch(() => undefined));
    if (there && !read?.equals(bytes)) losses.push(`${key} is not whole`);
  }
  return losses;
}

/** A lost object can be put again, under the same key. */
async function putAgain({ bodies }: Storage): Promise<void> {
  for (const [key, bytes] of Object.entries(contents))
    if (!(await bodies.head(key))) await bodies.put(key, bytes, lossy);
}

async function lossesOf(plan: DiskPlan, survival: Survival): Promise<string[]> {
  const { disk, database, told } = await runUntil(plan);
  const reopened = database.afterCrash();
  try {
    const storage = await openStorage(disk.afterCrash(survival), reopened, 'second');
    await storage.collectGarbage();
    const losses = await findLosses(storage, told);
    await putAgain(storage);
    return [...losses, ...(await findLosses(storage, told))];
  } finally {
    reopened.close();
  }
}

test('what needs no sync is whole or gone, can be made again, and is there once a later write is', async () => {
  const { disk, database } = await runUntil({});
  database.close();
  const found: string[] = [];
  for (const survival of ['nothing', 'names', 'everything'] as const)
    for (let crashAt = 0; crashAt <= disk.calls.length; crashAt += 1)
      for (const loss of await lossesOf({ crashAt }, survival))
        found.push(`at call ${crashAt}, ${survival} survives: ${loss}`);
  expect(found).toEqual([]);
}, 120_000);

test('the last commit makes them durable: without its sync they are gone, and so is the record that names them', async () => {
  const { disk, database } = await runUntil({});
  database.close();
  const losses = await lossesOf({ ignoredSync: disk.syncs - 1, crashAt: disk.calls.length }, 'nothing');
  expect(losses).toContain('the record is gone');
});

test.each(['/home/objects/tmp', '/home/scratch'])(
  'the bytes below %s are synced all the same',
  async (place) => {
    const { disk, database } = await runUntil({});
    database.close();
    const syncs = disk.calls.filter((call) => /^(fsync|fsyncFolder|commit) /.test(call));
    const ignoredSync = syncs.findIndex((call) => call.startsWith(`fsync ${place}`));
    expect(ignoredSync).toBeGreaterThan(0);
    const losses = await lossesOf({ ignoredSync, crashAt: disk.calls.length }, 'names');
    expect(losses).toContainEqual(expect.stringMatching(/is not whole$/));
  },
);
