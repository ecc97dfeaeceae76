/** The tables that a library may name: resources in `shared`, and other libraries. */
import type { Resource } from '../../../schemas/resource.ts';
import { quoteName } from '../cleaning/sql-text.ts';
import type { SourceTable, TableSource } from '../sql/translate/index.ts';
import { itemColumns } from '../workbench/columns.ts';
import { typeFromText } from '../workbench/type-from-text.ts';
import type { Library } from './read-library.ts';

/** Relations of an engine in which each table stands in a schema by the name of its database. */
export function librarySource(libraries: readonly Library[], resources: readonly Resource[]): TableSource {
  const tables = new Map<string, SourceTable>();
  for (const resource of resources) {
    const name = `shared.${resource.code.toLowerCase()}`;
    tables.set(name, { columns: itemColumns(resource, undefined), sql: quoted(name) });
  }
  for (const { id, items } of libraries) {
    const columns = items.map(({ code, type }) => ({ name: code, type: typeFromText(type) }));
    tables.set(id, { columns, sql: quoted(id) });
  }
  return { table: (parts) => tables.get(parts.join('.').toLowerCase()) };
}

const quoted = (name: string): string => name.split('.').map(quoteName).join('.');
