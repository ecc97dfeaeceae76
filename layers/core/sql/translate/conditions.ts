/** AND, OR, NOT, BETWEEN, IN, LIKE and IS NULL. */
import type { Between, Binary, Expression, InList, IsNull, Like, Unary } from '../ast.ts';
import { once } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { boolean, isComparable, isOrderable, typeText } from '../types.ts';
import { compare } from './arithmetic.ts';
import { alike, condition, mismatch } from './coerce.ts';
import { type Env, typed } from './env.ts';
import { likeText } from './like.ts';
import { comparesPlainly } from './pieces.ts';

const truth = (sql: string): Typed => ({ sql, type: boolean });

/** Terms of a chain side by side, however it was nested. */
export function logical(node: Binary, env: Env): Typed {
  const { operator } = node;
  const terms: string[] = [];
  const waiting: Expression[] = [node];
  for (let next = waiting.pop(); next; next = waiting.pop())
    if (next.kind === 'binary' && next.operator === operator) waiting.push(next.right, next.left);
    else terms.push(condition(next, env, `Logical expression term`));
  return truth(`(${terms.join(operator === 'and' ? ' AND ' : ' OR ')})`);
}

export const negated = ({ of }: Unary, env: Env): Typed =>
  truth(`(NOT ${condition(of, env, 'Value of logical NOT expression')})`);

const notIf = (negative: boolean, sql: string): Typed => truth(negative ? `(NOT ${sql})` : sql);

export function between(node: Between, env: Env): Typed {
  const nodes = [node.of, node.low, node.high];
  const values = alike(
    nodes.map((one) => typed(one, env)),
    nodes,
    'BETWEEN operands',
  );
  const [value, low, high] = values as [Typed, Typed, Typed];
  if (!isOrderable(value.type))
    throw mismatch(
      node.at,
      `Cannot check if ${typeText(value.type)} is BETWEEN ${typeText(low.type)} and ${typeText(high.type)}`,
      `${typeText(value.type)} 不能用 BETWEEN`,
    );
  if (comparesPlainly(value.type))
    return truth(`(${value.sql} ${node.negated ? 'NOT ' : ''}BETWEEN ${low.sql} AND ${high.sql})`);
  const sql = once([value.sql, low.sql, high.sql], (x, from, to) => {
    const as = (piece: string | undefined): Typed => ({ sql: piece ?? '', type: value.type });
    return `(${compare('>=', as(x), as(from), node.at).sql} AND ${compare('<=', as(x), as(to), node.at).sql})`;
  });
  return notIf(node.negated, sql);
}

export function inList(node: InList, env: Env): Typed {
  const nodes = [node.of, ...node.list];
  const [value, ...list] = alike(
    nodes.map((one) => typed(one, env)),
    nodes,
    'IN value and list items',
  ) as [Typed, ...Typed[]];
  if (!isComparable(value.type))
    throw mismatch(node.at, `${typeText(value.type)} is not comparable`, `${typeText(value.type)} 不能比较`);
  if (comparesPlainly(value.type) || value.type.name === 'unknown')
    return truth(`(${value.sql} ${node.negated ? 'NOT ' : ''}IN (${list.map(({ sql }) => sql).join(', ')}))`);
  const sql = once([value.sql, ...list.map((item) => item.sql)], (x, ...items) => {
    const pairs = items.map(
      (item) =>
        compare('=', { sql: x ?? '', type: value.type }, { sql: item, type: value.type }, node.at).sql,
    );
    return `(${pairs.join(' OR ')})`;
  });
  return notIf(node.negated, sql);
}

export const isNull = (node: IsNull, env: Env): Typed =>
  truth(`(${typed(node.of, env).sql} IS ${node.negated ? 'NOT ' : ''}NULL)`);

export function like(node: Like, env: Env): Typed {
  const sign = node.escape && typed(node.escape, env);
  return notIf(node.negated, likeText(typed(node.of, env), typed(node.pattern, env), sign, node));
}
