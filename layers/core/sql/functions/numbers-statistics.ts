/** Functions of distributions. Those with a special function are programs that DuckDB is taught. */
import { type FunctionLibrary, type RefusedFunction, scalar } from '../function-entry.ts';
import { bindingMacro } from './macro.ts';
import { unsupported } from './raised.ts';

const without = ['inverse_beta_cdf'];

const refusal = (name: string): RefusedFunction => ({
  name,
  en: `${name} is not to be had without a cloud`,
  zh: `本机不支持 ${name}`,
});

const wilson = (side: 'lower' | 'upper', sign: '+' | '-'): string =>
  bindingMacro(
    `tr_wilson_${side}(s, n, z)`,
    '{s: CAST(s AS DOUBLE), n: CAST(n AS DOUBLE), z: z, p: CAST(s AS DOUBLE) / CAST(n AS DOUBLE)}',
    (v) => `CASE WHEN ${v}.p IS NULL OR ${v}.z IS NULL THEN NULL
      WHEN isnan(${v}.z) OR ${v}.s < 0 OR ${v}.n <= 0 OR ${v}.s > ${v}.n OR ${v}.z < 0
        THEN CAST('INVALID_FUNCTION_ARGUMENT: successes, trials or z out of range' AS DOUBLE)
      ELSE (${v}.p + ${v}.z * ${v}.z / (2 * ${v}.n) ${sign} ${v}.z * sqrt(${v}.p * (1 - ${v}.p) / ${v}.n + ${v}.z * ${v}.z / (4 * ${v}.n * ${v}.n)))
        / (1 + ${v}.z * ${v}.z / ${v}.n) END`,
  );

export const statistics: FunctionLibrary = {
  entries: [
    scalar('wilson_interval_lower(bigint, bigint, double): double', 'tr_wilson_lower($1, $2, $3)'),
    ...['normal_cdf', 'inverse_normal_cdf'].map((name) =>
      scalar(`${name}(double, double, double): double`, `tr_${name}($1, $2, $3)`),
    ),
    scalar('beta_cdf(double, double, double): double', 'tr_finite_beta_cdf($1, $2, $3)'),
    ...['t_cdf', 't_pdf'].map((name) => scalar(`${name}(double, double): double`, `tr_${name}($1, $2)`)),
    scalar('wilson_interval_upper(bigint, bigint, double): double', 'tr_wilson_upper($1, $2, $3)'),
  ],
  refused: without.map(refusal),
  macros: [
    wilson('lower', '-'),
    wilson('upper', '+'),
    bindingMacro(
      'tr_finite_beta_cdf(a, b, x)',
      '{a: a, b: b, x: x}',
      (v) => `CASE WHEN isinf(${v}.a) OR isinf(${v}.b) THEN ${unsupported('beta_cdf of infinity', 'DOUBLE')}
        ELSE tr_beta_cdf(${v}.a, ${v}.b, ${v}.x) END`,
    ),
  ],
};
