/** Numbers written in other bases, and in buckets. */
import { type FunctionLibrary, scalar } from '../function-entry.ts';
import { bindingMacro } from './macro.ts';

const wrong = (why: string): string => `CAST('INVALID_FUNCTION_ARGUMENT: ${why}' AS BIGINT)`;
const digits = '0123456789abcdefghijklmnopqrstuvwxyz';

export const bases: FunctionLibrary = {
  entries: [
    scalar('from_base(varchar, bigint): bigint', 'tr_from_base($1, $2)'),
    scalar('to_base(bigint, bigint): varchar', 'tr_to_base($1, $2)'),
    scalar('width_bucket(double, double, double, bigint): bigint', 'tr_width_bucket($1, $2, $3, $4)'),
    scalar('width_bucket(double, array(double)): bigint', 'tr_bin($1, $2)'),
  ],
  refused: [],
  macros: [
    // The places of the digits, each from 0.
    bindingMacro(
      'tr_digit_places(x)',
      `lower(ltrim(x, '+-'))`,
      (v) => `list_transform(range(1, length(${v}) + 1), lambda tr_i: strpos('${digits}', ${v}[tr_i]) - 1)`,
    ),
    bindingMacro(
      'tr_from_base(x, b)',
      '{x: x, b: b, d: tr_digit_places(x)}',
      (v) => `CASE WHEN ${v}.x IS NULL OR ${v}.b IS NULL THEN NULL
        WHEN ${v}.b < 2 OR ${v}.b > 36 THEN ${wrong('Radix must be between 2 and 36')}
        WHEN len(${v}.d) = 0 OR length(${v}.x) - len(${v}.d) > 1 OR len(list_filter(${v}.d, lambda tr_i: tr_i < 0 OR tr_i >= ${v}.b)) > 0
          THEN ${wrong('not a number of this base')}
        ELSE CAST(list_reduce(list_transform(list_prepend(0, ${v}.d), lambda tr_i: CAST(tr_i AS HUGEINT)),
            lambda tr_a, tr_i: least(tr_a * ${v}.b + tr_i, 10000000000000000000::HUGEINT))
          * CASE WHEN ${v}.x LIKE '-%' THEN -1 ELSE 1 END AS BIGINT) END`,
    ),
    bindingMacro(
      'tr_to_base(x, b)',
      '{x: x, b: b}',
      (
        v,
      ) => `CASE WHEN ${v}.x IS NULL THEN NULL WHEN ${v}.b < 2 OR ${v}.b > 36 THEN CAST(${wrong('Radix must be between 2 and 36')} AS VARCHAR)
        WHEN ${v}.x < 0 THEN '-' || lower(to_base(-${v}.x, CAST(${v}.b AS INTEGER)))
        ELSE lower(to_base(${v}.x, CAST(${v}.b AS INTEGER))) END`,
    ),
    bindingMacro(
      'tr_width_bucket(x, a, b, n)',
      '{x: x, a: a, b: b, n: n, l: least(a, b), u: greatest(a, b)}',
      (v) => `CASE WHEN ${v}.x IS NULL OR ${v}.a IS NULL OR ${v}.b IS NULL OR ${v}.n IS NULL THEN NULL
        WHEN ${v}.n <= 0 THEN ${wrong('bucketCount must be greater than 0')}
        WHEN isnan(${v}.x) OR NOT isfinite(${v}.a) OR NOT isfinite(${v}.b) OR ${v}.a = ${v}.b THEN ${wrong('no such bounds')}
        ELSE tr_bucket_side(CASE WHEN ${v}.x < ${v}.l THEN 0 WHEN ${v}.x >= ${v}.u THEN ${v}.n + 1
          ELSE CAST(trunc(CAST(${v}.n AS DOUBLE) * (${v}.x - ${v}.l) / (${v}.u - ${v}.l) + 1) AS BIGINT) END, ${v}.n, ${v}.a > ${v}.b) END`,
    ),
    bindingMacro(
      'tr_bucket_side(r, n, f)',
      '{r: r, n: n, f: f}',
      (v) => `CASE WHEN ${v}.f THEN ${v}.n - ${v}.r + 1 ELSE ${v}.r END`,
    ),
    bindingMacro(
      'tr_bin(x, l)',
      '{x: x, l: l}',
      (
        v,
      ) => `CASE WHEN ${v}.x IS NULL OR ${v}.l IS NULL THEN NULL WHEN len(${v}.l) = 0 THEN ${wrong('Bins cannot be an empty array')}
        WHEN isnan(${v}.x) OR len(list_filter(${v}.l, lambda tr_i: tr_i IS NULL OR NOT isfinite(tr_i))) > 0 OR list_sort(${v}.l) <> ${v}.l
          THEN ${wrong('bins must be finite and ascending')}
        ELSE len(list_filter(${v}.l, lambda tr_i: tr_i <= ${v}.x)) END`,
    ),
  ],
};
