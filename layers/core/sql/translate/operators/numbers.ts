/** Arithmetic of numbers. Whole numbers that overflow raise, and so does what is divided by nothing. */
import { once, raise } from '../../emit.ts';
import type { Typed } from '../../function-entry.ts';
import { QueryRefused } from '../../refused.ts';
import {
  asDecimal,
  carrierOf,
  commonType,
  decimal,
  isInteger,
  isNumeric,
  type SqlType,
} from '../../types.ts';
import { convert } from '../convert.ts';
import { divided, remainderOfWholes } from './decimal-division.ts';

type Operator = '+' | '-' | '*' | '/' | '%';
type Decimal = SqlType & { readonly name: 'decimal' };

/** undefined: these are no two numbers. */
export function numberArithmetic(
  operator: Operator,
  left: Typed,
  right: Typed,
  at: number,
): Typed | undefined {
  const [a, b] = besideNull(left, right, at);
  if (!isNumeric(a.type) || !isNumeric(b.type)) return undefined;
  const common = commonType(a.type, b.type);
  if (common?.name === 'decimal') return decimalArithmetic(operator, a, b, at);
  if (!common) return undefined;
  const how = { tried: false, explicit: false, at };
  const [x, y] = [convert(a, common, how), convert(b, common, how)];
  const sql = isInteger(common) ? wholeArithmetic(operator, x, y) : floatArithmetic(operator, x, y);
  return { sql, type: common };
}

/** A NULL that stands alone takes the type of the number beside it. */
function besideNull(left: Typed, right: Typed, at: number): readonly [Typed, Typed] {
  const how = { tried: false, explicit: false, at };
  if (left.type.name === 'unknown' && isNumeric(right.type)) return [convert(left, right.type, how), right];
  if (right.type.name === 'unknown' && isNumeric(left.type)) return [left, convert(right, left.type, how)];
  return [left, right];
}

const noDivision = 'DIVISION_BY_ZERO: division by zero';

/** DuckDB gives NULL where it divides by zero, and raises on the least number modulo -1, which is 0. */
function wholeArithmetic(operator: Operator, x: Typed, y: Typed): string {
  if (operator !== '/' && operator !== '%') return `(${x.sql} ${operator} ${y.sql})`;
  const sign = operator === '/' ? '//' : '%';
  if (isPositive(y)) return `(${x.sql} ${sign} ${y.sql})`;
  const harmless = (a: string, b: string): string =>
    operator === '%' ? `WHEN ${b} = -1 THEN ${a} - ${a} ` : '';
  return once(
    [x.sql, y.sql],
    (a, b) =>
      `CASE WHEN ${isByZero(a, b)} THEN ${raise(noDivision, y.type)} ${harmless(a, b)}ELSE ${a} ${sign} ${b} END`,
  );
}

/** NULL divided by zero is NULL. */
const isByZero = (a: string, b: string): string => `${b} = 0 AND ${a} IS NOT NULL`;

const isPositive = ({ constant }: Typed): boolean => typeof constant === 'number' && constant > 0;

/** DuckDB's division by a floating zero depends on its settings. */
function floatArithmetic(operator: Operator, x: Typed, y: Typed): string {
  if (operator !== '/' || isPositive(y)) return `(${x.sql} ${operator} ${y.sql})`;
  return once([x.sql, y.sql], (a, b) => `tr_divide_${x.type.name}(${a}, ${b})`);
}

function decimalArithmetic(operator: Operator, left: Typed, right: Typed, at: number): Typed {
  const [a, b] = [exact(left, at), exact(right, at)];
  const type = decimalType(operator, a.type, b.type);
  if (type.scale > 38)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `the product would have ${type.scale} digits after the point, and 38 are the most`,
      zh: `乘积将有 ${type.scale} 位小数，最多 38 位`,
      instead: 'CAST(x AS decimal(18,2)) * CAST(y AS decimal(18,2))',
    });
  if (operator === '/') return { sql: divided(a, b, type), type };
  if (operator === '%') return { sql: remainder(a, b, type), type };
  return { sql: `CAST(${widened(a, type)} ${operator} ${b.sql} AS ${carrierOf(type)})`, type };
}

/** DuckDB takes floating numbers where the two together have more than 38 digits. */
function remainder(a: Exact, b: Exact, type: Decimal): string {
  const whole = Math.max(a.type.precision - a.type.scale, b.type.precision - b.type.scale);
  if (whole + type.scale > 38) return remainderOfWholes(a, b, type);
  const by = (x: string, y: string): string =>
    `CASE WHEN ${isByZero(x, y)} THEN ${raise(noDivision, b.type)} ELSE ${x} % ${y} END`;
  const sql = isPositive(b) ? `${a.sql} % ${b.sql}` : once([a.sql, b.sql], by);
  return `CAST(${sql} AS ${carrierOf(type)})`;
}

/** Two numbers of up to 18 digits are DuckDB's 64-bit ones, and so would be what they give. */
const widened = ({ sql, type }: Exact, result: Decimal): string =>
  result.precision > 18 && type.precision <= 18 ? `CAST(${sql} AS DECIMAL(19,${type.scale}))` : sql;

export type Exact = Typed & { readonly type: Decimal };

const exact = (value: Typed, at: number): Exact =>
  convert(value, asDecimal(value.type) ?? value.type, { tried: false, explicit: false, at }) as Exact;

/** Precision and scale by Trino's formulae. */
function decimalType(operator: Operator, a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  const capped = (precision: number, digits: number): Decimal =>
    decimal(Math.min(38, precision), digits) as Decimal;
  switch (operator) {
    case '*':
      return capped(a.precision + b.precision, a.scale + b.scale);
    case '/':
      return capped(a.precision + b.scale + Math.max(b.scale - a.scale, 0), scale);
    case '%':
      return capped(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale);
    default:
      return capped(whole + scale + 1, scale);
  }
}
