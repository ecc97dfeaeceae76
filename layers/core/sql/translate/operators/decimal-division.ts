/** Decimals divided: exact, rounded half away from zero. DuckDB itself would answer with a floating number. */
import { once, raise } from '../../emit.ts';
import type { Typed } from '../../function-entry.ts';
import { carrierOf, type SqlType } from '../../types.ts';

type Decimal = SqlType & { readonly name: 'decimal' };
type Exact = Typed & { readonly type: Decimal };

/** With whole numbers of 38 digits; what is longer raises. */
export function divided(a: Exact, b: Exact, to: Decimal): string {
  const dividend = times10(a, to.scale + b.type.scale);
  const divisor = times10(b, b.type.scale);
  const quotient = once([dividend, divisor], (x, y) => {
    return `CASE WHEN ${isByZero(x, y)} ELSE tr_half_up(${x}, ${y}) END`;
  });
  return `CAST(${scaledDown(quotient, to.scale)} AS ${carrierOf(to)})`;
}

/** What is left of a division, by whole numbers. */
export function remainderOfWholes(a: Exact, b: Exact, to: Decimal): string {
  const whole = once(
    [times10(a, to.scale), times10(b, to.scale)],
    (x, y) => `CASE WHEN ${isByZero(x, y)} ELSE ${x} % ${y} END`,
  );
  return `CAST(${scaledDown(whole, to.scale)} AS ${carrierOf(to)})`;
}

/** NULL divided by zero is NULL. */
const isByZero = (x: string, y: string): string =>
  `${y} = 0 AND ${x} IS NOT NULL THEN ${raise('DIVISION_BY_ZERO: division by zero', { name: 'bigint' })}`;

/** The decimal times a power of ten, as a whole number. */
function times10({ sql, type }: Exact, power: number): string {
  const digits =
    type.scale === 0
      ? `CAST(${sql} AS HUGEINT)`
      : `CAST(replace(CAST(${sql} AS VARCHAR), '.', '') AS HUGEINT)`;
  const more = power - type.scale;
  return more === 0 ? digits : `${digits} * ${tenTo(more)}`;
}

const tenTo = (power: number): string => `CAST('1${'0'.repeat(power)}' AS HUGEINT)`;

/** A whole number divided by a power of ten, exactly: multiplied by 0.01, say. */
function scaledDown(whole: string, scale: number): string {
  const number = `CAST(${whole} AS DECIMAL(38,0))`;
  return scale === 0
    ? number
    : `${number} * CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${scale},${scale}))`;
}
