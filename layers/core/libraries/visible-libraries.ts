/** The libraries that a principal may read now: what is listed to it, and nothing else. */
import { readOnce } from '../console-leave/read-once.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find } from '../records.ts';
import { QueryRefused } from '../sql/refused.ts';
import { type SourceTable, translate } from '../sql/translate/index.ts';
import type { TableColumn } from '../workbench/columns.ts';
import { seenResource } from '../workbench/resource-tables.ts';
import { offeredTo } from './offered-to.ts';
import { openFor } from './open-for.ts';
import { libraryColumns } from './open-inputs.ts';
import type { Library } from './read-library.ts';

export interface VisibleLibrary {
  readonly library: Library;
  readonly columns: readonly TableColumn[];
}

/** Tables whose resources may be read whole, and views whose query may be asked. @param libraries all that there are */
export async function visibleLibraries(
  ports: Ports,
  principal: Principal,
  libraries: readonly Library[],
): Promise<readonly VisibleLibrary[]> {
  const reading = { ...ports, records: readOnce(ports.records) };
  const visible: VisibleLibrary[] = [];
  for (const library of libraries) {
    const columns = await columnsFor(reading, principal, library, libraries);
    if (columns) visible.push({ library, columns });
  }
  return visible;
}

/** @returns undefined: it is closed, or its query names what is */
async function columnsFor(
  ports: Ports,
  principal: Principal,
  library: Library,
  libraries: readonly Library[],
): Promise<readonly TableColumn[] | undefined> {
  const columns = libraryColumns(library);
  if (library.materialised === 'table') {
    const { found } = await openFor(ports, principal, library, libraries);
    return found ? columns : (await offeredTo(ports, principal, library))?.columns;
  }
  const below = new Map<string, SourceTable>();
  for (const input of library.inputs) {
    const known = libraries.find(({ id }) => id === input);
    const found = known
      ? await columnsFor(ports, principal, known, libraries)
      : await resourceColumns(ports, principal, input);
    if (!found) return undefined;
    below.set(known ? input : `shared.${input.toLowerCase()}`, { columns: found, sql: 'below' });
  }
  return isAnswered(library, below) ? columns : undefined;
}

async function resourceColumns(
  ports: Ports,
  principal: Principal,
  code: string,
): Promise<readonly TableColumn[] | undefined> {
  const definition = await find(ports.records, definitions, code);
  if (!definition) return undefined;
  const { access, columns } = await seenResource(ports, principal, definition.value.resource);
  return access.denial ? undefined : columns;
}

/** An item that the principal may not read is no column of its table: the query is refused. */
function isAnswered({ query }: Library, below: ReadonlyMap<string, SourceTable>): boolean {
  try {
    const catalog = { table: (parts: readonly string[]) => below.get(parts.join('.').toLowerCase()) };
    translate(query, { catalog, now: 0 });
    return true;
  } catch (error) {
    if (error instanceof QueryRefused) return false;
    throw error;
  }
}
