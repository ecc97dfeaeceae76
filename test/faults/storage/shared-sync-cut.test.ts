/**
 * Cuts the power while several are at work, so that writes wait to share a sync: nobody is told before his sync is
 * done, and each sync that is left is needed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DiskPlan, FaultyDisk } from './faulty-disk.ts';
import { openLossyDatabase, openStorage, type Storage } from './storage-under-test.ts';

let folder: string;
let runs = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shuiyuan-shared-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const writers = 12;
const waits = [0, 10, 25, 90, 100, 120];

/** Twelve writers in a backlog, some milliseconds apart; each puts an object and writes down when it was told. */
async function writeInBacklog({ bodies, commits }: Storage, told: Set<string>): Promise<void> {
  for (let step = 0; step < 4; step += 1) commits.beginWork();
  const write = async (writer: number) => {
    await new Promise((resume) => setTimeout(resume, waits[writer % waits.length]));
    await bodies.put(`object/${writer}`, Buffer.from(String(writer)));
    told.add(`object/${writer}`);
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
}

async function runUntil(plan: DiskPlan) {
  const disk = new FaultyDisk(plan);
  const lossy = openLossyDatabase(join(folder, String(runs++)));
  const told = new Set<string>();
  await openStorage(disk, lossy, 'first')
    .then((storage) => writeInBacklog(storage, told))
    .catch((error: unknown) => {
      if (!disk.crashed) throw error;
    });
  return { disk, lossy, told: new Set(told) };
}

/** Objects that were told of and are gone after the cut. */
async function lossesOf(plan: DiskPlan): Promise<string[]> {
  const { disk, lossy, told } = await runUntil(plan);
  const reopened = lossy.afterCrash();
  try {
    const { bodies } = await openStorage(disk.afterCrash('nothing'), reopened, 'second');
    const heads = await Promise.all([...told].map(async (key) => ((await bodies.head(key)) ? [] : [key])));
    return heads.flat();
  } finally {
    reopened.close();
  }
}

const numbersOf = (disk: FaultyDisk, what: RegExp): number[] =>
  disk.calls.flatMap((call, index) => (what.test(call) ? [index] : []));

test('writers who share a sync are told after it, wherever the power is cut', async () => {
  const { disk, lossy, told } = await runUntil({});
  lossy.close();
  expect(told.size).toBe(writers);
  const commits = numbersOf(disk, /^commit /);
  expect(commits.length).toBeLessThan(writers / 2);
  for (const crashAt of [...commits, disk.calls.length]) expect(await lossesOf({ crashAt })).toEqual([]);
}, 60_000);

/** When writers meet is a matter of milliseconds: a run that shared otherwise shows nothing and is made again. */
async function findLoss(plan: DiskPlan): Promise<string | undefined> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const [loss] = await lossesOf(plan);
    if (loss) return loss;
  }
  return undefined;
}

test('without any one of the shared syncs somebody who was told has lost his write', async () => {
  const { disk, lossy } = await runUntil({});
  lossy.close();
  const syncs = numbersOf(disk, /^(fsync|fsyncFolder|commit) /);
  for (const commit of numbersOf(disk, /^commit /)) {
    const plan = { crashAt: commit + 1, ignoredSync: syncs.indexOf(commit) };
    expect(await findLoss(plan)).toMatch(/^object/);
  }
}, 60_000);
