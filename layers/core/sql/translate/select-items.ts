/** What SELECT lists: expressions, and the columns that `*` stands for. */
import type { Expression, Name, Select, SelectItem } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { QueryRefused } from '../refused.ts';
import { mismatch } from './coerce.ts';
import { type Env, typed } from './env.ts';
import { fieldOf } from './pieces.ts';
import { endsWith, type Scope, type ScopeColumn } from './scope.ts';

/** An item of its own, a column of `*`, or a field of `row.*`. */
export interface ExpandedItem {
  readonly name?: string;
  readonly at: number;
  readonly node?: Expression;
  readonly column?: ScopeColumn;
  /** From 1: which field of `node`. */
  readonly field?: number;
}

export function expanded({ items }: Select, env: Env): readonly ExpandedItem[] {
  return items.flatMap((item) => (item.kind === 'value' ? [single(item)] : starred(item, env)));
}

function single({ of, alias, at }: SelectItem & { kind: 'value' }): ExpandedItem {
  const name = alias?.text ?? nameOf(of);
  return { ...(name === undefined ? {} : { name }), at, node: of };
}

/** A column and its field keep their names, everything else has none. */
const nameOf = (node: Expression): string | undefined =>
  node.kind === 'column' ? node.parts.at(-1)?.text : undefined;

type Star = SelectItem & { readonly kind: 'star' };

function starred(star: Star, env: Env): readonly ExpandedItem[] {
  const { of, aliases, at } = star;
  const scope = env.scope as Scope;
  if (!of) return columnsOf(scope.columns, aliases, at);
  if (of.kind === 'column') {
    const columns = scope.columns.filter(
      ({ qualifier }) => qualifier.length > 0 && endsWith(qualifier, of.parts),
    );
    if (columns.length > 0) return columnsOf(columns, aliases, at);
    const whole = of.parts.length > 1 || scope.columns.some(({ name }) => name === of.parts[0]?.text);
    if (!whole) throw unresolved(of.parts, at);
  }
  return fieldsOf(of, star, env);
}

const unresolved = (parts: readonly Name[], at: number): QueryRefused => {
  const name = parts.map(({ text }) => text).join('.');
  return new QueryRefused('TABLE_NOT_FOUND', {
    at,
    en: `Unable to resolve reference ${name}`,
    zh: `FROM 中没有 ${name}`,
  });
};

function columnsOf(
  columns: readonly ScopeColumn[],
  aliases: readonly Name[],
  at: number,
): readonly ExpandedItem[] {
  if (columns.length === 0)
    throw new QueryRefused('COLUMN_NOT_FOUND', {
      at,
      en: 'SELECT * not allowed from relation that has no columns',
      zh: 'SELECT * 没有可选的列',
    });
  refuseAliases(aliases, columns.length, at);
  return columns.map((column, index) => {
    const name = aliases[index]?.text ?? column.name;
    return { ...(name === undefined ? {} : { name }), at, column };
  });
}

function fieldsOf(node: Expression, { aliases, at }: Star, env: Env): readonly ExpandedItem[] {
  const { type } = typed(node, env);
  if (type.name !== 'row')
    throw mismatch(at, `Expected row expression before .*, not ${type.name}`, '.* 之前须为表名或 ROW');
  refuseAliases(aliases, type.fields.length, at);
  return type.fields.map((field, index) => {
    const name = aliases[index]?.text ?? field.name;
    return { ...(name === undefined ? {} : { name }), at, node, field: index + 1 };
  });
}

function refuseAliases(aliases: readonly Name[], count: number, at: number): void {
  if (aliases.length > 0 && aliases.length !== count)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `Column alias list has ${aliases.length} entries but relation has ${count} columns`,
      zh: `别名有 ${aliases.length} 个，列有 ${count} 个`,
    });
}

/** @param env with what the query's groups show */
export function itemValue({ node, column, field, at }: ExpandedItem, env: Env): Typed {
  if (column) return env.scope?.read?.(column, at) ?? { sql: column.sql, type: column.type };
  const value = typed(node as Expression, env);
  if (field === undefined) return value;
  const type = value.type.name === 'row' ? value.type.fields[field - 1]?.type : undefined;
  return { sql: fieldOf(value.sql, field), type: type ?? { name: 'unknown' } };
}
