/** The current state of a resource, or of what a view is over, as the query engine reads it. */
import type { LiveEntry, LiveList } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { currentState } from '../exchange/current-state.ts';
import { deriveList, newestList } from '../exchange/live-list.ts';
import { loadParts } from '../exchange/parts-ref.ts';
import type { Ports } from '../ports/index.ts';
import type { RowsSource } from '../ports/refinery.ts';
import { leavesOf, type Resolved } from './resolve-view.ts';

export type Generations = Readonly<Record<string, number>>;

/** The live lists that count, by resource: the newest ones, or those that were pinned. */
export async function pinLists(
  ports: Ports,
  resolved: Resolved,
  pinned?: Generations,
): Promise<ReadonlyMap<string, LiveList>> {
  const lists = new Map<string, LiveList>();
  for (const { code } of leavesOf(resolved)) {
    const generation = pinned?.[code];
    lists.set(
      code,
      generation === undefined ? await newestList(ports, code) : await deriveList(ports, code, generation),
    );
  }
  return lists;
}

export const generationsOf = (lists: ReadonlyMap<string, LiveList>): Generations =>
  Object.fromEntries([...lists].map(([code, { generation }]) => [code, generation]));

export async function sourceOf(
  ports: Ports,
  { resource, over }: Pick<Resolved, 'resource' | 'over'>,
  lists: ReadonlyMap<string, LiveList>,
): Promise<RowsSource> {
  if (over.length > 0) {
    const below = await Promise.all(over.map((one) => sourceOf(ports, one, lists)));
    return { resource, entries: [], lastPerKey: false, over: below };
  }
  return stateOf(ports, resource, lists.get(resource.code) as LiveList);
}

async function stateOf(ports: Ports, resource: Resource, list: LiveList): Promise<RowsSource> {
  const { entries, lastPerKey } = currentState(list, resource);
  const load = async ({ objects, batches }: LiveEntry) => ({
    parts: await loadParts(ports.objects, objects),
    batches: batches.map((one) => one.batch),
  });
  return { resource, entries: await Promise.all(entries.map(load)), lastPerKey };
}
