/** How values of several types come to one, as Trino does it unasked. */
import type { Expression } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { QueryRefused } from '../refused.ts';
import { boolean, commonType, type SqlType, typeText } from '../types.ts';
import { convert } from './convert.ts';
import { type Env, typed } from './env.ts';

export const coerce = (value: Typed, to: SqlType, at: number): Typed =>
  convert(value, to, { tried: false, explicit: false, at });

/**
 * The one type of them all.
 *
 * @param what for the message: `All CASE results`
 */
export function oneType(values: readonly Typed[], nodes: readonly Expression[], what: string): SqlType {
  const [first, ...others] = values;
  if (!first) return { name: 'unknown' };
  return others.reduce<SqlType>((type, other, index) => {
    const common = commonType(type, other.type);
    if (common) return common;
    throw mismatch(
      nodes[index + 1]?.at ?? 0,
      `${what} must be the same type or coercible to a common type. Cannot find common type between ${typeText(type)} and ${typeText(other.type)}`,
      `${typeText(type)} 与 ${typeText(other.type)} 没有共同的类型`,
    );
  }, first.type);
}

/** All of them, as values of their one type. */
export function alike(
  values: readonly Typed[],
  nodes: readonly Expression[],
  what: string,
): readonly Typed[] {
  const type = oneType(values, nodes, what);
  return values.map((value, index) => coerce(value, type, nodes[index]?.at ?? 0));
}

/** @param what for the message: `WHERE clause` */
export function condition(node: Expression, env: Env, what: string): string {
  const value = typed(node, env);
  if (value.type.name !== 'boolean' && value.type.name !== 'unknown')
    throw mismatch(
      node.at,
      `${what} must evaluate to a boolean: actual type ${typeText(value.type)}`,
      `此处须为 boolean，实为 ${typeText(value.type)}`,
    );
  return coerce(value, boolean, node.at).sql;
}

export const mismatch = (at: number, en: string, zh: string): QueryRefused =>
  new QueryRefused('TYPE_MISMATCH', { at, en, zh });
