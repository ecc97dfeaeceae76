/** Columns of tables: from how the lake stores an item to Athena's type, and back from the text of a type. */
import type { Resource } from '../../../schemas/resource.ts';
import { storedColumns } from '../cleaning/stored-columns.ts';
import { bigint, decimal, integer, type SqlType, varchar } from '../sql/types.ts';

export interface TableColumn {
  readonly name: string;
  readonly type: SqlType;
}

const plain: Readonly<Record<string, SqlType>> = {
  VARCHAR: varchar,
  BIGINT: bigint,
  INTEGER: integer,
  DATE: { name: 'date' },
};

/** @param stored DuckDB's name of a column's type in the lake */
function athenaColumn(stored: string): SqlType {
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(stored) ?? [];
  return precision === undefined ? (plain[stored] ?? varchar) : decimal(Number(precision), Number(scale));
}

/** Items, tokens and lineage. */
export const acceptedColumns = (resource: Resource): readonly TableColumn[] =>
  storedColumns(resource)
    .filter(({ name }) => name !== '_extra' && name !== '_version')
    .map(({ name, type }) => ({ name, type: athenaColumn(type) }));

/** Items in the order of the description; only those given. */
export function itemColumns(
  resource: Resource,
  items: readonly string[] | undefined,
): readonly TableColumn[] {
  const known = new Set(resource.items.map(({ code }) => code));
  return storedColumns(resource)
    .filter(({ name }) => known.has(name) && (items === undefined || items.includes(name)))
    .map(({ name, type }) => ({ name, type: athenaColumn(type) }));
}
