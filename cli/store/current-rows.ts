/** The rows of a period as the store has them now, and which of them a condition lets through. */

import type { Resource } from '../../schemas/resource.ts';
import { inTheClear } from './load-file.ts';
import type { DepartmentStore } from './open-store.ts';
import type { Load } from './store-state.ts';

export type StoreRow = Readonly<Record<string, unknown>>;

const mostRows = 5_000_000;

/** Periods that rows were loaded for, rising. */
export const periodsOf = (store: DepartmentStore, resource: string): string[] =>
  [...new Set(store.state.loads(resource).flatMap((load) => load.parts.map((part) => part.period)))].sort();

/** A full load takes the place of the one before; of increments the last row of each key counts. */
function counting(loads: readonly Load[], resource: Resource, period: string) {
  const own = loads
    .map((load) => ({ ...load, parts: load.parts.filter((part) => part.period === period) }))
    .filter((load) => load.parts.length > 0);
  return resource.mode.startsWith('full') ? own.slice(-1) : own;
}

export async function currentRows(
  store: DepartmentStore,
  described: Resource,
  period: string,
  filter?: string,
): Promise<readonly StoreRow[]> {
  const resource = inTheClear(described);
  const loads = counting(store.state.loads(resource.code), resource, period);
  return store.refinery.rows({
    resource,
    entries: loads.map((load) => ({ parts: load.parts, batches: [load.id] })),
    lastPerKey: resource.mode.startsWith('increment'),
    limit: mostRows,
    ...(filter === undefined ? {} : { filter }),
  });
}

export const lineOf = (row: StoreRow): string => `${row._batch}/${row._line}`;
