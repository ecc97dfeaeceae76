/** A query whole: WITH, its body, ORDER BY, OFFSET and LIMIT. */
import type { Expression, Query, QueryBody, SortItem, TableBody } from '../ast.ts';
import { QueryRefused } from '../refused.ts';
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
  const given = body(node.body, node.orderBy, env);
  const sql = cut(node, given, env);
  refuseCorrelation(node, use, own.frame as Frame);
  const tables = texts.length > 0 ? `WITH ${texts.join(', ')} ` : '';
  return { sql: `${tables}${sql}`, columns: given.columns };
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
  if (hidden.length === 0) return sortedRows(output.sql, sorted, columns, env);
  const listed = [
    ...columns.map((_, index) => `${alias}.c${index + 1} AS c${index + 1}`),
    ...hidden.map((sql, index) => `${sql} AS s${index + 1}`),
  ];
  const inner = `SELECT ${listed.join(', ')} FROM (${output.sql}) AS ${alias}`;
  return sortedRows(inner, sorted, columns, env);
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

function cut({ limit, offset, at }: Query, given: Body, env: Env): string {
  const skipped = offset ? ` OFFSET ${rowCount(offset, env)}` : '';
  if (!limit) return `${given.sql}${skipped}`;
  const count = rowCount(limit.count, env);
  return limit.withTies ? withTies(given, count, skipped, at, env) : `${given.sql} LIMIT ${count}${skipped}`;
}

/** Those that are skipped are not counted, whatever they are alike to. */
function withTies(
  { columns, sorted }: Body,
  count: number,
  skipped: string,
  at: number,
  { all }: Env,
): string {
  if (!sorted)
    throw new QueryRefused('MISSING_ORDER_BY', {
      at,
      en: 'FETCH FIRST WITH TIES clause requires ORDER BY',
      zh: 'FETCH FIRST … WITH TIES 须有 ORDER BY',
    });
  const names = columns.map((_, index) => `c${index + 1}`).join(', ');
  const rest =
    skipped === ''
      ? sorted.rows
      : `SELECT * FROM (${sorted.rows}) AS ${all.fresh('q')} ORDER BY ${sorted.by}${skipped}`;
  const ranked = `SELECT *, rank() OVER (ORDER BY ${sorted.by}) AS k FROM (${rest}) AS ${all.fresh('q')}`;
  return `SELECT ${names} FROM (${ranked}) AS ${all.fresh('q')} WHERE k <= ${count} ORDER BY k`;
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
