/**
 * The catalog as the records say: each table leads to the folder that counts. A table is compared each time, so that a
 * slow one's late word does not stay; moving its location is one call, and a reader sees the one folder or the other.
 */
import type { PublishedTable } from '../../../schemas/published-table.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { canonicalJson } from '../canonical-json.ts';
import { closedDatabases } from '../console-leave/seats.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import { attemptFolder, libraryTables } from '../libraries/kinds.ts';
import { libraryColumns } from '../libraries/open-inputs.ts';
import type { Library } from '../libraries/read-library.ts';
import type { Ports } from '../ports/index.ts';
import type { LakeTable } from '../ports/lake-catalog.ts';
import { find, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { databasesOf, tableOf } from '../workbench/places.ts';
import { catalogColumns } from './catalog-columns.ts';
import { publishedAttempt, publishedTables } from './kinds.ts';

const step = 'show-tables';

/** Where a resource's table stands for people in the console. */
export const catalogDatabases = (resource: Resource): readonly string[] =>
  databasesOf(resource).filter((database) => !closedDatabases.has(database));

/** @returns how many tables the catalog had otherwise */
export async function showResource(
  ports: Ports,
  resource: Resource,
  held: Held<PublishedTable>,
): Promise<number> {
  const { made, databases } = held.value;
  const wanted = made ? catalogDatabases(resource) : [];
  let changed = 0;
  for (const database of wanted)
    if (made && (await showTable(ports, tableIn(database, held.value.resource, made)))) changed += 1;
  const gone = databases.filter((database) => !wanted.includes(database));
  for (const database of gone) {
    await ports.catalog.dropTable(database, tableOf(resource));
    await ports.probe.at(`${step}: table dropped`);
  }
  if (gone.length > 0) await keepDatabases(ports, held, wanted);
  return changed + gone.length;
}

/** Of a library that is kept as a table; one that was never made has none. */
export async function showLibrary(ports: Ports, library: Library): Promise<number> {
  if (library.materialised !== 'table') return 0;
  const made = (await find(ports.records, libraryTables, library.id))?.value.made;
  const [database = '', name = ''] = library.id.split('.');
  if (!made || closedDatabases.has(database)) return 0;
  const table: LakeTable = {
    database,
    name,
    columns: catalogColumns(libraryColumns(library), library.items),
    partitionKeys: [],
    location: attemptFolder(library.id, made.attempt),
    comment: `${library.name} ${library.nameEn}`,
  };
  return (await showTable(ports, table)) ? 1 : 0;
}

const tableIn = (
  database: string,
  resource: string,
  { attempt, columns, comment }: NonNullable<PublishedTable['made']>,
): LakeTable => ({
  database,
  name: tableOf({ code: resource }),
  columns,
  partitionKeys: [],
  location: publishedAttempt(resource, attempt),
  comment,
});

async function showTable({ catalog }: Ports, table: LakeTable): Promise<boolean> {
  const shown = await catalog.table(table.database, table.name);
  if (shown && canonicalJson(shown) === canonicalJson(table)) return false;
  await catalog.defineTable(table);
  return true;
}

/** Who moved it meanwhile looks at its databases himself. */
async function keepDatabases(
  ports: Ports,
  held: Held<PublishedTable>,
  databases: readonly string[],
): Promise<void> {
  const transaction = new Transaction(ports, { step, department: 'platform', actor: 'system' });
  const next = { ...held.value, databases: [...databases] };
  await unlessMoved(() =>
    transaction.put(publishedTables, held, next, { action: 'lake table taken out' }).commit(),
  );
}
