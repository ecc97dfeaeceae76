/** SELECT with all its clauses. */
import type { Expression, Select, SortItem, Window } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { functionNamed } from '../functions/index.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { isComparable, typeText } from '../types.ts';
import { mismatch } from './coerce.ts';
import { filter } from './conditions.ts';
import { type Env, levelOf, type OutputColumn, plainEnv } from './env.ts';
import { type Grouping, groupingOf } from './grouping.ts';
import { orderOf } from './order-by.ts';
import { holdsZones } from './pieces.ts';
import { relation } from './relations.ts';
import type { Scope, ScopeColumn } from './scope.ts';
import { type ExpandedItem, expanded, itemValue } from './select-items.ts';
import { groupKey } from './sorting.ts';
import { holds } from './walk.ts';

/** What a query is of, sorted but not yet cut to its limit. */
export interface Body {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
  /** Of a sorted one: its rows before they were, and what they are sorted by. */
  readonly sorted?: { readonly rows: string; readonly by: string };
}

export function select(node: Select, order: readonly SortItem[], outer: Env): Body {
  const from = fromClause(node, outer);
  const scope: Scope = levelOf(from.columns, outer);
  const where = node.where
    ? ` WHERE ${filter(node.where, plainEnv(outer, scope, 'WHERE clause'), 'WHERE clause')}`
    : '';
  const rows = plainEnv(outer, scope, 'Aggregate');
  const items = expanded(node, rows);
  const grouping = isGrouped(node, items, order) ? groupingOf(node.groupBy, items, rows) : undefined;
  const env = itemEnv(rows, grouping, node);
  const values = items.map((item) => itemValue(item, env));
  const having = node.having && havingText(node.having, env);
  const group = grouping ? ` GROUP BY ${grouping.sql}` : '';
  const plain = having !== undefined && !/\blambda\b|\btr_/.test(having);
  const text = `${from.sql}${where}${group}${plain ? ` HAVING ${having}` : ''}`;
  return finished(node, { items, values, env, text, ...(plain ? {} : { having }) }, order);
}

function fromClause(
  node: Select,
  outer: Env,
): { readonly sql: string; readonly columns: readonly ScopeColumn[] } {
  const columns: ScopeColumn[] = [];
  const texts = node.from.map((one) => {
    const translated = relation(one, outer, columns);
    columns.push(...translated.columns);
    return translated.sql;
  });
  return { sql: texts.length === 0 ? '' : ` FROM ${texts.join(' CROSS JOIN ')}`, columns };
}

const isAggregate = (node: Expression): boolean =>
  node.kind === 'call' &&
  !node.over &&
  functionNamed(node.name.text.toLowerCase())?.[0]?.kind === 'aggregate';

function isGrouped(
  { groupBy, having }: Select,
  items: readonly ExpandedItem[],
  order: readonly SortItem[],
): boolean {
  if (groupBy || having) return true;
  const nodes = [...items.flatMap(({ node }) => node ?? []), ...order.map(({ of }) => of)];
  return nodes.some((node) => holds(node, isAggregate));
}

function itemEnv(rows: Env, grouping: Grouping | undefined, { windows }: Select): Env {
  const named = new Map<string, Window>();
  for (const { name, window } of windows) {
    const key = name.text.toLowerCase();
    if (named.has(key))
      throw new QueryRefused('INVALID_ARGUMENTS', {
        at: name.at,
        en: `WINDOW name ${name.text} specified more than once`,
        zh: `窗口 ${name.text} 定义了两次`,
      });
    named.set(key, window);
  }
  const env: Env = { ...rows, windows: named, clause: 'SELECT' };
  if (!grouping) return env;
  return { ...env, scope: grouping.scope, rows, keys: grouping.keys, grouped: grouping.texts };
}

function havingText(having: Expression, env: Env): string {
  const { windows: _, ...plain } = env;
  return filter(having, { ...plain, clause: 'HAVING clause' }, 'HAVING clause');
}

interface Parts {
  readonly items: readonly ExpandedItem[];
  readonly values: readonly Typed[];
  readonly env: Env;
  /** From FROM to HAVING. */
  readonly text: string;
  /** What HAVING cannot say: DuckDB takes a lambda's fields there for columns. */
  readonly having?: string;
}

function finished({ distinct, at }: Select, parts: Parts, order: readonly SortItem[]): Body {
  const { items, values, env } = parts;
  const { sql: sorted, hidden } = orderOf(order, { items, values, distinct, env });
  const columns = items.map(
    ({ name }, index): OutputColumn => ({
      ...(name === undefined ? {} : { name }),
      type: (values[index] as Typed).type,
    }),
  );
  const listed = [
    ...values.map(({ sql }, index) => `${sql} AS c${index + 1}`),
    ...hidden.map((sql, index) => `${sql} AS s${index + 1}`),
  ];
  const rows = filteredRows(listed, parts, at);
  const sql = distinct ? distinctRows(rows, columns, at, env) : rows;
  if (sorted === '') return { sql, columns };
  return sortedRows(sql, sorted, columns, env);
}

/** The groups that HAVING keeps; if it must, from outside. */
function filteredRows(listed: readonly string[], { env, items, text, having }: Parts, at: number): string {
  if (having === undefined) return `SELECT ${listed.join(', ')}${text}`;
  const windowed = items.some(
    ({ node }) => node && holds(node, (one) => one.kind === 'call' && one.over !== undefined),
  );
  if (windowed) throw notSupported(at, 'window functions beside such a HAVING', 'a subquery with the HAVING');
  const names = listed.map((piece) => piece.slice(piece.lastIndexOf(' ') + 1)).join(', ');
  return `SELECT ${names} FROM (SELECT ${[...listed, `${having} AS h`].join(', ')}${text}) AS ${env.all.fresh('q')} WHERE h`;
}

/** Sorted from outside: no name of a table can be taken for one of the output. */
export function sortedRows(
  sql: string,
  sorted: string,
  columns: readonly OutputColumn[],
  { all }: Env,
): Body {
  const names = columns.map((_, index) => `c${index + 1}`).join(', ');
  return {
    sql: `SELECT ${names} FROM (${sql}) AS ${all.fresh('q')} ORDER BY ${sorted}`,
    columns,
    sorted: { rows: sql, by: sorted },
  };
}

/** Of moments that are equal in different zones one is kept. */
export function distinctRows(
  sql: string,
  columns: readonly OutputColumn[],
  at: number,
  { all }: Env,
): string {
  const wrong = columns.find(({ type }) => !isComparable(type));
  if (wrong)
    throw mismatch(
      at,
      `DISTINCT can only be applied to comparable types (actual: ${typeText(wrong.type)})`,
      `${typeText(wrong.type)} 不能用 DISTINCT`,
    );
  if (!columns.some(({ type }) => holdsZones(type))) return sql.replace(/^SELECT/, 'SELECT DISTINCT');
  const alias = all.fresh('q');
  const names = columns.map((_, index) => `${alias}.c${index + 1}`);
  const kept = columns.map(({ type }, index) =>
    holdsZones(type) ? `any_value(${names[index]}) AS c${index + 1}` : `${names[index]} AS c${index + 1}`,
  );
  const keys = columns.map(({ type }, index) => groupKey({ sql: names[index] as string, type }, at));
  return `SELECT ${kept.join(', ')} FROM (${sql}) AS ${alias} GROUP BY ${keys.join(', ')}`;
}
