/** Functions of distributions. What needs a special function that DuckDB has not is refused. */
import { type FunctionLibrary, type RefusedFunction, scalar } from '../function-entry.ts';
import { bindingMacro } from './macro.ts';

const without = ['beta_cdf', 'inverse_beta_cdf', 'inverse_normal_cdf', 'normal_cdf', 't_cdf', 't_pdf'];

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
    scalar('wilson_interval_upper(bigint, bigint, double): double', 'tr_wilson_upper($1, $2, $3)'),
  ],
  refused: without.map(refusal),
  macros: [wilson('lower', '-'), wilson('upper', '+')],
};
