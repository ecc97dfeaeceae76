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
import { find } from '../records.ts';
import { readOnce } from './read-once.ts';
import { closedDatabases, principalOf, type Seat } from './seats.ts';
import { type ConsoleLeave, type WantedLeave, wantedLeave } from './wanted-leave.ts';

/** @param libraries all that there are */
export async function leaveToGive(
  ports: Ports,
  seats: readonly Seat[],
  libraries: readonly Library[],
): Promise<WantedLeave> {
  const reading = { ...ports, records: readOnce(ports.records) };
  const { leave, withheld } = await wantedLeave(reading, seats);
  const given: ConsoleLeave[] = [];
  for (const one of leave) given.push(...(await asPublished(reading, one)));
  for (const library of libraries) given.push(...(await leaveOnLibrary(reading, seats, library, libraries)));
  return { leave: given, withheld };
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
  const [database = '', table = ''] = library.id.split('.');
  if (library.materialised !== 'table' || closedDatabases.has(database)) return [];
  if (!(await find(ports.records, libraryTables, library.id))?.value.made) return [];
  const columns = library.items.map(({ code }) => code);
  const given: ConsoleLeave[] = [];
  for (const seat of seats) {
    const { found } = await openFor(ports, principalOf(seat), library, libraries);
    if (found) given.push({ seat, database, table, columns });
  }
  return given;
}
