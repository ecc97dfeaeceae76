/** What a relation is once it is translated, and the names its columns get. */
import type { Aliased } from '../ast.ts';
import { QueryRefused } from '../refused.ts';
import type { OutputColumn } from './env.ts';
import type { ScopeColumn } from './scope.ts';

/** Text to stand after FROM, and the columns it gives. */
export interface TranslatedRelation {
  readonly sql: string;
  readonly columns: readonly ScopeColumn[];
}

/** Columns that DuckDB knows as c1, c2, … */
export const numbered = (columns: readonly OutputColumn[], alias: string): readonly ScopeColumn[] =>
  columns.map(({ name, type }, index) => ({
    ...(name === undefined ? {} : { name }),
    type,
    qualifier: [],
    sql: `${alias}.c${index + 1}`,
  }));

/** With the names of the alias. @param names what qualifies them without an alias */
export function aliased(
  columns: readonly ScopeColumn[],
  { alias, columnAliases }: Aliased,
  names: readonly string[],
): readonly ScopeColumn[] {
  if (columnAliases.length > 0 && columnAliases.length !== columns.length)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at: alias?.at ?? columnAliases[0]?.at ?? 0,
      en: `Column alias list has ${columnAliases.length} entries but '${alias?.text}' has ${columns.length} columns available`,
      zh: `${alias?.text} 有 ${columns.length} 列，别名却有 ${columnAliases.length} 个`,
    });
  const qualifier = alias ? [alias.text] : names;
  return columns.map((column, index) => {
    const given = columnAliases[index];
    return { ...column, qualifier, ...(given ? { name: given.text } : {}) };
  });
}
