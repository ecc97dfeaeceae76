/** Aggregates of statistics: variance, correlation, regression, the shape of a distribution. */
import { once } from '../emit.ts';
import { aggregate, type BoundCall, type FunctionEntry, type FunctionLibrary } from '../function-entry.ts';
import { carrierOf } from '../types.ts';
import { bindingMacro, macro } from './macro.ts';

const variances: Readonly<Record<string, string>> = {
  stddev: 'stddev_samp',
  stddev_samp: 'stddev_samp',
  stddev_pop: 'stddev_pop',
  variance: 'var_samp',
  var_samp: 'var_samp',
  var_pop: 'var_pop',
};

/** DuckDB raises over infinite numbers. */
function ofDoubles(name: string, call: BoundCall): string {
  const [value = ''] = call.args;
  const finite = once([value], (x) => `CASE WHEN isfinite(${x}) THEN ${x} END`);
  const least = name.endsWith('_pop') ? 1 : 2;
  return `CASE WHEN NOT ${call.aggregate('bool_and', `isfinite(${value})`)}
    THEN CASE WHEN ${call.aggregate('count', value)} >= ${least} THEN 'NaN'::DOUBLE END
    ELSE ${call.aggregate(name, finite)} END`;
}

const spreads: readonly FunctionEntry[] = Object.entries(variances).flatMap(([name, ours]) => [
  aggregate(`${name}(bigint): double`, `{${ours}}(CAST($1 AS DOUBLE))`),
  aggregate(`${name}(double): double`, (call) => ofDoubles(ours, call)),
]);

/** @param otherwise what is answered where a number is infinite or none: DuckDB would raise */
function ofPairs(name: string, call: BoundCall, otherwise: string): string {
  const [x, y] = call.args.map((value) => `CAST(${value} AS DOUBLE)`) as [string, string];
  const finite = `isfinite(${x}) AND isfinite(${y})`;
  const known = `${x} IS NULL OR ${y} IS NULL OR (${finite})`;
  const value = call.aggregate(name, `CASE WHEN ${finite} THEN ${x} END`, y);
  const result = `CASE WHEN NOT ${call.aggregate('bool_and', known)} THEN ${otherwise} ELSE tr_finite(${value}) END`;
  return `CAST(${result} AS ${carrierOf(call.result)})`;
}

/** A covariance of a sample is of two pairs at least. */
function noNumber(name: string, call: BoundCall): string {
  if (!name.startsWith('covar')) return 'NULL';
  const least = name === 'covar_samp' ? 2 : 1;
  return `CASE WHEN ${call.aggregate('regr_count', ...call.args)} >= ${least} THEN 'NaN'::DOUBLE END`;
}

const pairs: readonly FunctionEntry[] = [
  'corr',
  'regr_slope',
  'regr_intercept',
  'covar_pop',
  'covar_samp',
].flatMap((name) =>
  ['real', 'double'].map((type) =>
    aggregate(`${name}(${type}, ${type}): ${type}`, (call) => ofPairs(name, call, noNumber(name, call))),
  ),
);

const shapes: readonly FunctionEntry[] = ['skewness', 'kurtosis'].flatMap((name) => [
  aggregate(`${name}(bigint): double`, `tr_${name}({list}(CAST($1 AS DOUBLE)))`),
  aggregate(`${name}(double): double`, `tr_${name}({list}($1))`),
]);

/** The moments of so far with one number more: as Trino adds it, for its own errors stay within 1e-9 only. */
const grown = (s: string, x: string): string =>
  once([s, `${x} - ${s}.m1`], (a, d) =>
    once([a as string, d as string, `${d} / (${a}.n + 1)`], (b, delta, part) =>
      once([b as string, part as string, `${delta} * ${part} * ${b}.n`], grownBy),
    ),
  );

function grownBy(s = '', d = '', more = ''): string {
  const n = `(${s}.n + 1)`;
  return `{n: ${n}, m1: ${s}.m1 + ${d}, m2: ${s}.m2 + ${more},
    m3: ${s}.m3 + (${more} * ${d} * (${n} - 2) - 3 * ${d} * ${s}.m2),
    m4: ${s}.m4 + (${more} * ${d} * ${d} * (${n} * ${n} - 3 * ${n} + 3) + 6 * ${d} * ${d} * ${s}.m2 - 4 * ${d} * ${s}.m3), x: 0.0::DOUBLE}`;
}

const power = (v: string, exponent: number): string => {
  const deviation = Array.from({ length: exponent }, () => `(tr_x - ${v}.m)`).join(' * ');
  return `list_sum(list_transform(${v}.l, lambda tr_x: ${deviation}))`;
};

export const spread: FunctionLibrary = {
  entries: [...spreads, ...pairs, ...shapes],
  refused: [],
  macros: [
    bindingMacro('tr_finite(x)', 'x', (v) => `CASE WHEN isfinite(${v}) THEN ${v} END`),
    macro(
      'tr_moments_from(x)',
      '{n: 0.0::DOUBLE, m1: 0.0::DOUBLE, m2: 0.0::DOUBLE, m3: 0.0::DOUBLE, m4: 0.0::DOUBLE, x: x}',
    ),
    macro(
      'tr_moments_in_turn(l)',
      `list_reduce(list_transform(l, lambda tr_x: tr_moments_from(tr_x)),
        lambda tr_a, tr_b: ${grown('tr_a', 'tr_b.x')}, tr_moments_from(0.0::DOUBLE))`,
    ),
    bindingMacro(
      'tr_moments_at_once(l)',
      '{l: l, m: list_avg(l)}',
      (v) =>
        `{n: CAST(len(${v}.l) AS DOUBLE), m1: ${v}.m, m2: ${power(v, 2)}, m3: ${power(v, 3)}, m4: ${power(v, 4)}, x: 0.0::DOUBLE}`,
    ),
    // DuckDB's reduction is slow; of many numbers Trino's own order of rows is not given either.
    bindingMacro(
      'tr_moments(l)',
      'list_filter(l, lambda tr_x: tr_x IS NOT NULL)',
      (v) => `CASE WHEN len(${v}) > 200 THEN tr_moments_at_once(${v}) ELSE tr_moments_in_turn(${v}) END`,
    ),
    bindingMacro(
      'tr_skewness(l)',
      'tr_moments(l)',
      (v) =>
        `CASE WHEN ${v}.n >= 3 THEN tr_divide_double(sqrt(${v}.n) * ${v}.m3, ${v}.m2 * sqrt(${v}.m2)) END`,
    ),
    bindingMacro(
      'tr_kurtosis(l)',
      'tr_moments(l)',
      (v) => `CASE WHEN ${v}.n >= 4 THEN
        ${v}.n * (${v}.n + 1) * (${v}.n - 1) / ((${v}.n - 2) * (${v}.n - 3)) * tr_divide_double(${v}.m4, ${v}.m2 * ${v}.m2)
        - 3 * (${v}.n - 1) * (${v}.n - 1) / ((${v}.n - 2) * (${v}.n - 3)) END`,
    ),
  ],
};
