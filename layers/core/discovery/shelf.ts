/**
 * Keeps the searchable catalog of a process fresh: from a snapshot object or the definitions in force when it is
 * cold, from then on by what has changed since. What is searched decides nothing, so indexes may be read as they are.
 */
import { catalogEntries, entryChanges } from '../catalog/kinds.ts';
import type { Ports } from '../ports/index.ts';
import type { Stored } from '../ports/records.ts';
import { definitionChanges, definitions, departments } from '../records.ts';
import { shown } from '../walk.ts';
import { CatalogSearch } from './catalog-search.ts';
import { entryOf } from './entry.ts';
import { Sounds } from './pinyin.ts';
import { readSnapshot, writeSnapshot } from './shelf-snapshot.ts';

type ShelfPorts = Pick<Ports, 'records' | 'objects' | 'clock'>;

export interface ShelfOptions {
  /** Changes are looked for at most this often; default 500. */
  readonly freshMilliseconds?: number;
  /** From so many entries on a snapshot is worth its object; default 2,000. */
  readonly snapshotEntries?: number;
}

/** Longer than an index lags and clocks differ: changes this old are looked at again. */
const overlapMilliseconds = 60_000;
const pageSize = 1000;

export interface Shelf {
  /** The catalog as it is now, as far as indexes show it. */
  search(): Promise<CatalogSearch>;
}

interface State {
  search: CatalogSearch;
  names: ReadonlyMap<string, string>;
  /** `appliedAt` of the newest change seen. */
  mark: string;
  /** The same of entries, that are withdrawn and published again. */
  entryMark: string;
  /** Entries that changed since the newest snapshot. */
  unsaved: number;
}

/** One a process. */
export function openShelf(ports: ShelfPorts, options: ShelfOptions = {}): Shelf {
  const { freshMilliseconds = 500, snapshotEntries = 2000 } = options;
  let state: State | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const names = await departmentNames(ports);
    state ??= await load(ports, names);
    await takeChanges(ports, state);
    await takeWithdrawals(ports, state);
    if (state.search.isWorn || !sameNames(state.names, names)) state = rebuild(state, names);
    if (isWorthSaving(state, snapshotEntries)) {
      await writeSnapshot(ports, { mark: state.mark, search: state.search });
      state.unsaved = 0;
    }
    checkedAt = performance.now();
  }

  return {
    async search() {
      if (performance.now() - checkedAt >= freshMilliseconds) {
        running ??= refresh().finally(() => {
          running = undefined;
        });
        await running;
      }
      return (state as State).search;
    },
  };
}

const isWorthSaving = ({ search, unsaved }: State, least: number): boolean =>
  search.size >= least && unsaved * 10 >= search.size;

async function load(ports: ShelfPorts, names: ReadonlyMap<string, string>): Promise<State> {
  const kept = await readSnapshot(ports);
  const search = new CatalogSearch(names, new Sounds(Object.entries(kept?.pinyin ?? {})));
  for (const entry of kept?.entries ?? []) search.put(entry);
  const state: State = { search, names, mark: kept?.mark ?? '', entryMark: '', unsaved: 0 };
  if (!kept) await takeAll(ports, state);
  return state;
}

function rebuild(state: State, names: ReadonlyMap<string, string>): State {
  const search = new CatalogSearch(names, state.search.sounds());
  for (const entry of state.search.entries()) search.put(entry);
  return { ...state, search, names };
}

/** Every definition in force: also those of a time before changes were kept in order. */
async function takeAll(ports: ShelfPorts, state: State): Promise<void> {
  for await (const stored of shown(ports.records, ['topic', 'definitions'], { limit: pageSize }))
    takeDefinition(state, stored);
}

async function takeChanges(ports: ShelfPorts, state: State): Promise<void> {
  for await (const stored of changesSince(ports, definitionChanges, state.mark))
    takeDefinition(state, stored);
}

/** What was withdrawn is found no more, until it is published again. */
async function takeWithdrawals(ports: ShelfPorts, state: State): Promise<void> {
  for await (const { value } of changesSince(ports, entryChanges, state.entryMark)) {
    const entry = catalogEntries.schema.parse(value);
    if (entry.changedAt > state.entryMark) state.entryMark = entry.changedAt;
    if (entry.published === undefined) state.search.remove(entry.code);
    else if (!state.search.get(entry.code)) await takeAgain(ports, state, entry.code);
  }
}

async function takeAgain(ports: ShelfPorts, state: State, code: string): Promise<void> {
  const stored = await ports.records.get(definitions.key(code));
  if (stored) takeDefinition(state, stored);
}

function changesSince(ports: ShelfPorts, partition: string, mark: string): AsyncIterable<Stored> {
  const from = mark === '' ? {} : { from: new Date(Date.parse(mark) - overlapMilliseconds).toISOString() };
  return shown(ports.records, ['owner', partition], { ...from, limit: pageSize });
}

/** Beside the description in force lie its versions: they are not searched. */
function takeDefinition(state: State, stored: Stored): void {
  const { resource, appliedAt } = definitions.schema.parse(stored.value);
  if (appliedAt > state.mark) state.mark = appliedAt;
  if (stored.key !== definitions.key(resource.code)) return;
  const known = state.search.get(resource.code);
  if (known && known.version >= resource.version) return;
  state.search.put(entryOf(resource, appliedAt));
  state.unsaved += 1;
}

async function departmentNames(ports: ShelfPorts): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for await (const { value } of shown(ports.records, ['topic', 'departments'], { limit: pageSize })) {
    const { code, name } = departments.schema.parse(value);
    names.set(code, name);
  }
  return names;
}

const sameNames = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([code, name]) => b.get(code) === name);
