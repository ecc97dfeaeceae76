/** A library's table as a principal reads it: only whoever may read every resource beneath, whole. */
import type { ReadSource } from '../../../schemas/workbench.ts';
import { askableItems } from '../grants/approvers.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find } from '../records.ts';
import { givenNow } from '../views/resolve-view.ts';
import { closedSource } from '../workbench/access.ts';
import type { FoundTable } from '../workbench/resource-tables.ts';
import { resourcesOf } from './in-order.ts';
import { libraryTables } from './kinds.ts';
import { libraryColumns, madeTable } from './open-inputs.ts';
import type { Library } from './read-library.ts';

export type OpenedFor =
  | { readonly found: FoundTable; readonly closed?: undefined }
  /** The first resource that is closed to the principal. */
  | { readonly closed: string; readonly found?: undefined };

/** Sums tell of every row: rows hidden from a principal would show in what is left. So it is all or nothing. */
export async function openFor(
  ports: Ports,
  principal: Principal,
  library: Library,
  libraries: readonly Library[],
): Promise<OpenedFor> {
  const sources: ReadSource[] = [];
  for (const code of resourcesOf(library, libraries)) sources.push(await wholeOf(ports, code));
  const closed = await closedSource(ports, principal, sources);
  if (closed !== undefined) return { closed };
  const made = (await find(ports.records, libraryTables, library.id))?.value.made;
  return {
    found: {
      columns: libraryColumns(library),
      guarded: false,
      sources,
      bytes: (made?.objects ?? []).reduce((sum, { bytes }) => sum + bytes, 0),
      run: (name) => madeTable(library, made, name),
    },
  };
}

/** Every item that a grant can give, and every row. */
async function wholeOf({ records }: Ports, resource: string): Promise<ReadSource> {
  const definition = await find(records, definitions, resource);
  const items = definition ? askableItems(await givenNow(records, definition.value.resource)) : [];
  return { resource, narrowed: { items: items.map(({ code }) => code), filters: [] } };
}
