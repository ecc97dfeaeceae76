/** Roots, powers, logarithms, angles and what floating numbers are. DuckDB raises where Trino gives NaN. */
import { once } from '../emit.ts';
import { type FunctionLibrary, scalar } from '../function-entry.ts';
import { bindingMacro } from './macro.ts';

const nan = `'NaN'::DOUBLE`;

/** Only where DuckDB has an answer; else what Trino says. */
const within = (name: string, good: (v: string) => string, otherwise: (v: string) => string): string =>
  bindingMacro(
    `tr_${name}(x)`,
    'x',
    (v) => `CASE WHEN ${good(v)} THEN ${name}(${v}) WHEN ${v} IS NOT NULL THEN ${otherwise(v)} END`,
  );

const logarithm = (name: string): string =>
  within(
    name,
    (v) => `${v} > 0`,
    (v) => `CASE WHEN ${v} = 0 THEN '-Infinity'::DOUBLE ELSE ${nan} END`,
  );

const onlyFinite = (name: string): string =>
  within(
    name,
    (v) => `isfinite(${v})`,
    () => nan,
  );

const plain = ['cbrt', 'exp', 'atan', 'cosh', 'sinh', 'tanh', 'degrees', 'radians'];
const guarded = ['acos', 'asin', 'cos', 'sin', 'tan', 'ln', 'log2', 'log10', 'sqrt'];

export const elementary: FunctionLibrary = {
  entries: [
    ...plain.map((name) => scalar(`${name}(double): double`, `${name}($1)`)),
    ...guarded.map((name) => scalar(`${name}(double): double`, `tr_${name}($1)`)),
    scalar('atan2(double, double): double', 'atan2($1, $2)'),
    scalar('log(double, double): double', ({ args: [base = '', value = ''] }) =>
      once([`tr_ln(${value})`, `tr_ln(${base})`], (a, b) => `tr_divide_double(${a}, ${b})`),
    ),
    ...['pow', 'power'].map((name) => scalar(`${name}(double, double): double`, 'tr_power($1, $2)')),
    scalar('e(): double', '2.718281828459045::DOUBLE'),
    scalar('pi(): double', 'pi()'),
    scalar('infinity(): double', `'Infinity'::DOUBLE`),
    scalar('nan(): double', nan),
    scalar('is_nan(double): boolean', 'isnan($1)'),
    scalar('is_nan(real): boolean', 'isnan($1)'),
    scalar('is_finite(double): boolean', 'isfinite($1)'),
    scalar('is_infinite(double): boolean', 'isinf($1)'),
  ],
  refused: [],
  macros: [
    ...['ln', 'log2', 'log10'].map(logarithm),
    ...['cos', 'sin', 'tan'].map(onlyFinite),
    ...['acos', 'asin'].map((name) =>
      within(
        name,
        (v) => `abs(${v}) <= 1`,
        () => nan,
      ),
    ),
    within(
      'sqrt',
      (v) => `${v} >= 0`,
      () => nan,
    ),
    // 1 to the power of NaN is NaN in Java, and so is one of either sign to the power of infinity.
    bindingMacro(
      'tr_power(x, y)',
      '{x: x, y: y}',
      (v) => `CASE WHEN ${v}.x IS NULL OR ${v}.y IS NULL THEN NULL WHEN ${v}.y = 0 THEN 1.0::DOUBLE
        WHEN isnan(${v}.y) OR isnan(${v}.x) OR abs(${v}.x) = 1 AND isinf(${v}.y) THEN ${nan}
        WHEN ${v}.x = 0 AND ${v}.y < 0 THEN CASE WHEN signbit(${v}.x) AND ${v}.y % 2 = -1 THEN '-Infinity'::DOUBLE ELSE 'Infinity'::DOUBLE END
        WHEN ${v}.x < 0 AND isfinite(${v}.y) AND ${v}.y <> trunc(${v}.y) AND isfinite(${v}.x) THEN ${nan}
        ELSE pow(${v}.x, ${v}.y) END`,
    ),
  ],
};
