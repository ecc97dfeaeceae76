/** What a library would be made from now, read by key: cheap enough to be asked each minute. */
import type { LibraryTable } from '../../../schemas/library-table.ts';
import { currentGeneration } from '../exchange/live-list.ts';
import { sha256 } from '../ledger/merkle.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find } from '../records.ts';
import { leavesOf, type Resolved, resolveView } from '../views/resolve-view.ts';
import { libraryTables } from './kinds.ts';
import type { Library } from './read-library.ts';

export interface Inputs {
  /** See `LibraryTable.made.from`. */
  readonly from: Readonly<Record<string, string>>;
  /** By code, also of the views beneath. */
  readonly resources: ReadonlyMap<string, Resolved>;
  /** By code of those whose rows lie in the lake. */
  readonly generations: ReadonlyMap<string, number>;
  /** By id. */
  readonly tables: ReadonlyMap<string, NonNullable<LibraryTable['made']>>;
}

interface Look {
  readonly ports: Ports;
  readonly libraries: readonly Library[];
  readonly from: Record<string, string>;
  readonly resources: Map<string, Resolved>;
  readonly generations: Map<string, number>;
  readonly tables: Map<string, NonNullable<LibraryTable['made']>>;
}

/** @returns undefined while something is not there yet, or may not be read */
export async function lookAtInputs(
  ports: Ports,
  library: Library,
  libraries: readonly Library[],
): Promise<Inputs | undefined> {
  const look: Look = {
    ports,
    libraries,
    from: {},
    resources: new Map(),
    generations: new Map(),
    tables: new Map(),
  };
  return (await isSeen(look, library)) ? look : undefined;
}

async function isSeen(look: Look, { id, text, inputs }: Library): Promise<boolean> {
  look.from[id] = await sha256(new TextEncoder().encode(text));
  for (const input of inputs) {
    const below = look.libraries.find((one) => one.id === input);
    const there = below ? await isLibrarySeen(look, below) : await isResourceSeen(look, input);
    if (!there) return false;
  }
  return true;
}

async function isLibrarySeen(look: Look, library: Library): Promise<boolean> {
  if (library.materialised === 'view') return isSeen(look, library);
  const made = (await find(look.ports.records, libraryTables, library.id))?.value.made;
  if (!made) return false;
  look.tables.set(library.id, made);
  look.from[library.id] = made.attempt;
  return true;
}

/** What is withdrawn from the catalog keeps its rows: a library goes on with them. */
async function isResourceSeen(look: Look, code: string): Promise<boolean> {
  const { ports, from, resources, generations } = look;
  const definition = await find(ports.records, definitions, code);
  if (!definition) return false;
  const resolved = await resolveView(ports.records, definition.value.resource);
  const { closed, grade, location, kind, version } = resolved.resource;
  if (closed || grade === 3 || location === 'department' || kind === 'unstructured') return false;
  resources.set(code, resolved);
  const leaves = leavesOf(resolved);
  for (const leaf of leaves) generations.set(leaf.code, await currentGeneration(ports, leaf.code));
  from[code] =
    `${version}/${leaves.map((leaf) => `${leaf.version}@${generations.get(leaf.code)}`).join(',')}`;
  return true;
}
