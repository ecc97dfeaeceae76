/**
 * Numbers of floating point as Athena shows them, which is as Java writes them and not as CAST does: the fewest digits
 * that mean the number, with an exponent only where it is large or small: `1.0`, `1.0E7`, `0.001`, `1.0E-4`. DuckDB's
 * own text is not asked: for some numbers it has more digits, for a few another value.
 */
import { bindingMacro } from './macro.ts';

/**
 * The first of these numbers of digits behind the point that gives the number back. A power of two has more room above
 * than below: there the next number of one digit less may do where the nearest does not.
 */
export function shortest(v: string, type: 'DOUBLE' | 'FLOAT', digits: readonly number[]): string {
  const texts = digits.map((count) => `format('{:.${count}e}', CAST(abs(${v}) AS DOUBLE))`);
  const longest = texts.at(-1) ?? '';
  const candidates = [...texts.slice(0, -1), `tr_next_above(${longest})`, longest];
  const tried = candidates.map((text) => `WHEN TRY_CAST(${text} AS ${type}) = abs(${v}) THEN ${text}`);
  return `CASE ${tried.join(' ')} END`;
}

const shown = (name: string, type: 'DOUBLE' | 'FLOAT', least: string, digits: readonly number[]): string =>
  bindingMacro(
    `${name}(x)`,
    'x',
    (
      v,
    ) => `CASE WHEN isnan(${v}) THEN 'NaN' WHEN ${v} = 0 THEN CASE WHEN signbit(${v}) THEN '-0.0' ELSE '0.0' END
      WHEN isinf(${v}) THEN CASE WHEN ${v} > 0 THEN 'Infinity' ELSE '-Infinity' END
      WHEN abs(${v}) < ${least} THEN CAST(CAST('NOT_SUPPORTED: so small a number in an answer' AS INTEGER) AS VARCHAR)
      ELSE CASE WHEN ${v} < 0 THEN '-' ELSE '' END || tr_laid_out(${shortest(v, type, digits)}) END`,
  );

/** Of what is smaller Java writes other digits. */
export const shownNumbers: readonly string[] = [
  bindingMacro(
    'tr_next_above(t)',
    `{d: CAST(CAST(replace(split_part(t, 'e', 1), '.', '') AS BIGINT) // 10 + 1 AS VARCHAR), e: split_part(t, 'e', 2)}`,
    (v) => `${v}.d[1] || '.' || ${v}.d[2:] || 'e' || ${v}.e`,
  ),
  bindingMacro(
    'tr_laid_out(t)',
    `{d: rtrim(replace(split_part(t, 'e', 1), '.', ''), '0'), e: CAST(split_part(t, 'e', 2) AS INTEGER)}`,
    (v) => `CASE WHEN ${v}.e >= 7 OR ${v}.e < -3
        THEN ${v}.d[1] || '.' || coalesce(nullif(${v}.d[2:], ''), '0') || 'E' || ${v}.e
      WHEN ${v}.e < 0 THEN '0.' || repeat('0', -${v}.e - 1) || ${v}.d
      ELSE rpad(${v}.d[1:${v}.e + 1], ${v}.e + 1, '0') || '.' || coalesce(nullif(${v}.d[${v}.e + 2:], ''), '0') END`,
  ),
  shown('tr_shown_double', 'DOUBLE', '1e-300', [14, 15, 16]),
  shown('tr_shown_real', 'FLOAT', '1e-37', [5, 6, 7, 8]),
];
