/** AND, OR, NOT, BETWEEN, IN, LIKE and IS NULL. */
import type { Between, Binary, Expression, InList, IsNull, Like, Unary } from '../ast.ts';
import { once } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { boolean, isComparable, isOrderable, typeText } from '../types.ts';
import { compare } from './arithmetic.ts';
import { alike, condition, mismatch } from './coerce.ts';
import { type Env, typed } from './env.ts';
import { likeText } from './like.ts';
import { comparesPlainly } from './pieces.ts';

const truth = (sql: string): Typed => ({ sql, type: boolean });

type Logical = 'and' | 'or';

/** The terms of a chain, however it was nested. */
function termsOf(node: Binary): readonly Expression[] {
  const terms: Expression[] = [];
  const waiting: Expression[] = [node];
  for (let next = waiting.pop(); next; next = waiting.pop())
    if (next.kind === 'binary' && next.operator === node.operator) waiting.push(next.right, next.left);
    else terms.push(next);
  return terms;
}

const isLogical = (node: Expression): node is Binary & { operator: Logical } =>
  node.kind === 'binary' && (node.operator === 'and' || node.operator === 'or');

const termName = 'Logical expression term';

/**
 * A condition that takes rows away, or chooses a branch: there DuckDB looks at a second term only as far as the first
 * leaves it open.
 *
 * @param what for the message: `WHERE clause`
 */
export function filter(node: Expression, env: Env, what: string): string {
  if (!isLogical(node)) return condition(node, env, what);
  return together(
    node.operator,
    termsOf(node).map((term) => filter(term, env, termName)),
  );
}

/** A condition whose value is given. */
export function logical(node: Binary, env: Env): Typed {
  const terms = termsOf(node).map((term) => condition(term, env, termName));
  return truth(oneByOne(node.operator as Logical, terms));
}

const together = (operator: Logical, terms: readonly string[]): string =>
  `(${terms.join(operator === 'and' ? ' AND ' : ' OR ')})`;

/** A comparison of names and numbers raises nothing. */
const isHarmless = (term: string): boolean =>
  /^[\w\s."=<>(),]*$/.test(term) && !/\b(?:CAST|tr_\w+)\(/.test(term);

/** What is nested deep is not written twice again and again. */
const longest = 4000;

/** `x <> 0 AND 1 / x > 2` must not divide by zero: in a list of values DuckDB evaluates both sides. */
function oneByOne(operator: Logical, terms: readonly string[]): string {
  const length = terms.reduce((sum, term) => sum + term.length, 0);
  if (length > longest || terms.slice(1).every(isHarmless)) return together(operator, terms);
  const [decides, decided, other] = operator === 'and' ? ['NOT ', 'FALSE', 'TRUE'] : ['', 'TRUE', 'FALSE'];
  const branches = terms.map((term) => `WHEN ${decides}${term} THEN ${decided}`);
  const rest = terms.map((term) => (operator === 'and' ? term : `(NOT ${term})`));
  return `CASE ${branches.join(' ')} WHEN ${rest.join(' AND ')} THEN ${other} END`;
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
  // DuckDB once took such a comparison beside another for true where both were NULL.
  if (value.type.name === 'array' && list.length > 1)
    throw notSupported(node.at, 'IN of several arrays', 'UNNEST of the arrays, or one = for each');
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
