/** A library's table as the catalog's entry of it shows it: for who holds a grant on the table, and not on all beneath. */
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find } from '../records.ts';
import { type SeenResource, seenResource } from '../workbench/resource-tables.ts';
import { libraryCode } from './library-resource.ts';
import type { Library } from './read-library.ts';

/** @returns undefined: it is not in the catalog, or closed to the principal */
export async function offeredTo(
  ports: Ports,
  principal: Principal,
  library: Library,
): Promise<SeenResource | undefined> {
  const resource = (await find(ports.records, definitions, libraryCode(library)))?.value.resource;
  if (resource?.library?.id !== library.id) return undefined;
  const seen = await seenResource(ports, principal, resource);
  return seen.access.denial ? undefined : seen;
}
