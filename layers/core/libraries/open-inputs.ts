/** The tables a library is made from, ready for the engine, at the generations that were looked at. */

import type { LibraryTable } from '../../../schemas/library-table.ts';
import { quoteName } from '../cleaning/sql-text.ts';
import type { Ports } from '../ports/index.ts';
import type { RunTable } from '../ports/sql-runner.ts';
import { type SourceTable, translate } from '../sql/translate/index.ts';
import { carrierOf } from '../sql/types.ts';
import { itemColumns, type TableColumn } from '../workbench/columns.ts';
import { openState } from '../workbench/resource-tables.ts';
import { typeFromText } from '../workbench/type-from-text.ts';
import type { Inputs } from './look-at-inputs.ts';
import type { Library } from './read-library.ts';

export interface Opened {
  readonly tables: readonly RunTable[];
  /** One statement of the engine's, with the library's columns by their names. */
  readonly sql: string;
}

interface Opening {
  readonly ports: Ports;
  readonly inputs: Inputs;
  readonly libraries: readonly Library[];
  readonly now: number;
  /** By the name in the text: `shared.treas`, `mart_tax.tax_cells`. */
  readonly opened: Map<string, SourceTable>;
  readonly tables: RunTable[];
}

/** @throws QueryRefused where the query does not fit the descriptions in force */
export async function openLibrary(
  ports: Ports,
  library: Library,
  libraries: readonly Library[],
  inputs: Inputs,
): Promise<Opened> {
  const now = ports.clock.now().getTime();
  const opening: Opening = { ports, inputs, libraries, now, opened: new Map(), tables: [] };
  await openAll(opening, library);
  return { tables: opening.tables, sql: statementOf(opening, library) };
}

export const libraryColumns = ({ items }: Library): readonly TableColumn[] =>
  items.map(({ code, type }) => ({ name: code, type: typeFromText(type) }));

async function openAll(opening: Opening, { inputs }: Library): Promise<void> {
  for (const input of inputs) {
    const below = opening.libraries.find(({ id }) => id === input);
    const name = below ? input : `shared.${input.toLowerCase()}`;
    if (opening.opened.has(name)) continue;
    opening.opened.set(name, below ? await openBelow(opening, below) : await openResource(opening, input));
  }
}

async function openResource({ ports, inputs, tables }: Opening, code: string): Promise<SourceTable> {
  const resolved = inputs.resources.get(code);
  if (!resolved) throw new Error(`${code} was not looked at`);
  const { resource } = resolved;
  const columns = itemColumns(resource, undefined);
  const seen = { resource, access: { resolved }, columns };
  const found = await openState(ports, seen, new Map(inputs.generations));
  const name = `input_${tables.length + 1}`;
  tables.push(found.run(name));
  return { columns, sql: name };
}

async function openBelow(opening: Opening, library: Library): Promise<SourceTable> {
  const columns = libraryColumns(library);
  if (library.materialised === 'view') {
    await openAll(opening, library);
    return { columns, sql: `(${statementOf(opening, library)})` };
  }
  const name = `input_${opening.tables.length + 1}`;
  opening.tables.push(madeTable(library, opening.inputs.tables.get(library.id), name));
  return { columns, sql: name };
}

/** The engine's relation over the objects of a library's table; of one that was never made, without rows. */
export const madeTable = (library: Library, made: LibraryTable['made'], name: string): RunTable => ({
  name,
  of: 'objects',
  keys: (made?.objects ?? []).map(({ key }) => key),
  columns: libraryColumns(library).map((one) => ({ name: one.name, carrier: carrierOf(one.type) })),
});

function statementOf({ opened, now }: Opening, { query, items }: Library): string {
  const catalog = { table: (parts: readonly string[]) => opened.get(parts.join('.').toLowerCase()) };
  const { sql } = translate(query, { catalog, now });
  const picked = items.map(({ code }, index) => `q.c${index + 1} AS ${quoteName(code)}`);
  return `SELECT ${picked.join(', ')} FROM (${sql}) AS q`;
}
