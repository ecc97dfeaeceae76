/** Comparisons. NaN is equal to nothing, rows and arrays with NULL within may be neither equal nor different. */
import type { ComparisonOperator } from '../../ast.ts';
import type { Typed } from '../../function-entry.ts';
import { QueryRefused } from '../../refused.ts';
import { boolean, commonType, isComparable, isOrderable, typeText } from '../../types.ts';
import { convert } from '../convert.ts';
import { equality } from './equality.ts';
import { ordered } from './ordered.ts';

/**
 * @param at of the operator, in the text
 * @throws QueryRefused TYPE_MISMATCH when the two cannot be compared
 */
export function compare(operator: ComparisonOperator, left: Typed, right: Typed, at: number): Typed {
  const common = commonType(left.type, right.type);
  const isOrder = operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
  if (!common || !(isOrder ? isOrderable : isComparable)(common))
    throw cannotApply(operator, left, right, at);
  const how = { tried: false, explicit: false, at };
  const [x, y] = [convert(left, common, how), convert(right, common, how)];
  const sql = isOrder ? ordered(operator, x, y, at) : equality(operator, x, y, at);
  return { sql, type: boolean };
}

const cannotApply = (operator: string, left: Typed, right: Typed, at: number): QueryRefused =>
  new QueryRefused('TYPE_MISMATCH', {
    at,
    en: `Cannot apply operator: ${typeText(left.type)} ${operator} ${typeText(right.type)}`,
    zh: `运算符 ${operator} 不适用于 ${typeText(left.type)} 与 ${typeText(right.type)}`,
  });
