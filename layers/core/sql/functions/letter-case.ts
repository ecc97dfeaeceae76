/** Upper and lower case as Java has it, code point by code point. */
import { bindingMacro } from './macro.ts';

/** Pairs of letters, the upper one first, that DuckDB does not know: newer than its tables of Unicode. */
const pairs: readonly (readonly [number, number])[] = [
  [0x1c89, 0x1c8a],
  [0xa7cb, 0x264],
  [0xa7cc, 0xa7cd],
  [0xa7da, 0xa7db],
  [0xa7dc, 0x19b],
  // Garay.
  ...Array.from({ length: 22 }, (_, index) => [0x10d50 + index, 0x10d70 + index] as const),
];
const uppers = String.fromCodePoint(...pairs.map(([upper]) => upper));
const lowers = String.fromCodePoint(...pairs.map(([, lower]) => lower));

/** `from`: letters that DuckDB changes otherwise; `to`: what they become. */
const caseMacro = (which: 'upper' | 'lower', from: string, to: string): string =>
  bindingMacro(
    `tr_${which}(x)`,
    'x',
    (v) => `CASE WHEN NOT regexp_matches(${v}, '[${from}]') THEN ${which}(${v})
      ELSE array_to_string(list_transform(string_split(${v}, ''), lambda tr_i:
        CASE WHEN strpos('${from}', tr_i) > 0 THEN translate(tr_i, '${from}', '${to}') ELSE ${which}(tr_i) END), '') END`,
  );

export const caseMacros: readonly string[] = [
  // A sharp s has no one upper letter.
  caseMacro('upper', `ß${lowers}`, `ß${uppers}`),
  caseMacro('lower', uppers, lowers),
];
