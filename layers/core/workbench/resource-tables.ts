/** Resources as tables: what a principal sees of each, and how the engine reads it. */
import type { LiveEntry, LiveList } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import type { ReadSource } from '../../../schemas/workbench.ts';
import { loadParts } from '../exchange/parts-ref.ts';
import { joinConditions } from '../grants/leave.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import type { RowsSource } from '../ports/refinery.ts';
import type { RunTable } from '../ports/sql-runner.ts';
import { definitions, find } from '../records.ts';
import { type Generations, generationsOf, pinLists, sourceOf } from '../views/view-state.ts';
import { type Access, accessTo, sourceRead } from './access.ts';
import { acceptedColumns, itemColumns, type TableColumn } from './columns.ts';
import { databasesOf, type TablePlace, tableOf } from './places.ts';

/** A table whose columns and engine relation are known. `sql` is said by whoever names it. */
export interface FoundTable {
  readonly columns: readonly TableColumn[];
  readonly guarded: boolean;
  readonly sources: readonly ReadSource[];
  /** Of the objects that are read; of what is narrowed none are told. */
  readonly bytes: number;
  run(name: string): RunTable;
}

/** What a principal sees of a resource, without its rows. */
export interface SeenResource {
  readonly resource: Resource;
  readonly access: Access;
  /** Of the tables in `shared` and the resource's own database. */
  readonly columns: readonly TableColumn[];
  /** Of the table in `raw`; undefined: there is none for this principal. */
  readonly accepted?: readonly TableColumn[];
}

export async function seenResource(
  ports: Ports,
  principal: Principal,
  resource: Resource,
): Promise<SeenResource> {
  const access = await accessTo(ports, principal, resource);
  if (access.denial) return { resource, access, columns: [] };
  const given = access.resolved.resource;
  const columns = itemColumns(given, access.narrowed?.items);
  const whole = !access.narrowed && !given.view;
  return { resource, access, columns, ...(whole ? { accepted: acceptedColumns(given) } : {}) };
}

/** A resource that stands in this place, for whoever may see it or not; undefined: there is none. */
export async function resourceAt(
  { records }: Ports,
  { database, table }: TablePlace,
): Promise<Resource | undefined> {
  const definition = await find(records, definitions, table.toUpperCase());
  const resource = definition?.value.resource;
  if (!resource || tableOf(resource) !== table) return undefined;
  if (database === 'raw') return resource.view ? undefined : resource;
  return databasesOf(resource).includes(database) ? resource : undefined;
}

/** The rows of a resource at pinned generations; what was not pinned yet is pinned now. */
export async function openState(
  ports: Ports,
  { resource, access, columns }: SeenResource,
  pinned: Map<string, number>,
): Promise<FoundTable> {
  if (access.denial) throw new Error('a resource that is closed is not opened');
  const lists = await pinTogether(ports, access.resolved, pinned);
  const source = await sourceOf(ports, access.resolved, lists);
  const filter = joinConditions(access.narrowed?.filters ?? []);
  const items = columns.map(({ name }) => name);
  return {
    columns,
    guarded: access.narrowed !== undefined,
    sources: [sourceRead(resource.code, access)],
    // Its size would tell of rows that are hidden.
    bytes: access.narrowed ? 0 : bytesOf(source),
    run: (name) => ({ name, of: 'state', source, items, ...(filter === undefined ? {} : { filter }) }),
  };
}

/** Every row that was accepted and is live, whether or not a later one has replaced it. */
export async function openAccepted(
  ports: Ports,
  { resource, access, accepted = [] }: SeenResource,
  pinned: Map<string, number>,
): Promise<FoundTable> {
  if (access.denial) throw new Error('a resource that is closed is not opened');
  const lists = await pinTogether(ports, access.resolved, pinned);
  const list = lists.get(resource.code) as LiveList;
  const load = async ({ objects, batches }: LiveEntry) => ({
    parts: await loadParts(ports.objects, objects),
    batches: batches.map((one) => one.batch),
  });
  const source = { resource, entries: await Promise.all(list.entries.map(load)), lastPerKey: false };
  return {
    columns: accepted,
    guarded: false,
    sources: [sourceRead(resource.code, access)],
    bytes: bytesOf(source),
    run: (name) => ({ name, of: 'accepted', source }),
  };
}

async function pinTogether(
  ports: Ports,
  resolved: Parameters<typeof pinLists>[1],
  pinned: Map<string, number>,
): ReturnType<typeof pinLists> {
  const known: Generations = Object.fromEntries(pinned);
  const lists = await pinLists(ports, resolved, known);
  for (const [code, generation] of Object.entries(generationsOf(lists))) pinned.set(code, generation);
  return lists;
}

const bytesOf = ({ entries, over = [] }: RowsSource): number =>
  entries.flatMap(({ parts }) => parts).reduce((sum, { bytes }) => sum + bytes, 0) +
  over.reduce((sum, one) => sum + bytesOf(one), 0);
