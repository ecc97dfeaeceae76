/** Functions that join texts, take them apart and look for one in another. */
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { bindingMacro } from './macro.ts';
import { padded } from './padded.ts';
import { unsupported, wrongArgument } from './raised.ts';

const tooFew = (at: number): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: 'There must be two or more concatenation arguments',
    zh: '至少要有两个参数',
  });

/** Two of which one is NULL may be arrays just as well. */
function joined({ args, arguments: values, at }: BoundCall): string {
  if (values.length === 2 && values.some(({ constant }) => constant === null))
    throw notSupported(at, 'concat of a NULL');

  if (args.length < 2) throw tooFew(at);
  return `(${args.join(' || ')})`;
}

function joinedBy({ args, at }: BoundCall): string {
  if (args.length < 2) throw tooFew(at);
  return `concat_ws(${args.join(', ')})`;
}

const joinedChars = (call: BoundCall): string => `rtrim(${padded(call, 0)} || ${call.args[1]}, ' ')`;

/** Entries of `a:1,b:2`, each as a list of key and value. The last may be empty. */
const entriesOf = (v: string): string => `list_transform(
  tr_without_last(string_split(${v}.x, ${v}.e)),
  lambda tr_i: CASE WHEN len(string_split(tr_i, ${v}.k)) <> 2
    THEN CAST([${wrongArgument('Key-value delimiter must appear exactly once in each entry')}] AS VARCHAR[])
    ELSE string_split(tr_i, ${v}.k) END)`;

const checkDelimiters = (v: string, type: string): string => `CASE
  WHEN ${v}.x IS NULL OR ${v}.e IS NULL OR ${v}.k IS NULL THEN NULL
  WHEN ${v}.e = '' OR ${v}.k = '' OR ${v}.e = ${v}.k
  THEN CAST(${wrongArgument('delimiters must differ and not be empty')} AS ${type})`;

export const textParts: FunctionLibrary = {
  entries: [
    scalar('concat(varchar...): varchar', joined),
    scalar('concat(char(x), char(y)): char(x)', joinedChars, {
      resultOf: (args) => ({
        name: 'char',
        length: args.reduce((sum, { type }) => sum + (type.name === 'char' ? type.length : 0), 0),
      }),
    }),
    scalar('concat_ws(varchar, varchar...): varchar', joinedBy),
    scalar('concat_ws(varchar, array(varchar)): varchar', 'tr_join_by($1, $2)'),
    scalar('split(varchar(x), varchar(y)): array(varchar(x))', 'tr_split($1, $2)'),
    scalar('split(varchar(x), varchar(y), bigint): array(varchar(x))', 'tr_split_to($1, $2, $3)'),
    scalar('split_part(varchar(x), varchar(y), bigint): varchar(x)', 'tr_split_part($1, $2, $3)'),
    scalar('split_to_map(varchar, varchar, varchar): map(varchar, varchar)', 'tr_split_to_map($1, $2, $3)', {
      hashed: true,
    }),
    scalar(
      'split_to_multimap(varchar, varchar, varchar): map(varchar, array(varchar))',
      'tr_split_to_multimap($1, $2, $3)',
      { hashed: true },
    ),
    scalar('strpos(varchar(x), varchar(y)): bigint', 'strpos($1, $2)'),
    scalar('strpos(varchar(x), varchar(y), bigint): bigint', 'tr_strpos($1, $2, $3)'),
    scalar('starts_with(varchar(x), varchar(y)): boolean', 'starts_with($1, $2)'),
  ],
  refused: [],
  macros: [
    bindingMacro(
      'tr_join_by(s, l)',
      '{s: s, l: l}',
      (v) =>
        `CASE WHEN ${v}.s IS NOT NULL AND ${v}.l IS NOT NULL THEN tr_texts_joined(list_filter(${v}.l, lambda tr_i: tr_i IS NOT NULL), ${v}.s) END`,
    ),
    bindingMacro(
      'tr_split(x, d)',
      '{x: x, d: d}',
      (v) => `CASE WHEN ${v}.x IS NULL OR ${v}.d IS NULL THEN NULL
        WHEN ${v}.d = '' THEN CAST([${wrongArgument('The delimiter may not be the empty string')}] AS VARCHAR[])
        ELSE string_split(${v}.x, ${v}.d) END`,
    ),
    bindingMacro(
      'tr_split_to(x, d, n)',
      '{l: tr_split(x, d), d: d, n: n}',
      (v) => `CASE WHEN ${v}.l IS NULL OR ${v}.n IS NULL THEN NULL
        WHEN ${v}.n <= 0 OR ${v}.n > 2147483647 THEN CAST([${wrongArgument('Limit must be positive')}] AS VARCHAR[])
        WHEN len(${v}.l) <= ${v}.n THEN ${v}.l
        ELSE list_append(${v}.l[1:${v}.n - 1], tr_texts_joined(${v}.l[${v}.n:], ${v}.d)) END`,
    ),
    bindingMacro(
      'tr_split_part(x, d, n)',
      '{x: x, d: d, n: n}',
      (v) => `CASE WHEN ${v}.x IS NULL OR ${v}.d IS NULL OR ${v}.n IS NULL THEN NULL
        WHEN ${v}.n <= 0 THEN ${wrongArgument('Index must be greater than zero')}
        WHEN ${v}.d = '' AND ${v}.n > 2147483647 THEN ${unsupported('a part beyond 2147483647 of a text cut everywhere')}
        WHEN ${v}.x = '' AND ${v}.d = '' THEN NULL ELSE string_split(${v}.x, ${v}.d)[${v}.n] END`,
    ),
    bindingMacro('tr_without_last(l)', 'l', (v) => `CASE WHEN ${v}[-1] = '' THEN ${v}[1:-2] ELSE ${v} END`),
    bindingMacro(
      'tr_text_entries(x, e, k)',
      '{x: x, e: e, k: k}',
      (v) => `${checkDelimiters(v, 'VARCHAR[][]')} ELSE ${entriesOf(v)} END`,
    ),
    bindingMacro(
      'tr_split_to_map(x, e, k)',
      'tr_text_entries(x, e, k)',
      (v) =>
        `CASE WHEN ${v} IS NOT NULL THEN map(list_transform(${v}, lambda tr_i: tr_i[1]), list_transform(${v}, lambda tr_i: tr_i[2])) END`,
    ),
    bindingMacro(
      'tr_multimap(l)',
      '{l: l, k: list_distinct(list_transform(l, lambda tr_i: tr_i[1]))}',
      (v) => `CASE WHEN ${v}.l IS NOT NULL THEN map(${v}.k, list_transform(${v}.k,
        lambda tr_k: list_transform(list_filter(${v}.l, lambda tr_i: tr_i[1] = tr_k), lambda tr_i: tr_i[2]))) END`,
    ),
    bindingMacro('tr_split_to_multimap(x, e, k)', 'tr_text_entries(x, e, k)', (v) => `tr_multimap(${v})`),
    bindingMacro(
      'tr_strpos(x, y, n)',
      '{x: x, y: y, n: n}',
      (v) => `CASE WHEN ${v}.x IS NULL OR ${v}.y IS NULL OR ${v}.n IS NULL THEN NULL
        WHEN ${v}.n = 0 THEN ${wrongArgument("'instance' must be a positive or negative number.", 'BIGINT')}
        WHEN ${v}.y = '' THEN 1
        ELSE coalesce(list_filter(range(1, length(${v}.x) - length(${v}.y) + 2),
          lambda tr_i: substr(${v}.x, tr_i, length(${v}.y)) = ${v}.y)[${v}.n], 0) END`,
    ),
  ],
};
