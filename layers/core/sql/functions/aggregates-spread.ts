/** Aggregates of statistics: variance, correlation, regression, the shape of a distribution. */
import { once } from '../emit.ts';
import { aggregate, type BoundCall, type FunctionEntry, type FunctionLibrary } from '../function-entry.ts';
import { bindingMacro } from './macro.ts';

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

/** NULL where the numbers do not say. */
const finite = (sql: string): string => `tr_finite(${sql})`;

const ofPairs: readonly FunctionEntry[] = ['corr', 'regr_slope', 'regr_intercept'].flatMap((name) => [
  aggregate(`${name}(double, double): double`, finite(`{${name}}($1, $2)`)),
  aggregate(
    `${name}(real, real): real`,
    `CAST(${finite(`{${name}}(CAST($1 AS DOUBLE), CAST($2 AS DOUBLE))`)} AS FLOAT)`,
  ),
]);

const covariances: readonly FunctionEntry[] = ['covar_pop', 'covar_samp'].flatMap((name) => [
  aggregate(`${name}(double, double): double`, `{${name}}($1, $2)`),
  aggregate(`${name}(real, real): real`, `CAST({${name}}(CAST($1 AS DOUBLE), CAST($2 AS DOUBLE)) AS FLOAT)`),
]);

const shapes: readonly FunctionEntry[] = ['skewness', 'kurtosis'].flatMap((name) => [
  aggregate(`${name}(bigint): double`, `tr_${name}({list}(CAST($1 AS DOUBLE)))`),
  aggregate(`${name}(double): double`, `tr_${name}({list}($1))`),
]);

const power = (v: string, exponent: number): string => {
  const deviation = Array.from({ length: exponent }, () => `(tr_x - ${v}.m)`).join(' * ');
  return `list_sum(list_transform(${v}.l, lambda tr_x: ${deviation}))`;
};

export const spread: FunctionLibrary = {
  entries: [...spreads, ...ofPairs, ...covariances, ...shapes],
  refused: [],
  macros: [
    bindingMacro('tr_finite(x)', 'x', (v) => `CASE WHEN isfinite(${v}) THEN ${v} END`),
    // Numbers, how many there are and their mean.
    bindingMacro(
      'tr_centred(l)',
      'list_filter(l, lambda tr_x: tr_x IS NOT NULL)',
      (v) => `{l: ${v}, n: CAST(len(${v}) AS DOUBLE), m: list_avg(${v})}`,
    ),
    bindingMacro(
      'tr_moments(l)',
      'tr_centred(l)',
      (v) => `{n: ${v}.n, m2: ${power(v, 2)}, m3: ${power(v, 3)}, m4: ${power(v, 4)}}`,
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
