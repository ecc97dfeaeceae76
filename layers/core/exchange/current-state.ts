/**
 * From the live list to a resource's current state, by its mode. Which batches count is a function of the list
 * alone; order is by place, never by the time of commit.
 */
import type { LiveBatch, LiveEntry, LiveList } from '../../../schemas/records.ts';
import type { Resource, ResourceMode } from '../../../schemas/resource.ts';

export interface CurrentState {
  /** Objects and, in each, the batches whose rows count; the oldest place first. */
  readonly entries: readonly LiveEntry[];
  /** Batches that count, oldest place first. */
  readonly order: readonly string[];
  /** Last write per key over all of them instead of all rows. */
  readonly lastPerKey: boolean;
}

export function currentState(list: LiveList, resource: Resource): CurrentState {
  const all = list.entries.flatMap((entry) => entry.batches).sort(byPlace);
  const counting = counted(all, resource.mode);
  const ids = new Set(counting.map((one) => one.batch));
  const entries = list.entries
    .map((entry) => ({ ...entry, batches: entry.batches.filter((one) => ids.has(one.batch)).sort(byPlace) }))
    .filter((entry) => entry.batches.length > 0)
    .sort((a, b) => (a.batches[0]?.place ?? 0) - (b.batches[0]?.place ?? 0));
  return {
    entries,
    order: counting.map((one) => one.batch),
    lastPerKey: resource.mode.startsWith('increment'),
  };
}

/** Sequences are unique in a resource; a replacement has its own place, so ids never decide. */
const byPlace = (a: LiveBatch, b: LiveBatch): number => a.place - b.place || (a.batch < b.batch ? -1 : 1);

function counted(ordered: readonly LiveBatch[], mode: ResourceMode): readonly LiveBatch[] {
  switch (mode) {
    case 'full':
      return lastOfEach(ordered, (one) => one.department);
    case 'full-per-period':
      return lastOfEach(ordered, (one) => `${one.department}/${one.period}`);
    case 'increment':
      return ordered;
    case 'increment-with-full':
      return sinceLastFull(ordered);
  }
}

function lastOfEach(ordered: readonly LiveBatch[], group: (one: LiveBatch) => string): readonly LiveBatch[] {
  const last = new Map(ordered.map((one) => [group(one), one]));
  return ordered.filter((one) => last.get(group(one)) === one);
}

function sinceLastFull(ordered: readonly LiveBatch[]): readonly LiveBatch[] {
  const fulls = new Map(
    ordered.filter((one) => one.coverage === 'full').map((one) => [one.department, one.place]),
  );
  return ordered.filter((one) => one.place >= (fulls.get(one.department) ?? 0));
}
