/** How far two texts are from each other, by code points, and whether a number of digits checks. */
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { bindingMacro } from './macro.ts';
import { unsupported, wrongArgument } from './raised.ts';

/** Ever one sign of one byte for each different one: DuckDB's own distance is of bytes. */
const bytes = Array.from({ length: 127 }, (_, index) => `chr(${index + 1})`).join(' || ');

/** English alone is known. */
function wordStem({ args, arguments: [, language], at }: BoundCall): string {
  if (language?.constant !== 'en') throw notSupported(at, "word_stem of a language other than 'en'");
  return `tr_word_stem(${args[0]})`;
}

export const distances: FunctionLibrary = {
  entries: [
    scalar('levenshtein_distance(varchar(x), varchar(y)): bigint', 'tr_levenshtein($1, $2)'),
    scalar('hamming_distance(varchar(x), varchar(y)): bigint', 'tr_hamming($1, $2)'),
    scalar('luhn_check(varchar): boolean', 'tr_luhn($1)'),
    scalar('soundex(varchar): varchar(4)', 'tr_soundex($1)'),
    scalar('word_stem(varchar(x)): varchar(x)', 'tr_word_stem($1)'),
    scalar('word_stem(varchar(x), varchar(2)): varchar(x)', wordStem),
  ],
  refused: [],
  macros: [
    bindingMacro(
      'tr_levenshtein(a, b)',
      `{a: a, b: b, d: list_distinct(string_split(a || b, ''))}`,
      (
        v,
      ) => `CASE WHEN strlen(${v}.a) = length(${v}.a) AND strlen(${v}.b) = length(${v}.b) THEN levenshtein(${v}.a, ${v}.b)
        WHEN len(${v}.d) > 127 THEN ${unsupported('a distance of texts of more than 127 different characters', 'BIGINT')}
        ELSE levenshtein(translate(${v}.a, array_to_string(${v}.d, ''), left(${bytes}, len(${v}.d))),
          translate(${v}.b, array_to_string(${v}.d, ''), left(${bytes}, len(${v}.d)))) END`,
    ),
    bindingMacro(
      'tr_hamming(a, b)',
      `{a: string_split(a, ''), b: string_split(b, ''), n: length(a), m: length(b)}`,
      (v) => `CASE WHEN ${v}.n IS NULL OR ${v}.m IS NULL THEN NULL
        WHEN ${v}.n <> ${v}.m
          THEN ${wrongArgument('The input strings to hamming_distance function must have the same length', 'BIGINT')}
        ELSE len(list_filter(range(1, len(${v}.a) + 1), lambda tr_i: ${v}.a[tr_i] <> ${v}.b[tr_i])) END`,
    ),
    // Every second digit from the right counts twice, and its own two digits singly.
    bindingMacro(
      'tr_luhn(x)',
      'x',
      (
        v,
      ) => `CASE WHEN regexp_matches(${v}, '[^0-9]') THEN ${wrongArgument('Input contains non-digit character', 'BOOLEAN')}
        WHEN ${v} = '' THEN false
        ELSE CAST(list_sum(list_transform(range(1, length(${v}) + 1), lambda tr_i:
          CASE WHEN tr_i % 2 = 1 THEN CAST(${v}[-tr_i] AS BIGINT) ELSE CAST('0246813579'[CAST(${v}[-tr_i] AS BIGINT) + 1] AS BIGINT) END)) AS BIGINT) % 10 = 0 END`,
    ),
  ],
};
