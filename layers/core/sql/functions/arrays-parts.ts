/** Functions of arrays that take parts of them, join them and make them. */
import { once, raise } from '../emit.ts';
import { type BoundCall, type FunctionEntry, type FunctionLibrary, scalar } from '../function-entry.ts';
import { carrierOf } from '../types.ts';
import { bindingMacro, macro } from './macro.ts';
import { wrongArgument } from './raised.ts';

const indexFromOne = 'INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1';

const elementAt = ({ args, result }: BoundCall): string =>
  once(
    args,
    (list, index) =>
      `CASE WHEN ${index} = 0 AND ${list} IS NOT NULL THEN ${raise(indexFromOne, result)}
      WHEN ${index} = -9223372036854775808 AND ${list} IS NOT NULL THEN ${raise('NOT_SUPPORTED: such an index', result)} ELSE ${list}[${index}] END`,
  );

/** NULL where one is NULL. */
const joinAll = ({ args }: BoundCall): string =>
  args.reduce((joined, next) => `tr_array_join_two(${joined}, ${next})`);

const besideElement = (list: string, element: string, which: 'before' | 'after'): string =>
  once([list, element], (l, e) => {
    const [first, second] = which === 'after' ? [l, `[${e}]`] : [`[${e}]`, l];
    return `CASE WHEN ${l} IS NOT NULL AND ${e} IS NOT NULL THEN list_concat(${first}, ${second}) END`;
  });

const mostRepeated = 10_000;

const repeated = ({ args, result }: BoundCall): string =>
  once(
    [args[0] as string, `tr_repeat_count(${args[1]})`],
    (value, count) =>
      `CASE WHEN ${count} IS NOT NULL THEN list_resize(CAST([] AS ${carrierOf(result)}), ${count}, ${value}) END`,
  );

const zips: readonly FunctionEntry[] = [2, 3, 4, 5].map((count) => {
  const names = ['A', 'B', 'C', 'D', 'E'].slice(0, count);
  const parameters = names.map((name) => `array(${name})`).join(', ');
  return scalar(`zip(${parameters}): array(row(${names.join(', ')}))`, ({ args, result }) =>
    once(args, (...lists) => {
      const present = lists.map((list) => `${list} IS NOT NULL`).join(' AND ');
      return `CASE WHEN ${present} THEN CAST(list_zip(${lists.join(', ')}) AS ${carrierOf(result)}) END`;
    }),
  );
});

export const arrayParts: FunctionLibrary = {
  entries: [
    scalar('cardinality(array(E)): bigint', 'CAST(len($1) AS BIGINT)'),
    scalar('element_at(array(E), bigint): E', elementAt),
    scalar('concat(array(E), array(E), array(E)...): array(E)', joinAll),
    scalar('concat(array(E), E): array(E)', ({ args: [list = '', element = ''] }) =>
      besideElement(list, element, 'after'),
    ),
    scalar('concat(E, array(E)): array(E)', ({ args: [element = '', list = ''] }) =>
      besideElement(list, element, 'before'),
    ),
    scalar('shuffle(array(E)): array(E)', 'tr_shuffle($1)'),
    scalar('flatten(array(array(E))): array(E)', 'flatten($1)'),
    scalar('repeat(T, bigint): array(T)', repeated),
    scalar('reverse(array(E)): array(E)', 'list_reverse($1)'),
    scalar('sequence(bigint, bigint): array(bigint)', 'tr_sequence($1, $2)'),
    scalar('sequence(bigint, bigint, bigint): array(bigint)', 'tr_sequence_by($1, $2, $3)'),
    scalar('slice(array(E), bigint, bigint): array(E)', 'tr_slice($1, $2, $3)'),
    scalar('trim_array(array(E), bigint): array(E)', 'tr_trim_array($1, $2)'),
    scalar('ngrams(array(T), integer): array(array(T))', 'tr_ngrams($1, $2)'),
    ...zips,
  ],
  refused: [],
  macros: [
    macro(
      'tr_shuffle(x)',
      'list_transform(list_sort(list_transform(x, lambda tr_x: {k: random(), v: tr_x})), lambda tr_x: tr_x.v)',
    ),
    bindingMacro(
      'tr_repeat_count(n)',
      'n',
      (v) => `CASE WHEN ${v} < 0 OR ${v} > ${mostRepeated}
        THEN ${wrongArgument('count argument of repeat function must be from 0 to 10000', 'BIGINT')} ELSE ${v} END`,
    ),
    bindingMacro(
      'tr_sequence_by(a, b, s)',
      '{a: CAST(a AS HUGEINT), b: CAST(b AS HUGEINT), s: CAST(s AS HUGEINT)}',
      (v) => `list_transform(range(CAST(tr_steps(${v}.b - ${v}.a, ${v}.s) AS BIGINT)),
        lambda tr_i: CAST(${v}.a + tr_i * ${v}.s AS BIGINT))`,
    ),
    bindingMacro(
      'tr_sequence(a, b)',
      '{a: a, b: b}',
      (v) => `tr_sequence_by(${v}.a, ${v}.b, CASE WHEN ${v}.a <= ${v}.b THEN 1 ELSE -1 END)`,
    ),
    bindingMacro(
      'tr_slice(l, s, n)',
      '{l: l, s: s, n: n, f: CASE WHEN s < 0 THEN len(l) + s + 1 ELSE s END}',
      (v) => `CASE WHEN ${v}.l IS NULL OR ${v}.s IS NULL OR ${v}.n IS NULL THEN NULL
        WHEN ${v}.s = 0 THEN ${v}.l[1:${wrongArgument('SQL array indices start at 1', 'INTEGER')}]
        WHEN ${v}.n < 0 THEN ${v}.l[1:${wrongArgument('length must be greater than or equal to 0', 'INTEGER')}]
        WHEN ${v}.f < 1 OR ${v}.f > len(${v}.l) OR ${v}.n = 0
          OR ${v}.n > 9223372036854775807 - ${v}.f THEN ${v}.l[2:1]
        ELSE ${v}.l[${v}.f:${v}.f - 1 + least(${v}.n, len(${v}.l))] END`,
    ),
    bindingMacro(
      'tr_trim_array(l, n)',
      '{l: l, n: n}',
      (v) => `CASE WHEN ${v}.l IS NULL OR ${v}.n IS NULL THEN NULL
        WHEN ${v}.n < 0 OR ${v}.n > len(${v}.l)
          THEN ${v}.l[1:${wrongArgument('size must not exceed array cardinality, nor be negative', 'INTEGER')}]
        WHEN ${v}.n = len(${v}.l) THEN ${v}.l[2:1] ELSE ${v}.l[1:len(${v}.l) - ${v}.n] END`,
    ),
    bindingMacro(
      'tr_ngrams(l, n)',
      '{l: l, n: n}',
      (v) => `CASE WHEN ${v}.l IS NULL OR ${v}.n IS NULL THEN NULL
        WHEN ${v}.n <= 0 THEN [${v}.l[1:${wrongArgument('N must be positive', 'INTEGER')}]]
        WHEN ${v}.n >= len(${v}.l) THEN [${v}.l]
        ELSE list_transform(range(1, len(${v}.l) - ${v}.n + 2), lambda tr_i: ${v}.l[tr_i:tr_i + ${v}.n - 1]) END`,
    ),
  ],
};
