/**
 * What is visible. The live set of generation g is changes 1 to g in order; list g, a write-once object, holds it.
 * Anyone may write it, from any earlier list and the changes since, with the same result.
 */
import type { Change, LiveEntry, LiveList } from '../../../schemas/records.ts';
import { changeSchema, liveListSchema } from '../../../schemas/records.ts';
import { IntegrityError } from '../errors.ts';
import { putJson, readJson } from '../object-json.ts';
import type { Ports } from '../ports/index.ts';
import type { ListedObject } from '../ports/object-store.ts';
import { changes, findOr, generations } from '../records.ts';

const folder = (resource: string): string => `lake/live/${resource}/`;
export const listKey = (resource: string, generation: number): string =>
  `${folder(resource)}${String(generation).padStart(12, '0')}`;

export const emptyList = (resource: string): LiveList => ({
  schema: 'live-list/1',
  resource,
  generation: 0,
  entries: [],
});

/** The list after one more change. Pure. */
export function applyChange(list: LiveList, change: Change): LiveList {
  if (change.generation !== list.generation + 1)
    throw new IntegrityError(
      `change ${change.generation} of ${change.resource} does not follow list ${list.generation}`,
      `${change.resource} 的第 ${change.generation} 次变更不接续第 ${list.generation} 版清单`,
    );
  const moved = new Set(change.move?.inputs ?? []);
  const removed = new Set(change.remove);
  const kept = list.entries
    .filter((entry) => !moved.has(entry.id))
    .map((entry) => without(entry, removed))
    .filter((entry) => entry.batches.length > 0);
  const added = [change.move?.merged, change.add].filter((entry) => entry !== undefined);
  return { ...list, generation: change.generation, entries: [...kept, ...added] };
}

function without(entry: LiveEntry, removed: ReadonlySet<string>): LiveEntry {
  if (removed.size === 0) return entry;
  return { ...entry, batches: entry.batches.filter((one) => !removed.has(one.batch)) };
}

/** The live set of a generation, from the newest list at or before it and the changes since. */
export async function deriveList(ports: Ports, resource: string, generation: number): Promise<LiveList> {
  return deriveFrom(ports, resource, await lastWritten(ports, resource, generation), generation);
}

async function deriveFrom(
  ports: Ports,
  resource: string,
  written: WrittenList | undefined,
  generation: number,
): Promise<LiveList> {
  let list = written ? await readJson(ports.objects, written.key, liveListSchema) : emptyList(resource);
  for await (const change of changesSince(ports, resource, list.generation, generation))
    list = applyChange(list, change);
  return list;
}

/** The changes after a generation, up to another one and in order. */
export async function* changesSince(
  ports: Ports,
  resource: string,
  generation: number,
  upTo: number,
): AsyncIterable<Change> {
  for (let from = generation + 1; from <= upTo; from += 100)
    yield* await changesBetween(ports, resource, from, Math.min(upTo, from + 99));
}

async function changesBetween(ports: Ports, resource: string, from: number, to: number): Promise<Change[]> {
  const wanted = Array.from({ length: to - from + 1 }, (_, index) => changes.key(resource, from + index));
  const found = await ports.records.getMany(wanted);
  return found.map((stored, index) => {
    if (stored) return changeSchema.parse(stored.value);
    throw new IntegrityError(`${wanted[index]} is missing`, `缺少 ${wanted[index]}`);
  });
}

interface WrittenList {
  readonly key: string;
  readonly generation: number;
  /** Bytes. */
  readonly size: number;
}

/** How far back the newest list is looked for, in generations: it is seldom far, and far back lie many. */
const stretches = [32, 1024, Number.POSITIVE_INFINITY];

/** Newest written list, at most of that generation. */
async function lastWritten(
  ports: Ports,
  resource: string,
  generation: number,
): Promise<WrittenList | undefined> {
  for (const stretch of stretches) {
    const found = await lastBetween(ports, resource, Math.max(0, generation - stretch), generation);
    if (found || stretch >= generation) return found;
  }
  return undefined;
}

async function lastBetween(
  ports: Ports,
  resource: string,
  from: number,
  to: number,
): Promise<WrittenList | undefined> {
  let last: ListedObject | undefined;
  let after: string | undefined = listKey(resource, from);
  while (after !== undefined) {
    const page = await ports.objects.list(folder(resource), { after, limit: 1000 });
    last = page.objects.findLast((object) => object.key <= listKey(resource, to)) ?? last;
    after = (page.next ?? '') < listKey(resource, to) ? page.next : undefined;
  }
  return (
    last && { key: last.key, size: last.size, generation: Number(last.key.slice(folder(resource).length)) }
  );
}

/** The generation a resource is at. */
export async function currentGeneration(ports: Pick<Ports, 'records'>, resource: string): Promise<number> {
  return (await findOr(ports.records, generations, { resource, generation: 0 }, resource)).value.generation;
}

/**
 * A list is written once there are changes enough since the last one to be worth it: so the bytes written grow with
 * the changes, not with their square. Until then it takes as many reads to derive as this many bytes go into a list.
 */
const bytesAChange = 16 * 1024;

const isWorthWriting = (last: WrittenList | undefined, generation: number): boolean =>
  last === undefined || (generation - last.generation) * bytesAChange >= last.size;

/**
 * Writes the list of a generation, if that is worth it and unless a newer one has come: then whoever made that one
 * writes. A list nobody wrote is derived by whoever needs it, and written by the sweep.
 */
export async function writeList(ports: Ports, resource: string, generation: number): Promise<void> {
  if (generation === 0 || (await currentGeneration(ports, resource)) > generation) return;
  const last = await lastWritten(ports, resource, generation);
  if (isWorthWriting(last, generation)) await writeFrom(ports, resource, last, generation);
}

/** Writes the list of the newest generation if it is missing, worth it or not. */
export async function writeNewestList(ports: Ports, resource: string): Promise<void> {
  const generation = await currentGeneration(ports, resource);
  if (generation > 0)
    await writeFrom(ports, resource, await lastWritten(ports, resource, generation), generation);
}

async function writeFrom(
  ports: Ports,
  resource: string,
  last: WrittenList | undefined,
  generation: number,
): Promise<void> {
  if (last?.generation === generation) return;
  const list = await deriveFrom(ports, resource, last, generation);
  await ports.probe.at('live-list: derived');
  await putJson(ports.objects, listKey(resource, generation), list, { lossy: true });
}

/** What readers see now: the list of the newest generation, written or not. */
export async function newestList(ports: Ports, resource: string): Promise<LiveList> {
  return deriveList(ports, resource, await currentGeneration(ports, resource));
}
