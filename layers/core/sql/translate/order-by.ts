/** ORDER BY of a query: ordinals, names of the output, expressions over both sides. */
import type { Expression, SortItem } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { functionNamed } from '../functions/index.ts';
import { QueryRefused } from '../refused.ts';
import { type Env, levelOf, type OutputColumn, typed } from './env.ts';
import { sameExpression } from './same-expression.ts';
import { type Scope, type ScopeColumn, sameName } from './scope.ts';
import type { ExpandedItem } from './select-items.ts';
import { sortedBy } from './sorting.ts';
import { holds } from './walk.ts';

export interface Ordered {
  /** What stands behind ORDER BY, by the names c1, … and s1, …; empty: nothing. */
  readonly sql: string;
  /** What must be selected besides, as s1, s2, … */
  readonly hidden: readonly string[];
}

/** What a query gives, and where its ORDER BY stands. */
export interface OrderContext {
  readonly items: readonly ExpandedItem[];
  readonly values: readonly Typed[];
  readonly distinct: boolean;
  readonly env: Env;
}

export function orderOf(order: readonly SortItem[], context: OrderContext): Ordered {
  const hidden: string[] = [];
  const env = orderEnv(context);
  const texts = order.map((item) => {
    const index = outputIndex(item.of, context, env);
    if (index !== undefined) {
      const value = context.values[index] as Typed;
      return sortedBy({ sql: `c${index + 1}`, type: value.type }, item);
    }
    if (context.distinct) throw notInDistinct(item.of.at);
    refuseOutputs(item.of, context);
    const value = typed(item.of, env);
    hidden.push(value.sql);
    return sortedBy({ sql: `s${hidden.length}`, type: value.type }, item);
  });
  return { sql: texts.join(', '), hidden };
}

/** The output's names come before those of the tables. */
function orderEnv({ items, values, env }: OrderContext): Env {
  const columns = items.map(
    ({ name }, index): ScopeColumn => ({
      ...(name === undefined ? {} : { name }),
      qualifier: [],
      type: (values[index] as Typed).type,
      sql: (values[index] as Typed).sql,
    }),
  );
  return { ...env, scope: levelOf(columns, env) };
}

function outputIndex(
  node: Expression,
  { items, distinct, env }: OrderContext,
  order: Env,
): number | undefined {
  if (node.kind === 'literal' && node.of === 'integer') return ordinal(node.text, items.length, node.at);
  if (node.kind === 'column' && node.parts.length === 1) {
    const name = node.parts[0]?.text ?? '';
    const found = items.flatMap((item, index) => (item.name && sameName(item.name, name) ? [index] : []));
    if (found.length === 1) return found[0];
  }
  if (!distinct) return undefined;
  const index = items.findIndex((item) => sameItem(item, node, env.scope, order.scope));
  return index < 0 ? undefined : index;
}

function sameItem(item: ExpandedItem, node: Expression, scope?: Scope, order?: Scope): boolean {
  return item.node !== undefined && !item.field && sameExpression(item.node, node, scope, order);
}

function ordinal(text: string, count: number, at: number): number {
  const number = Number(text);
  if (number < 1 || number > count)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `ORDER BY position ${text} is not in select list`,
      zh: `ORDER BY 的序号 ${text} 不在选择列表中`,
    });
  return number - 1;
}

const notInDistinct = (at: number): QueryRefused =>
  new QueryRefused('EXPRESSION_NOT_IN_DISTINCT', {
    at,
    en: 'For SELECT DISTINCT, ORDER BY expressions must appear in select list',
    zh: 'SELECT DISTINCT 的 ORDER BY 只能用选择列表中的表达式',
  });

/** An aggregate sees the rows, not the output; a name that is of both is refused, as by Trino. */
function refuseOutputs(node: Expression, { items }: OrderContext): void {
  const isOutput = (one: Expression): boolean =>
    one.kind === 'column' &&
    one.parts.length === 1 &&
    items.some(({ name }) => name !== undefined && sameName(name, one.parts[0]?.text ?? ''));
  const isWrong = (one: Expression): boolean =>
    one.kind === 'call' &&
    !one.over &&
    functionNamed(one.name.text.toLowerCase())?.[0]?.kind === 'aggregate' &&
    holds(one, isOutput);
  if (holds(node, isWrong))
    throw new QueryRefused('COLUMN_NOT_FOUND', {
      at: node.at,
      en: 'Invalid reference to output projection attribute from ORDER BY aggregation',
      zh: 'ORDER BY 的聚合函数不能用选择列表的名称',
      instead: 'the table before the column',
    });
}

/** Of a set operation or VALUES, only the output is there to be sorted. */
export function orderOfOutput(
  order: readonly SortItem[],
  columns: readonly OutputColumn[],
  env: Env,
  alias: string,
): Ordered {
  const items = columns.map(({ name }) => ({ ...(name === undefined ? {} : { name }), at: 0 }));
  const values = columns.map(({ type }, index) => ({ sql: `${alias}.c${index + 1}`, type }));
  return orderOf(order, { items, values, distinct: false, env });
}
