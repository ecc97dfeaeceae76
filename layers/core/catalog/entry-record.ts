/** The record of a catalog entry: how one begins, and how a move is entered in it. */
import type { CatalogEntry, EntryMove } from '../../../schemas/catalog-entry.ts';
import type { Resource } from '../../../schemas/resource.ts';
import type { Records } from '../ports/records.ts';
import { absent, definitions, find, type Held } from '../records.ts';
import { catalogEntries } from './kinds.ts';
import { moves } from './moves.ts';

/** The newest moves kept in the record; all stand in the ledger. */
const mostHistory = 100;

export interface Standing {
  readonly entry: Held<CatalogEntry | undefined>;
  readonly definition: Held<{ resource: Resource; appliedBy: string; appliedAt: string }> | undefined;
}

/** What is known of a code. A description without an entry is of before there were entries: it counts as published. */
export async function readStanding(records: Records, code: string): Promise<Standing> {
  const entry = await find(records, catalogEntries, code);
  const definition = await find(records, definitions, code);
  return { entry: entry ?? absent(catalogEntries.key(code)), definition };
}

/** The entry as it stands, or as it would stand had it always been kept. */
export function entryOf(code: string, { entry, definition }: Standing): CatalogEntry | undefined {
  if (entry.value) return entry.value;
  if (!definition) return undefined;
  const { resource, appliedAt, appliedBy } = definition.value;
  return {
    schema: 'catalog-entry/1',
    code,
    departments: resource.departments,
    state: 'published',
    published: { version: resource.version, at: appliedAt, by: appliedBy },
    changedAt: appliedAt,
    history: [],
  };
}

export interface Entered {
  readonly move: EntryMove;
  readonly at: string;
  readonly by: string;
  readonly reason?: string | undefined;
  readonly version?: number;
  /** Where it ends up, when that is not what the table says: approved for a later day, it waits where it is. */
  readonly to?: CatalogEntry['state'];
}

/** The entry after a move: its state and history; what else changes is up to who moves. */
export function entered(
  code: string,
  entry: CatalogEntry | undefined,
  departments: readonly string[],
  { move, at, by, reason, version, to = moves[move].to }: Entered,
): CatalogEntry {
  const line = { at, by, move, from: entry?.state, to, reason, version };
  return {
    ...entry,
    schema: 'catalog-entry/1',
    code,
    departments: [...departments],
    state: to,
    changedAt: at,
    history: [...(entry?.history ?? []), line].slice(-mostHistory),
  };
}
