/** The operators: + - * / %, ||, the minus sign and the comparisons, each with the type that Trino gives it. */
import type { Typed } from '../function-entry.ts';
import { QueryRefused } from '../refused.ts';
import { isNumeric, type SqlType, typeText } from '../types.ts';
import { joined } from './operators/joined.ts';
import { momentArithmetic } from './operators/moments.ts';
import { numberArithmetic } from './operators/numbers.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '||';

/**
 * @param at of the operator, in the text
 * @throws QueryRefused TYPE_MISMATCH when the operator is not defined for these types
 */
export function arithmetic(operator: ArithmeticOperator, left: Typed, right: Typed, at: number): Typed {
  const done =
    operator === '||'
      ? joined(left, right, at)
      : (numberArithmetic(operator, left, right, at) ?? momentArithmetic(operator, left, right, at));
  if (!done) throw cannotApply(operator, left.type, right.type, at);
  return done;
}

/** The minus sign before a value. */
export function negate(value: Typed, at: number): Typed {
  const { type, sql } = value;
  if (value.constant === null && type.name === 'unknown') throw cannotApply('-', type, type, at);
  if (!isNumeric(type) && !type.name.startsWith('interval'))
    throw new QueryRefused('TYPE_MISMATCH', {
      at,
      en: `Cannot negate ${typeText(type)}`,
      zh: `${typeText(type)} 不能取负`,
    });
  const constant = typeof value.constant === 'number' ? { constant: -value.constant } : {};
  return { sql: `(-(${sql}))`, type, ...constant };
}

const cannotApply = (operator: string, left: SqlType, right: SqlType, at: number): QueryRefused =>
  new QueryRefused('TYPE_MISMATCH', {
    at,
    en: `Cannot apply operator: ${typeText(left)} ${operator} ${typeText(right)}`,
    zh: `运算符 ${operator} 不适用于 ${typeText(left)} 与 ${typeText(right)}`,
  });

export { compare } from './operators/compare.ts';
