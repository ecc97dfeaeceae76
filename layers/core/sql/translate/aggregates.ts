/** Aggregates and window functions, with DISTINCT, ORDER BY, FILTER, IGNORE NULLS and OVER. */
import type { Call } from '../ast.ts';
import type { FunctionEntry, Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { typeText } from '../types.ts';
import { type AggregateText, argumentsOf, resolve, written } from './calls.ts';
import { condition } from './coerce.ts';
import { type Env, typed } from './env.ts';
import { holdsZones } from './pieces.ts';
import type { Chosen } from './resolve-function.ts';
import { sortedBy } from './sorting.ts';
import { overText } from './windows.ts';

export function aggregateCall(node: Call, kind: FunctionEntry['kind'], env: Env): Typed {
  if (kind === 'window' && !node.over) throw missingOver(node);
  const inner = node.over ? overEnv(node, env) : rowsOf(node, env);
  const chosen = resolve(node.name.text.toLowerCase(), argumentsOf(node.arguments, inner), node.at);
  refuseDistinct(node, chosen);
  return written(chosen, node.at, textOf(node, chosen, inner, env.windows));
}

/** Of a window function: what it sees is grouped already. */
function overEnv(node: Call, env: Env): Env {
  if (!env.windows) throw notScalar(node, env);
  const { windows: _, ...inner } = env;
  return { ...inner, clause: 'Window function' };
}

/** Of an aggregate: what it sees are the rows themselves. */
function rowsOf(node: Call, env: Env): Env {
  if (!env.rows) throw notScalar(node, env);
  return env.rows;
}

const notScalar = ({ name, at }: Call, { clause }: Env): QueryRefused =>
  new QueryRefused(clause === 'Aggregate' ? 'NESTED_AGGREGATION' : 'EXPRESSION_NOT_SCALAR', {
    at,
    en: `${clause} cannot contain aggregations, window functions or grouping operations: ${name.text}`,
    zh: `此处不能用聚合函数、窗口函数或 GROUPING：${name.text}`,
  });

const missingOver = ({ name, at }: Call): QueryRefused =>
  new QueryRefused('MISSING_OVER', {
    at,
    en: `Window function ${name.text} requires an OVER clause`,
    zh: `窗口函数 ${name.text} 须带 OVER`,
    instead: `${name.text}(…) OVER (ORDER BY …)`,
  });

function refuseDistinct({ distinct, at, name }: Call, { args }: Chosen): void {
  const zoned = distinct && args.find(({ type }) => holdsZones(type));
  if (zoned)
    throw notSupported(at, `${name.text}(DISTINCT) of ${typeText(zoned.type)}`, 'DISTINCT of to_unixtime(…)');
}

function textOf(node: Call, { entry }: Chosen, env: Env, windows: Env['windows']): AggregateText {
  const over = node.over ? ` OVER (${overText(node.over, env, windows ?? new Map())})` : '';
  const modifiers = modifiersOf(node, entry, env);
  return (name, ...args) =>
    `${name}(${modifiers.distinct}${args.join(', ')}${modifiers.order}${modifiers.nulls})${modifiers.filter}${over}`;
}

function modifiersOf(node: Call, { kind }: FunctionEntry, env: Env) {
  const items = [...node.orderBy, ...node.withinGroup];
  if (kind === 'window' && (node.distinct || items.length > 0 || node.filter))
    throw notSupported(node.at, `DISTINCT, ORDER BY or FILTER within ${node.name.text}`);
  if (node.filter && node.over)
    throw notSupported(node.at, 'FILTER of a window function', 'CASE WHEN … THEN … END');
  const order = items.map((item) => sortedBy(typed(item.of, env), item));
  return {
    distinct: node.distinct ? 'DISTINCT ' : '',
    order: order.length > 0 ? ` ORDER BY ${order.join(', ')}` : '',
    nulls: node.nulls === 'ignore' ? ' IGNORE NULLS' : '',
    filter: node.filter ? ` FILTER (WHERE ${condition(node.filter, env, 'FILTER expression')})` : '',
  };
}
