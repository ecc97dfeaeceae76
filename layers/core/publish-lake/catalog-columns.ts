/** Columns as the catalog of Athena has them: Hive's names of types. */
import type { LakeTable } from '../ports/lake-catalog.ts';
import { type SqlType, typeText } from '../sql/types.ts';
import type { TableColumn } from '../workbench/columns.ts';

/** Of the types that resources and libraries have. */
const names: Partial<Record<SqlType['name'], string>> = {
  varchar: 'string',
  integer: 'int',
  bigint: 'bigint',
  double: 'double',
  date: 'date',
};

/** @throws for a type that no description and no library can have */
export function catalogType(type: SqlType): string {
  if (type.name === 'decimal') return typeText(type);
  const name = names[type.name];
  if (name === undefined) throw new Error(`${typeText(type)} is no type of a table in the lake`);
  return name;
}

/** @param described what people call the columns */
export function catalogColumns(
  columns: readonly TableColumn[],
  described: readonly { readonly code: string; readonly name: string }[],
): LakeTable['columns'] {
  const called = new Map(described.map(({ code, name }) => [code, name]));
  return columns.map(({ name, type }) => {
    const comment = called.get(name);
    return { name, type: catalogType(type), ...(comment === undefined ? {} : { comment }) };
  });
}
