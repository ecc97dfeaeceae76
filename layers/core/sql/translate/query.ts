/** A query whole: WITH, its body, ORDER BY, OFFSET and LIMIT. */
import type { Expression, Query, QueryBody, SortItem, TableBody } from '../ast.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { refuseCorrelation } from './correlation.ts';
import { type Env, envWithin, type TranslatedQuery, typed } from './env.ts';
import type { Frame, QueryUse } from './frames.ts';
import { orderOfOutput } from './order-by.ts';
import { type Body, select, sortedRows } from './select.ts';
import { setOperation } from './set-operations.ts';
import { values } from './values.ts';
import { withTables } from './with.ts';

/** @param outer where the query stands: what it may refer to besides its own tables */
export function query(node: Query, outer: Env, use: QueryUse): TranslatedQuery {
  const own = envWithin(outer, use);
  const { texts, env } = withTables(node, own, body);
  const { sql, columns } = body(node.body, node.orderBy, env);
  refuseCorrelation(node, use, own.frame as Frame);
  const tables = texts.length > 0 ? `WITH ${texts.join(', ')} ` : '';
  return { sql: `${tables}${sql}${cutText(node, env)}`, columns };
}

/** @param order sorted by: what a set operation gives, or what SELECT sees */
export function body(node: QueryBody, order: readonly SortItem[], env: Env): Body {
  switch (node.kind) {
    case 'select':
      return select(node, order, env);
    case 'table-body':
      return select(everythingOf(node), order, env);
    default:
      return sortedOutput(outputOf(node, env), order, env);
  }
}

function outputOf(node: Exclude<QueryBody, { kind: 'select' | 'table-body' }>, env: Env): Body {
  switch (node.kind) {
    case 'values':
      return values(node, env);
    case 'set-operation':
      return setOperation(node, env, (side) => body(side, [], env));
    case 'query': {
      const { sql, columns } = query(node, env, 'derived table');
      const names = columns.map((_, index) => `c${index + 1}`).join(', ');
      return { sql: `SELECT ${names} FROM (${sql}) AS ${env.all.fresh('q')}`, columns };
    }
  }
}

function sortedOutput(output: Body, order: readonly SortItem[], env: Env): Body {
  if (order.length === 0) return output;
  const { columns } = output;
  const alias = env.all.fresh('q');
  const { sql: sorted, hidden } = orderOfOutput(order, columns, env, alias);
  if (hidden.length === 0) return { sql: sortedRows(output.sql, sorted, columns, env), columns };
  const listed = [
    ...columns.map((_, index) => `${alias}.c${index + 1} AS c${index + 1}`),
    ...hidden.map((sql, index) => `${sql} AS s${index + 1}`),
  ];
  const inner = `SELECT ${listed.join(', ')} FROM (${output.sql}) AS ${alias}`;
  return { sql: sortedRows(inner, sorted, columns, env), columns };
}

/** `TABLE t` is `SELECT * FROM t`. */
const everythingOf = ({ name, at }: TableBody) =>
  ({
    kind: 'select',
    distinct: false,
    items: [{ kind: 'star', aliases: [], at }],
    from: [{ kind: 'table', name, columnAliases: [], at }],
    windows: [],
    at,
  }) as const;

function cutText({ limit, offset }: Query, env: Env): string {
  if (limit?.withTies) throw notSupported(limit.count.at, 'WITH TIES', 'rank() OVER (…) <= n');
  return [
    limit ? ` LIMIT ${rowCount(limit.count, env)}` : '',
    offset ? ` OFFSET ${rowCount(offset, env)}` : '',
  ].join('');
}

function rowCount(node: Expression, env: Env): number {
  const { constant } = typed(node, { ...env, clause: 'LIMIT clause' });
  if (typeof constant === 'number' && Number.isSafeInteger(constant) && constant >= 0) return constant;
  throw new QueryRefused('INVALID_ARGUMENTS', {
    at: node.at,
    en: 'LIMIT and OFFSET take a whole number that is not negative',
    zh: 'LIMIT 与 OFFSET 须为非负整数',
  });
}
