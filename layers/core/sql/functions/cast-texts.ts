/** Macros of the casts that read or write texts: numbers, truth values, UUIDs. */
import { bindingMacro, macro } from './macro.ts';
import { unsupported } from './raised.ts';
import { shortest } from './shown-numbers.ts';

/** What Java calls a digit, but for those beyond the basic plane: the first of each ten. */
const zeros: readonly number[] = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
  0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
  0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];
const otherDigits = zeros
  .flatMap((zero) => Array.from({ length: 10 }, (_, digit) => String.fromCodePoint(zero + digit)))
  .join('');
const digitsFor = '0123456789'.repeat(zeros.length);

/** A text that no type reads: casting it raises. */
const wrong = (value: string): string => `'INVALID_CAST_ARGUMENT: cannot cast ' || ${value}`;

/** Java reads these as well. */
const hexadecimal = '[+-]?0[xX]([0-9a-fA-F]+\\.?|[0-9a-fA-F]*\\.[0-9a-fA-F]+)[pP][+-]?[0-9]+[dDfF]?';
const number = '([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?';

const reading: readonly string[] = [
  // Java's trim(): controls and spaces.
  macro('tr_trimmed(x)', `regexp_replace(x, '^[\\x00-\\x20]+|[\\x00-\\x20]+$', '', 'g')`),
  macro('tr_ascii_digits(x)', `translate(x, '${otherDigits}', '${digitsFor}')`),
  bindingMacro(
    'tr_whole_of(x)',
    'tr_ascii_digits(tr_trimmed(x))',
    (v) => `CASE WHEN regexp_full_match(${v}, '[+-]?[0-9]+') THEN ${v} ELSE ${wrong(v)} END`,
  ),
  bindingMacro(
    'tr_floating_of(x)',
    'tr_trimmed(x)',
    (
      v,
    ) => `CASE WHEN regexp_full_match(${v}, '${hexadecimal}') THEN ${unsupported('a hexadecimal text as a number')}
      WHEN NOT regexp_full_match(${v}, '[+-]?(NaN|Infinity|${number}[dDfF]?)') THEN ${wrong(v)}
      WHEN ${v} LIKE '%NaN' THEN 'NaN' WHEN ${v} LIKE '%y' THEN ${v} ELSE rtrim(${v}, 'dDfF') END`,
  ),
  bindingMacro(
    'tr_point_from_right(d, k)',
    '{d: d, k: k}',
    (v) => `left(${v}.d, length(${v}.d) - ${v}.k) || '.' || right(${v}.d, ${v}.k)`,
  ),
  bindingMacro(
    'tr_point_moved(d, k)',
    '{d: d, k: k}',
    (v) => `CASE WHEN ${v}.k >= 0 THEN ${v}.d || repeat('0', ${v}.k)
      ELSE tr_point_from_right(lpad(${v}.d, greatest(length(${v}.d), 1 - ${v}.k)::INTEGER, '0'), -${v}.k) END`,
  ),
  // DuckDB reads 1.25 as decimal(3,2), but not 12.5e-1.
  bindingMacro(
    'tr_without_exponent(x)',
    `struct_insert(regexp_extract(x, '^([+-]?)([0-9]*)\\.?([0-9]*)[eE]([+-]?[0-9]{1,4})$', ['s', 'w', 'f', 'e']), t := x)`,
    (v) =>
      `CASE WHEN ${v}.e = '' THEN ${v}.t ELSE ${v}.s || tr_point_moved(${v}.w || ${v}.f, CAST(${v}.e AS INTEGER) - length(${v}.f)) END`,
  ),
  bindingMacro(
    'tr_decimal_of(x)',
    'tr_ascii_digits(x)',
    (v) =>
      `CASE WHEN regexp_full_match(${v}, '[+-]?${number}') THEN tr_without_exponent(${v}) ELSE ${wrong(v)} END`,
  ),
  bindingMacro(
    'tr_boolean_of(x)',
    'x',
    (v) => `CASE lower(${v}) WHEN 't' THEN true WHEN 'true' THEN true WHEN '1' THEN true
      WHEN 'f' THEN false WHEN 'false' THEN false WHEN '0' THEN false ELSE CAST(${wrong(v)} AS BOOLEAN) END`,
  ),
  bindingMacro(
    'tr_uuid_of(x)',
    'x',
    (
      v,
    ) => `CAST(CASE WHEN regexp_full_match(${v}, '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}') THEN ${v}
      ELSE ${wrong(v)} END AS UUID)`,
  ),
  macro('tr_uuid_of_bytes(x)', 'CAST(hex(x) AS UUID)'),
];

/**
 * Java's old algorithm writes some doubles with more digits than they need: powers of two that are no short number, and
 * others between 2^53 and 1E27.
 */
const isWrittenOtherwise = (v: string, shortest: string): string => `(abs(${v}) < 1e-305
  OR (abs(${v}) < 1e-7 OR abs(${v}) >= 1e27) AND abs(${v}) = pow(2, round(log2(abs(${v}))))
  OR abs(${v}) >= 9007199254740992 AND abs(${v}) < 1e27 AND NOT (abs(${v}) < 9.2233720368547758e18 AND rtrim(CAST(CAST(abs(${v}) AS HUGEINT) AS VARCHAR), '0') = ${shortest}))`;

const digitsOf = (text: string): string =>
  `rtrim(ltrim(replace(split_part(ltrim(${text}, '-'), 'e', 1), '.', ''), '0'), '0')`;

