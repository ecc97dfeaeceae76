/** Casts of numbers and truth values. */
import { asDecimal, carrierOf, isInteger, type SqlType } from '../../types.ts';
import { fitted } from './fitted.ts';
import { mayFail, same, sure, type Written } from './written.ts';

type Decimal = SqlType & { readonly name: 'decimal' };

const plainCast =
  (to: SqlType) =>
  (value: string): string =>
    `CAST(${value} AS ${carrierOf(to)})`;

/** Trino gives `decimal(1,1) 1.0` for true, which is no such decimal: that raises here. */
export function fromBoolean(to: SqlType): Written | 'mismatch' {
  if (isInteger(to)) return sure(plainCast(to));
  switch (to.name) {
    case 'real':
    case 'double':
      return sure((value) => `CAST(CAST(${value} AS TINYINT) AS ${carrierOf(to)})`);
    case 'decimal':
      return sure((value) => `CAST(CAST(${value} AS TINYINT) AS ${carrierOf(to)})`);
    case 'varchar':
      return fitted((value) => `CAST(${value} AS VARCHAR)`, to, 5, 'raises always');
    default:
      return 'mismatch';
  }
}

const widths: Readonly<Record<string, { readonly order: number; readonly text: number }>> = {
  tinyint: { order: 1, text: 4 },
  smallint: { order: 2, text: 6 },
  integer: { order: 3, text: 11 },
  bigint: { order: 4, text: 20 },
};

export function fromInteger(from: SqlType, to: SqlType): Written | 'mismatch' {
  if (isInteger(to)) {
    const wider = (widths[from.name]?.order ?? 0) <= (widths[to.name]?.order ?? 0);
    return (wider ? sure : mayFail)(plainCast(to));
  }
  switch (to.name) {
    case 'boolean':
    case 'real':
    case 'double':
      return sure(plainCast(to));
    case 'decimal':
      return integerToDecimal(from, to);
    case 'varchar':
      return fitted(plainCast(to), to, widths[from.name]?.text ?? 20);
    default:
      return 'mismatch';
  }
}

/** Trino takes the least bigint for a decimal of any precision. */
function integerToDecimal(from: SqlType, to: Decimal): Written {
  const written = toDecimal(asDecimal(from), to);
  return from.name === 'bigint' && written.kind === 'may-fail'
    ? { ...written, guard: (value) => `tr_not_least(${value})` }
    : written;
}

const toDecimal = (from: Decimal | undefined, to: Decimal): Written => {
  const fits =
    from !== undefined && from.scale <= to.scale && from.precision - from.scale <= to.precision - to.scale;
  return (fits ? sure : mayFail)(plainCast(to));
};

export function fromDecimal(from: Decimal, to: SqlType): Written | 'mismatch' {
  if (isInteger(to)) return mayFail(plainCast(to));
  switch (to.name) {
    case 'boolean':
      return sure((value) => `(${value} <> 0)`);
    case 'real':
    case 'double':
      return sure((value) => floatingOf(from, to, value));
    case 'decimal':
      return from.precision === to.precision && from.scale === to.scale ? same : toDecimal(from, to);
    case 'varchar':
      return fitted((value) => decimalText(from, value), to, from.precision + 3);
    default:
      return 'mismatch';
  }
}

/** By its digits where they are more than a double holds: DuckDB rounds twice there. */
function floatingOf(from: Decimal, to: SqlType, value: string): string {
  const plain = plainCast(to)(value);
  if (from.precision <= (to.name === 'real' ? 7 : 15)) return plain;
  const byDigits = `CAST(CAST(${value} AS VARCHAR) AS ${carrierOf(to)})`;
  if (to.name === 'real' || from.scale > exactPowers || !isColumn.test(value)) return byDigits;
  const most = largestExact(from.scale);
  return `CASE WHEN ${value} BETWEEN -${most} AND ${most} THEN ${plain} ELSE ${byDigits} END`;
}

/** `r1."amount"`, `q.c2`: what costs nothing to say again. */
const isColumn = /^\w+\.(?:\w+|"[^"]*")$/;

/** A power of ten up to this one is a double: a division by it rounds once. */
const exactPowers = 22;

/** As many digits as a double holds whatever they are, 2⁵³, with so many of them behind the point. */
function largestExact(scale: number): string {
  const digits = String(2 ** 53).padStart(scale + 1, '0');
  const point = digits.length - scale;
  return scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** DuckDB writes `.50` where there is no digit before the point. */
export const decimalText = (from: Decimal, value: string): string =>
  from.precision === from.scale
    ? `regexp_replace(CAST(${value} AS VARCHAR), '^(-?)\\.', '\\10.')`
    : `CAST(${value} AS VARCHAR)`;

export function fromFloating(from: SqlType, to: SqlType): Written | 'mismatch' {
  if (isInteger(to)) return wholeOf(from, to);
  switch (to.name) {
    case 'boolean':
      return sure((value) => `(${value} <> 0)`);
    case 'double':
      return sure(plainCast(to));
    case 'real':
      return sure((value) => `tr_real(${value})`);
    case 'decimal':
      // By its shortest digits, as Java does: 1.005E0 is 1.01 with two digits.
      return mayFail((value) => `CAST(tr_without_exponent(CAST(${value} AS VARCHAR)) AS ${carrierOf(to)})`);
    case 'varchar':
      return fitted((value) => `tr_${from.name}_text(${value})`, to, 26);
    default:
      return 'mismatch';
  }
}

const wholeOf = (from: SqlType, to: SqlType): Written =>
  from.name === 'real' && to.name === 'bigint'
    ? mayFail((value) => `tr_bigint_of_real(${value})`)
    : mayFail((value) => `CAST(round(${value}) AS ${carrierOf(to)})`);
