/** Queries within expressions: values, EXISTS, IN, ALL and ANY. */
import type { Exists, InQuery, Quantified, Scalar } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { boolean, commonType, isComparable, isOrderable, type SqlType, typeText } from '../types.ts';
import { compare } from './arithmetic.ts';
import { coerce, mismatch } from './coerce.ts';
import { type Env, type TranslatedQuery, typed } from './env.ts';
import { rowOfPieces } from './pieces.ts';
import { groupKey } from './sorting.ts';

/** Of more rows than one DuckDB raises, as Trino does; of none it gives NULL. */
export function scalar({ query }: Scalar, env: Env): Typed {
  const translated = env.all.query(query, env, 'scalar');
  const [only] = translated.columns;
  if (translated.columns.length === 1 && only) return { sql: `(${translated.sql})`, type: only.type };
  const { sql, type } = asRow(translated, env);
  return { sql: `(${sql})`, type };
}

export const exists = ({ query }: Exists, env: Env): Typed => ({
  sql: `EXISTS (${env.all.query(query, env, 'exists').sql})`,
  type: boolean,
});

/** Several columns as one row, called c1. */
function asRow(
  { sql, columns }: TranslatedQuery,
  env: Env,
): { readonly sql: string; readonly type: SqlType } {
  const alias = env.all.fresh('q');
  const pieces = columns.map((_, index) => `${alias}.c${index + 1}`);
  return { sql: `SELECT ${rowOfPieces(pieces)} AS c1 FROM (${sql}) AS ${alias}`, type: rowType(columns) };
}

const rowType = (columns: TranslatedQuery['columns']): SqlType => ({
  name: 'row',
  fields: columns.map(({ name, type }) => ({ ...(name === undefined ? {} : { name }), type })),
});

interface Compared {
  readonly value: Typed;
  readonly sql: string;
  readonly type: SqlType;
}

function compared(node: InQuery | Quantified, env: Env): Compared {
  const value = typed(node.of, env);
  const translated = env.all.query(node.query, env, 'in');
  const [only] = translated.columns;
  const one = translated.columns.length === 1 && value.type.name !== 'row' && only;
  return one ? { value, sql: translated.sql, type: only.type } : { value, ...asRow(translated, env) };
}

export const inQuery = (node: InQuery, env: Env): Typed =>
  membership(compared(node, env), node.negated, node.at, env);

/** As Trino does it, by looking a value up in a set: there NaN is equal to itself, and so is a NULL within a row. */
function membership({ value, sql, type }: Compared, negated: boolean, at: number, env: Env): Typed {
  const common = commonType(value.type, type);
  if (!common || !isComparable(common))
    throw mismatch(
      at,
      `Value expression and result of subquery must be of the same type: ${typeText(value.type)} vs ${typeText(type)}`,
      `IN 的值与子查询的类型不同：${typeText(value.type)} 与 ${typeText(type)}`,
    );
  const wanted = groupKey(coerce(value, common, at), at);
  const given = coerced(sql, type, common, at, env);
  return { sql: `(${wanted} ${negated ? 'NOT ' : ''}IN (${given}))`, type: boolean };
}

function coerced(sql: string, from: SqlType, to: SqlType, at: number, env: Env): string {
  const alias = env.all.fresh('q');
  const column: Typed = { sql: `${alias}.c1`, type: from };
  const value = groupKey(coerce(column, to, at), at);
  return value === column.sql ? sql : `SELECT ${value} AS c1 FROM (${sql}) AS ${alias}`;
}

export function quantified(node: Quantified, env: Env): Typed {
  const { operator, which, at } = node;
  const one = compared(node, env);
  if (operator === '=' && which === 'any') return membership(one, false, at, env);
  if (operator === '<>' && which === 'all') return membership(one, true, at, env);
  return quantify(operator, which, one, at, env);
}

/** Of NaN and of NULLs within, Trino's answer depends on how it plans the query. */
const refusedKinds: ReadonlySet<string> = new Set(['double', 'real', 'row', 'array', 'map']);

/** One true decides ANY, one false ALL; else one unknown leaves it unknown. */
function quantify(
  operator: Quantified['operator'],
  which: Quantified['which'],
  { value, sql, type }: Compared,
  at: number,
  env: Env,
): Typed {
  const common = commonType(value.type, type);
  const isOrder = operator !== '=' && operator !== '<>';
  if (!common || !(isOrder ? isOrderable : isComparable)(common))
    throw new QueryRefused('TYPE_MISMATCH', {
      at,
      en: `Quantified comparison '${operator} ${which}' cannot be applied to ${typeText(value.type)} and ${typeText(type)}`,
      zh: `${typeText(value.type)} 与 ${typeText(type)} 不能用 ${operator} ${which.toUpperCase()} 比较`,
    });
  if (refusedKinds.has(common.name))
    throw notSupported(
      at,
      `${operator} ${which.toUpperCase()} over ${typeText(common)}`,
      'max(…) or min(…) of the subquery',
    );
  const [rows, tests] = [env.all.fresh('q'), env.all.fresh('q')];
  const test = compare(operator, value, { sql: `${rows}.c1`, type }, at).sql;
  const [decisive, decided, otherwise] = which === 'any' ? ['', 'true', 'false'] : ['NOT ', 'false', 'true'];
  return {
    sql: `(SELECT CASE WHEN bool_or(${decisive}${tests}.t) THEN ${decided} WHEN bool_or(${tests}.t IS NULL) THEN NULL ELSE ${otherwise} END FROM (SELECT ${test} AS t FROM (${sql}) AS ${rows}) AS ${tests})`,
    type: boolean,
  };
}