const writing: readonly string[] = [
  bindingMacro(
    'tr_fitted(x, n)',
    'x',
    (v) => `CASE WHEN length(${v}) > n THEN CAST(CAST(${wrong(v)} AS INTEGER) AS VARCHAR) ELSE ${v} END`,
  ),
  bindingMacro(
    'tr_scientific_digits(d, e)',
    '{d: d, e: e}',
    (v) => `${v}.d[1] || '.' || CASE WHEN length(${v}.d) > 1 THEN ${v}.d[2:] ELSE '0' END || 'E' || ${v}.e`,
  ),
  // The place of the first digit, by DuckDB's text without a sign: 12.5 → 1, 0.05 → -2, 1.5e+20 → 20.
  bindingMacro(
    'tr_exponent(t)',
    `{m: split_part(t, 'e', 1), e: coalesce(TRY_CAST(split_part(t, 'e', 2) AS INTEGER), 0)}`,
    (
      v,
    ) => `${v}.e + CASE WHEN ${v}.m LIKE '0.%' THEN length(ltrim(split_part(${v}.m, '.', 2), '0')) - length(${v}.m) + 1
      ELSE length(split_part(${v}.m, '.', 1)) - 1 END`,
  ),
  macro('tr_scientific(t)', `tr_scientific_digits(${digitsOf('t')}, CAST(split_part(t, 'e', 2) AS INTEGER))`),
  bindingMacro(
    'tr_double_text(x)',
    'x',
    (
      v,
    ) => `CASE WHEN isnan(${v}) THEN 'NaN' WHEN ${v} = 0 THEN CASE WHEN signbit(${v}) THEN '-0E0' ELSE '0E0' END
      WHEN isinf(${v}) THEN CASE WHEN ${v} > 0 THEN 'Infinity' ELSE '-Infinity' END
      ELSE CASE WHEN ${v} < 0 THEN '-' ELSE '' END || tr_double_digits(abs(${v})) END`,
  ),
  // DuckDB's own text is not asked: of a few doubles it is another number.
  bindingMacro(
    'tr_double_digits(x)',
    `{x: x, t: ${shortest('x', 'DOUBLE', [14, 15, 16])}}`,
    (v) => `CASE WHEN ${isWrittenOtherwise(`${v}.x`, digitsOf(`${v}.t`))}
        THEN ${unsupported('such a double as a text')} ELSE tr_scientific(${v}.t) END`,
  ),
  // Half to even; but of what is whole and fits into a bigint, Java takes a half up.
  bindingMacro(
    'tr_seven_digits(x)',
    'x',
    (v) =>
      `format('{:.6e}', CASE WHEN ${v} >= 1e7 AND ${v} < 9223372036854775808 THEN ${v} * (1 + 1e-12) ELSE ${v} END)`,
  ),
  // Of the shortest number that means it, not of its own; Java does not always see that seven digits are enough.
  bindingMacro(
    'tr_real_digits(x)',
    `{x: x, t: format('{:.6e}', CAST(x AS DOUBLE)), s: tr_seven_digits(CAST(${shortest('x', 'FLOAT', [7, 8])} AS DOUBLE))}`,
    (v) => `CASE WHEN ${v}.s <> ${v}.t AND TRY_CAST(${v}.t AS FLOAT) = ${v}.x
      THEN ${unsupported('such a real as a text')} ELSE tr_scientific(${v}.s) END`,
  ),
  bindingMacro(
    'tr_real_text(x)',
    'x',
    (
      v,
    ) => `CASE WHEN isnan(${v}) THEN 'NaN' WHEN ${v} = 0 THEN CASE WHEN signbit(${v}) THEN '-0E0' ELSE '0E0' END
      WHEN isinf(${v}) THEN CASE WHEN ${v} > 0 THEN 'Infinity' ELSE '-Infinity' END
      WHEN abs(${v}) < 1.18e-38 THEN ${unsupported('such a real as a text')}
      ELSE CASE WHEN ${v} < 0 THEN '-' ELSE '' END || tr_real_digits(abs(${v})) END`,
  ),
];

const numbers: readonly string[] = [
  bindingMacro(
    'tr_not_least(x)',
    'x',
    (v) => `CASE WHEN ${v} = -9223372036854775808
      THEN ${unsupported('the least bigint as such a decimal', 'BIGINT')} ELSE ${v} END`,
  ),
  // What is beyond the greatest REAL is infinite.
  bindingMacro(
    'tr_real(x)',
    'x',
    (v) => `CASE WHEN isnan(${v}) THEN 'NaN'::FLOAT WHEN ${v} >= 3.4028235677973366e38 THEN 'Infinity'::FLOAT
      WHEN ${v} <= -3.4028235677973366e38 THEN '-Infinity'::FLOAT ELSE CAST(${v} AS FLOAT) END`,
  ),
  // A REAL beyond the greatest BIGINT becomes that one; a DOUBLE raises.
  bindingMacro(
    'tr_bigint_of_real(x)',
    'x',
    (
      v,
    ) => `CASE WHEN isnan(${v}) THEN CAST(round(${v}) AS BIGINT) WHEN ${v} >= 9223372036854775807 THEN 9223372036854775807
      WHEN ${v} <= -9223372036854775808 THEN -9223372036854775808 ELSE CAST(round(${v}) AS BIGINT) END`,
  ),
];

export const castTextMacros: readonly string[] = [...reading, ...writing, ...numbers];
