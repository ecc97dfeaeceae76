/** Functions of vectors, which are arrays of doubles. */
import { type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { bindingMacro, macro } from './macro.ts';
import { unsupported } from './raised.ts';

const wrong = (why: string): string => `CAST('INVALID_FUNCTION_ARGUMENT: ${why}' AS DOUBLE)`;

/** Trino takes whatever lies under the NULL, often 0. */
const ofNull = unsupported('a vector with NULL', 'DOUBLE');

/** An error where they differ in length. */
const ofPairs = (
  head: string,
  whereNull: string,
  whereEmpty: string,
  result: (v: string) => string,
): string =>
  bindingMacro(
    head,
    '{a: a, b: b}',
    (v) => `CASE WHEN ${v}.a IS NULL OR ${v}.b IS NULL THEN NULL
      WHEN len(${v}.a) <> len(${v}.b) THEN ${wrong('The arguments must have the same length')}
      WHEN len(list_filter(list_concat(${v}.a, ${v}.b), lambda tr_i: tr_i IS NULL)) > 0 THEN ${whereNull}
      WHEN len(${v}.a) = 0 THEN ${whereEmpty} ELSE ${result(v)} END`,
  );

const product = (a: string, b: string): string =>
  `list_sum(list_transform(range(1, len(${a}) + 1), lambda tr_i: ${a}[tr_i] * ${b}[tr_i]))`;

export const vectors: FunctionLibrary = {
  entries: [
    scalar('cosine_similarity(array(double), array(double)): double', 'tr_cosine_similarity($1, $2)'),
    scalar('cosine_distance(array(double), array(double)): double', '(1 - tr_cosine_similarity($1, $2))'),
    scalar('cosine_similarity(map(varchar, double), map(varchar, double)): double', ({ at }) => {
      throw notSupported(at, 'cosine_similarity of maps', 'cosine_similarity(ARRAY[…], ARRAY[…])');
    }),
    scalar('dot_product(array(double), array(double)): double', 'tr_dot_product($1, $2)'),
    scalar('euclidean_distance(array(double), array(double)): double', 'tr_euclidean_distance($1, $2)'),
  ],
  refused: [],
  macros: [
    macro('tr_squares(l)', `coalesce(list_sum(list_transform(l, lambda tr_i: tr_i * tr_i)), 0)`),
    ofPairs(
      'tr_cosine_similarity(a, b)',
      'NULL',
      wrong('Vector magnitude cannot be zero'),
      (
        v,
      ) => `CASE WHEN tr_squares(${v}.a) = 0 OR tr_squares(${v}.b) = 0 THEN ${wrong('Vector magnitude cannot be zero')}
        ELSE ${product(`${v}.a`, `${v}.b`)} / sqrt(tr_squares(${v}.a) * tr_squares(${v}.b)) END`,
    ),
    ofPairs('tr_dot_product(a, b)', ofNull, '0.0::DOUBLE', (v) => product(`${v}.a`, `${v}.b`)),
    ofPairs(
      'tr_euclidean_distance(a, b)',
      ofNull,
      '0.0::DOUBLE',
      (v) =>
        `sqrt(list_sum(list_transform(range(1, len(${v}.a) + 1), lambda tr_i: (${v}.a[tr_i] - ${v}.b[tr_i]) ** 2)))`,
    ),
  ],
};
