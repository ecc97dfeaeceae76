/**
 * What is visible. The live set of generation g is changes 1 to g in order; list g, a write-once object, holds it.
 * Anyone may write it, from any earlier list and the changes since, with the same result.
 */
import type { Change, LiveEntry, LiveList } from '../../../schemas/records.ts';
import { changeSchema, liveListSchema } from '../../../schemas/records.ts';
import { IntegrityError } from '../errors.ts';
import { putJson, readJson } from '../object-json.ts';
import type { Ports } from '../ports/index.ts';
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
  let list = await newestListUpTo(ports, resource, generation);
  while (list.generation < generation) {
    const upTo = Math.min(generation, list.generation + 100);
    for (const change of await changesBetween(ports, resource, list.generation + 1, upTo))
      list = applyChange(list, change);
  }
  return list;
}

async function changesBetween(ports: Ports, resource: string, from: number, to: number): Promise<Change[]> {
  const wanted = Array.from({ length: to - from + 1 }, (_, index) => changes.key(resource, from + index));
  const found = await ports.records.getMany(wanted);
  return found.map((stored, index) => {
    if (stored) return changeSchema.parse(stored.value);
    throw new IntegrityError(`${wanted[index]} is missing`, `缺少 ${wanted[index]}`);
  });
}

/** Newest written list, at most of that generation: looked for nearby first, then from the beginning. */
async function newestListUpTo(ports: Ports, resource: string, generation: number): Promise<LiveList> {
  const near = await lastListed(ports, resource, Math.max(0, generation - 500), generation);
  const key = near ?? (await lastListed(ports, resource, 0, generation));
  return key === undefined ? emptyList(resource) : readJson(ports.objects, key, liveListSchema);
}

async function lastListed(
  ports: Ports,
  resource: string,
  from: number,
  to: number,
): Promise<string | undefined> {
  let last: string | undefined;
  let after: string | undefined = listKey(resource, from);
  while (after !== undefined) {
    const page = await ports.objects.list(folder(resource), { after, limit: 1000 });
    for (const object of page.objects) if (object.key <= listKey(resource, to)) last = object.key;
    after = page.next;
  }
  return last;
}

/** The generation a resource is at. */
export async function currentGeneration(ports: Ports, resource: string): Promise<number> {
  return (await findOr(ports.records, generations, { resource, generation: 0 }, resource)).value.generation;
}

/**
 * Writes the list of a generation, unless a newer one has come: then whoever made that one writes.
 * A burst of commits so writes few lists, and the newest always.
 */
export async function writeList(ports: Ports, resource: string, generation: number): Promise<void> {
  if (generation === 0 || (await currentGeneration(ports, resource)) > generation) return;
  await writeListNow(ports, resource, generation);
}

async function writeListNow(ports: Ports, resource: string, generation: number): Promise<void> {
  if (await ports.objects.head(listKey(resource, generation))) return;
  const list = await deriveList(ports, resource, generation);
  await ports.probe.at('live-list: derived');
  await putJson(ports.objects, listKey(resource, generation), list, { lossy: true });
}

/** What readers see now: the list of the newest generation, made if it is missing. */
export async function newestList(ports: Ports, resource: string): Promise<LiveList> {
  const generation = await currentGeneration(ports, resource);
  if (generation === 0) return emptyList(resource);
  await writeListNow(ports, resource, generation);
  return deriveList(ports, resource, generation);
}
