/**
 * What is wanted, as far as the catalog has it: leave on a table that is not published yet, or on a column that it lacks,
 * is given when it is there. And of the libraries' tables, to whoever may read all beneath.
 */

import { tokenise } from '../cleaning/check-tokens.ts';
import { libraryTables } from '../libraries/kinds.ts';
import { openFor } from '../libraries/open-for.ts';
import type { Library } from '../libraries/read-library.ts';
import type { Ports } from '../ports/index.ts';
import { publishedTables } from '../publish-lake/kinds.ts';
import { catalogDatabases } from '../publish-lake/show-tables.ts';
import { definitions, find } from '../records.ts';
import { readAgain } from '../walk.ts';
import { type TablePlace, tableOf } from '../workbench/places.ts';
import { readOnce } from './read-once.ts';
import { closedDatabases, principalOf, type Seat } from './seats.ts';
import { type ConsoleLeave, type WantedLeave, wantedLeave } from './wanted-leave.ts';

export interface LeaveToGive extends WantedLeave {
  /** Tables that leave is given on, or may have been. */
  readonly tables: readonly TablePlace[];
}

/** @param libraries all that there are */
export async function leaveToGive(
  ports: Ports,
  seats: readonly Seat[],
  libraries: readonly Library[],
): Promise<LeaveToGive> {
  const reading = { ...ports, records: readOnce(ports.records) };
  const { leave, withheld } = await wantedLeave(reading, seats);
  const given: ConsoleLeave[] = [];
  for (const one of leave) given.push(...(await asPublished(reading, one)));
  for (const library of libraries) given.push(...(await leaveOnLibrary(reading, seats, library, libraries)));
  const tables = [...(await publishedPlaces(reading)), ...libraries.flatMap(libraryPlace)];
  return { leave: given, withheld, tables };
}

/** Wherever a resource stands by its description, and wherever its table still may. */
async function publishedPlaces({ records }: Ports): Promise<TablePlace[]> {
  const places: TablePlace[] = [];
  for await (const { key, value } of readAgain(records, definitions, ['topic', 'definitions'])) {
    const { resource } = value;
    if (key !== definitions.key(resource.code)) continue;
    const shown = (await find(records, publishedTables, resource.code))?.value.databases ?? [];
    const databases = new Set([...catalogDatabases(resource), ...shown]);
    places.push(...[...databases].map((database) => ({ database, table: tableOf(resource) })));
  }
  return places;
}

function libraryPlace({ id, materialised }: Library): TablePlace[] {
  const [database = '', table = ''] = id.split('.');
  return materialised === 'table' && !closedDatabases.has(database) ? [{ database, table }] : [];
}

async function asPublished({ records }: Ports, leave: ConsoleLeave): Promise<ConsoleLeave[]> {
  const made = (await find(records, publishedTables, leave.table.toUpperCase()))?.value.made;
  if (!made) return [];
  const there = new Set(made.columns.map(({ name }) => name));
  const columns = leave.columns.filter((name) => there.has(name));
  const named = leave.rows === undefined ? [] : tokenise(leave.rows).filter(({ kind }) => kind === 'name');
  if (columns.length === 0 || named.some(({ text }) => !there.has(text))) return [];
  return [{ ...leave, columns }];
}

async function leaveOnLibrary(
  ports: Ports,
  seats: readonly Seat[],
  library: Library,
  libraries: readonly Library[],
): Promise<ConsoleLeave[]> {
  const [place] = libraryPlace(library);
  if (!place) return [];
  if (!(await find(ports.records, libraryTables, library.id))?.value.made) return [];
  const columns = library.items.map(({ code }) => code);
  const given: ConsoleLeave[] = [];
  for (const seat of seats) {
    const { found } = await openFor(ports, principalOf(seat), library, libraries);
    if (found) given.push({ seat, ...place, columns });
  }
  return given;
}
