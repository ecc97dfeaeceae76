/** Aggregates that count, add and average. */
import { once } from '../emit.ts';
import { aggregate, type BoundCall, type FunctionEntry, type FunctionLibrary } from '../function-entry.ts';
import { asDecimal, carrierOf, decimal, type SqlType } from '../types.ts';
import { bindingMacro, macro } from './macro.ts';
import { unsupported } from './raised.ts';

const exactOf = (type: SqlType | undefined): { readonly precision: number; readonly scale: number } =>
  (type && asDecimal(type)) ?? { precision: 38, scale: 0 };

/**
 * Trino adds in the order in which rows come and raises where that leads beyond a bigint, though the whole would not:
 * where some order does, it is refused.
 */
function wholeSum(call: BoundCall): string {
  const [value = ''] = call.args;
  const sum = call.aggregate('sum', value);
  const above = `coalesce(${call.aggregate(
    'sum',
    once([value], (x) => `CASE WHEN ${x} > 0 THEN ${x} END`),
  )}, 0)`;
  return `CASE WHEN ${above} > 9223372036854775807 OR ${sum} - ${above} < -9223372036854775808
    THEN tr_sum_in_turn(CAST(${sum} AS BIGINT)) ELSE CAST(${sum} AS BIGINT) END`;
}

/** Of so many digits no number of rows makes more than 38. */
const safeDigits = 24;

/** DuckDB lets a sum grow a little beyond 38 digits. */
function decimalSum(call: BoundCall): string {
  const sum = call.aggregate('sum', call.args[0] as string);
  const { precision } = exactOf(call.arguments[0]?.type);
  return precision <= safeDigits ? sum : `CAST(CAST(${sum} AS VARCHAR) AS ${carrierOf(call.result)})`;
}

/** Exact, rounded half away from zero, of the argument's own type. */
function decimalAverage(call: BoundCall): string {
  const [value = ''] = call.args;
  const { scale } = exactOf(call.arguments[0]?.type);
  const digits = `CAST(replace(CAST(${call.aggregate('sum', value)} AS VARCHAR), '.', '') AS HUGEINT)`;
  const rounded = `tr_mean_of(${digits}, ${call.aggregate('count', value)})`;
  const unit = scale === 0 ? '1' : `CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${scale},${scale}))`;
  return `CAST(CAST(${rounded} AS DECIMAL(38,0)) * ${unit} AS ${carrierOf(call.result)})`;
}

const intervals = ['interval_day_to_second', 'interval_year_to_month'];

const ofIntervals: readonly FunctionEntry[] = intervals.flatMap((type) => [
  aggregate(`sum(${type}): ${type}`, 'CAST({sum}($1) AS BIGINT)'),
  aggregate(`avg(${type}): ${type}`, 'CAST(floor({avg}(CAST($1 AS DOUBLE)) + 0.5::DOUBLE) AS BIGINT)'),
]);

/** NaN where one of the numbers is negative. */
const geometricMean = (carrier: string): string =>
  `CAST(exp({avg}(tr_logarithm(CAST($1 AS DOUBLE)))) AS ${carrier})`;

const bits = ['and', 'or', 'xor'].map((name) =>
  aggregate(`bitwise_${name}_agg(bigint): bigint`, `{bit_${name}}($1)`),
);

export const sums: FunctionLibrary = {
  entries: [
    aggregate('count(): bigint', '{count}()'),
    aggregate('count(T): bigint', '{count}($1)'),
    aggregate('count_if(boolean): bigint', 'coalesce(CAST({sum}(CAST($1 AS BIGINT)) AS BIGINT), 0)'),
    // No number of rows leads from these beyond a bigint.
    aggregate('sum(tinyint): bigint', 'CAST({sum}($1) AS BIGINT)'),
    aggregate('sum(smallint): bigint', 'CAST({sum}($1) AS BIGINT)'),
    aggregate('sum(integer): bigint', 'CAST({sum}($1) AS BIGINT)'),
    aggregate('sum(bigint): bigint', wholeSum),
    aggregate('sum(decimal(p, s)): decimal(38, s)', decimalSum, {
      resultOf: ([value]) => decimal(38, exactOf(value?.type).scale),
    }),
    aggregate('sum(real): real', 'CAST({sum}(CAST($1 AS DOUBLE)) AS FLOAT)'),
    aggregate('sum(double): double', '{sum}($1)'),
    aggregate('avg(bigint): double', '{avg}(CAST($1 AS DOUBLE))'),
    aggregate('avg(decimal(p, s)): decimal(p, s)', decimalAverage),
    aggregate('avg(real): real', 'CAST({avg}(CAST($1 AS DOUBLE)) AS FLOAT)'),
    aggregate('avg(double): double', '{avg}($1)'),
    ...ofIntervals,
    aggregate('geometric_mean(bigint): double', geometricMean('DOUBLE')),
    aggregate('geometric_mean(double): double', geometricMean('DOUBLE')),
    aggregate('geometric_mean(real): real', geometricMean('FLOAT')),
    aggregate('bool_and(boolean): boolean', '{bool_and}($1)'),
    aggregate('every(boolean): boolean', '{bool_and}($1)'),
    aggregate('bool_or(boolean): boolean', '{bool_or}($1)'),
    ...bits,
  ],
  refused: [],
  macros: [
    macro(
      'tr_sum_in_turn(s)',
      `CASE WHEN s IS NOT NULL THEN ${unsupported('a sum of bigints that leads beyond them on the way: sum them as decimal(38,0)', 'BIGINT')} END`,
    ),
    macro('tr_mean_of(s, n)', 'CASE WHEN n > 0 THEN tr_half_up(s, CAST(n AS HUGEINT)) END'),
    bindingMacro(
      'tr_logarithm(x)',
      'x',
      (v) =>
        `CASE WHEN ${v} > 0 THEN ln(${v}) WHEN ${v} = 0 THEN '-Infinity'::DOUBLE WHEN ${v} IS NOT NULL THEN 'NaN'::DOUBLE END`,
    ),
  ],
};
