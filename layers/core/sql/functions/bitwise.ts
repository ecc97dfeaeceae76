/** Functions over the bits of whole numbers. */
import { type FunctionEntry, type FunctionLibrary, scalar } from '../function-entry.ts';
import { bindingMacro } from './macro.ts';
import { unsupported } from './raised.ts';

const widths = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 } as const;

/** What is shifted out is lost; by the type's width or more nothing is left. */
const shifts: readonly FunctionEntry[] = Object.entries(widths).flatMap(([type, width]) => {
  const shift = (name: string, macro: string): FunctionEntry =>
    scalar(`${name}(${type}, integer): ${type}`, `CAST(${macro}($1, $2, ${width}) AS ${type.toUpperCase()})`);
  return [
    shift('bitwise_left_shift', 'tr_shift_left'),
    shift('bitwise_right_shift', 'tr_shift_right'),
    shift('bitwise_right_shift_arithmetic', 'tr_shift_arithmetic'),
  ];
});

/** Of less than nothing Java takes the last six bits. */
const shifted = '{x: CAST(x AS HUGEINT), n: CASE WHEN n < 0 THEN n & 63 ELSE n END}';

const two = (power: string): string => `CAST(pow(2, ${power}) AS HUGEINT)`;
/** As the signed number of so many bits. */
const signed = (value: string, bits: string): string =>
  `CASE WHEN ${value} >= ${two(`${bits} - 1`)} THEN ${value} - ${two(bits)} ELSE ${value} END`;

export const bitwise: FunctionLibrary = {
  entries: [
    scalar('bitwise_and(bigint, bigint): bigint', '($1 & $2)'),
    scalar('bitwise_or(bigint, bigint): bigint', '($1 | $2)'),
    scalar('bitwise_xor(bigint, bigint): bigint', 'xor($1, $2)'),
    scalar('bitwise_not(bigint): bigint', '(~$1)'),
    scalar('bit_count(bigint, bigint): bigint', 'tr_bit_count($1, $2)'),
    ...shifts,
  ],
  refused: [],
  macros: [
    bindingMacro('tr_signed(x, w)', 'x', (v) => signed(v, 'w')),
    bindingMacro(
      'tr_shift_left(x, n, w)',
      shifted,
      (v) => `CASE WHEN ${v}.n >= w THEN CASE WHEN ${v}.x IS NOT NULL THEN 0 END
        ELSE tr_signed((${v}.x & (${two(`w - ${v}.n`)} - 1)) * ${two(`${v}.n`)}, w) END`,
    ),
    bindingMacro(
      'tr_shift_right(x, n, w)',
      shifted,
      (v) => `CASE WHEN ${v}.n >= w THEN CASE WHEN ${v}.x IS NOT NULL THEN 0 END
        WHEN ${v}.x < 0 AND ${v}.n = 0 AND n < 0 AND w < 64 THEN ${unsupported('such a shift', 'HUGEINT')}
        ELSE tr_signed((${v}.x & (${two('w')} - 1)) // ${two(`${v}.n`)}, w) END`,
    ),
    bindingMacro(
      'tr_shift_arithmetic(x, n, w)',
      shifted,
      (v) => `CASE WHEN ${v}.n >= w THEN CASE WHEN ${v}.x < 0 THEN -1 WHEN ${v}.x IS NOT NULL THEN 0 END
        WHEN ${v}.x >= 0 THEN ${v}.x // ${two(`${v}.n`)} ELSE -((-${v}.x - 1) // ${two(`${v}.n`)}) - 1 END`,
    ),
    bindingMacro(
      'tr_bit_count(x, b)',
      '{x: CAST(x AS HUGEINT), b: b}',
      (v) => `CAST(CASE WHEN ${v}.x IS NULL THEN NULL WHEN ${v}.b < 2 OR ${v}.b > 64
          THEN CAST('INVALID_FUNCTION_ARGUMENT: bits must be between 2 and 64' AS BIGINT)
        WHEN ${v}.x >= ${two(`${v}.b - 1`)} OR ${v}.x < -${two(`${v}.b - 1`)}
          THEN CAST('INVALID_FUNCTION_ARGUMENT: the number needs more bits' AS BIGINT)
        ELSE bit_count(CAST(${v}.x & (${two(`${v}.b`)} - 1) AS HUGEINT)) END AS BIGINT)`,
    ),
  ],
};
