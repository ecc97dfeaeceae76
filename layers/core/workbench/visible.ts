/** All that a principal may see: for information_schema, SHOW and DESCRIBE. */
import type { WorkspaceEntry } from '../../../schemas/workbench.ts';
import type { Principal } from '../identity/principal.ts';
import { visibleLibraries } from '../libraries/visible-libraries.ts';
import type { Ports } from '../ports/index.ts';
import { definitions } from '../records.ts';
import { readAgain } from '../walk.ts';
import { closedSource } from './access.ts';
import type { TableColumn } from './columns.ts';
import { listedIn, workspaceEntries } from './kinds.ts';
import { databasesOf, informationSchema, lakeDatabases, ownWorkspace, tableOf } from './places.ts';
import { seenResource } from './resource-tables.ts';
import { typeFromText } from './type-from-text.ts';

export interface VisibleTable {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** Of the columns, the last ones. */
  readonly partitionedBy: readonly string[];
  /** Of a view: its text. */
  readonly view?: string;
  readonly comments?: Readonly<Record<string, string>>;
}

export async function visibleTables(ports: Ports, principal: Principal): Promise<readonly VisibleTable[]> {
  const found: VisibleTable[] = [];
  for await (const { key, value } of readAgain(ports.records, definitions, ['topic', 'definitions']))
    if (key === definitions.key(value.resource.code))
      found.push(...(await tablesOf(ports, principal, value.resource)));
  found.push(...(await libraryTables(ports, principal)));
  found.push(...(await workspaceTables(ports, principal)));
  return found.sort((a, b) => compare(a.database, b.database) || compare(a.name, b.name));
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

async function tablesOf(
  ports: Ports,
  principal: Principal,
  resource: Parameters<typeof seenResource>[2],
): Promise<VisibleTable[]> {
  const { access, columns, accepted } = await seenResource(ports, principal, resource);
  if (access.denial) return [];
  const comments = Object.fromEntries(resource.items.map(({ code, name }) => [code, name]));
  const shown = { name: tableOf(resource), partitionedBy: [], comments };
  return [
    ...databasesOf(resource).map((database) => ({ ...shown, database, columns })),
    ...(accepted ? [{ ...shown, database: 'raw', columns: accepted }] : []),
  ];
}

async function libraryTables(ports: Ports, principal: Principal): Promise<VisibleTable[]> {
  const visible = await visibleLibraries(ports, principal, ports.libraries ?? []);
  return visible.map(({ library, columns }) => {
    const [database = '', name = ''] = library.id.split('.');
    const comments = Object.fromEntries(library.items.map((item) => [item.code, item.name]));
    const shown = { database, name, columns, partitionedBy: [], comments };
    return library.materialised === 'view' ? { ...shown, view: library.text } : shown;
  });
}

async function workspaceTables(ports: Ports, principal: Principal): Promise<VisibleTable[]> {
  const own = ownWorkspace(principal);
  if (own === undefined) return [];
  const found: VisibleTable[] = [];
  for await (const { value } of readAgain(ports.records, workspaceEntries, ['topic', listedIn(own)])) {
    const table = asVisible(value);
    const sources = value.kind === 'table' ? value.sources : [];
    if (table && (await closedSource(ports, principal, sources)) === undefined) found.push(table);
  }
  return found;
}

/** A table or view of a workspace; undefined: it was dropped. */
export function asVisible(entry: WorkspaceEntry): VisibleTable | undefined {
  if (entry.kind === 'dropped') return undefined;
  const { database, name } = entry;
  const columns = entry.columns.map((column) => ({ name: column.name, type: typeFromText(column.type) }));
  return entry.kind === 'view'
    ? { database, name, columns, partitionedBy: [], view: entry.text }
    : { database, name, columns, partitionedBy: entry.partitionedBy };
}

export async function visibleDatabases(ports: Ports, principal: Principal): Promise<readonly string[]> {
  const tables = await visibleTables(ports, principal);
  const own = ownWorkspace(principal);
  const all = [...lakeDatabases, ...tables.map(({ database }) => database), ...(own ? [own] : [])];
  return [...new Set([...all, informationSchema])].sort();
}
