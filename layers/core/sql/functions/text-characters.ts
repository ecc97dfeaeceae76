/** Functions over the characters of a text: Trino counts code points, and so does all of this. */
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import type { SqlType } from '../types.ts';
import { compatibilityMacros } from './compatibility.ts';
import { caseMacros } from './letter-case.ts';
import { bindingMacro, macro } from './macro.ts';
import { padded } from './padded.ts';
import { wrongArgument } from './raised.ts';

/** What Trino trims: Java's white space without the spaces that do not break. */
const space = String.fromCharCode(
  9,
  10,
  11,
  12,
  13,
  28,
  29,
  30,
  31,
  32,
  0x1680,
  0x2000,
  0x2001,
  0x2002,
  0x2003,
  0x2004,
  0x2005,
  0x2006,
  0x2008,
  0x2009,
  0x200a,
  0x2028,
  0x2029,
  0x205f,
  0x3000,
);

const lengthOf = ({ type }: { readonly type: SqlType }): number | undefined =>
  'length' in type ? type.length : undefined;

/** Of a text without a length there is none. */
const varcharOf = (length: number | undefined): SqlType =>
  length === undefined || length > 2_147_483_646 ? { name: 'varchar' } : { name: 'varchar', length };

const trimming = (name: 'trim' | 'ltrim' | 'rtrim') => [
  scalar(`${name}(varchar(x)): varchar(x)`, `${name}($1, '${space}')`),
  // The spaces that fill a CHAR go first.
  scalar(`${name}(char(x)): varchar(x)`, `${name}($1, '${space}')`),
  scalar(`${name}(varchar(x), varchar): varchar(x)`, `${name}($1, $2)`),
  scalar(`${name}(char(x), varchar): varchar(x)`, ({ at }) => {
    throw notSupported(at, `${name} of a CHAR with characters`, `${name}(CAST(text AS varchar), characters)`);
  }),
];

const isPlain = (known: unknown): boolean => typeof known === 'number' && known > 0 && known < 2_147_483_648;

/** A start and a length that are written out need no looking at. */
function part(call: BoundCall): string {
  const args = [padded(call, 0), ...call.args.slice(1)].join(', ');
  if (call.arguments.slice(1).every(({ constant }) => isPlain(constant))) return `substr(${args})`;
  return call.args.length === 2 ? `tr_substr(${args})` : `tr_substr_of(${args})`;
}

const parts = (name: 'substr' | 'substring') =>
  ['varchar', 'char'].flatMap((type) => [
    scalar(`${name}(${type}(x), bigint): varchar(x)`, part),
    scalar(`${name}(${type}(x), bigint, bigint): varchar(x)`, part),
  ]);

function normalized({ args, arguments: [, form], at }: BoundCall): string {
  if (form === undefined || form.constant === 'NFC') return `nfc_normalize(${args[0]})`;
  if (form.constant === 'NFKC') return `tr_nfkc(${args[0]})`;
  throw notSupported(at, 'a normal form that takes signs apart', 'normalize(text, NFKC)');
}

const padding = (side: 'l' | 'r') =>
  macro(
    `tr_${side}pad(x, n, p)`,
    `${side}pad(x, CASE WHEN n < 0 OR n > 2147483647 THEN ${wrongArgument('Target length must be in the range [0..2147483647]', 'INTEGER')} ELSE CAST(n AS INTEGER) END,
      CASE WHEN p = '' THEN ${wrongArgument('Padding string must not be empty')} ELSE p END)`,
  );

export const characters: FunctionLibrary = {
  entries: [
    scalar('chr(bigint): varchar(1)', 'tr_chr($1)'),
    scalar('codepoint(varchar(1)): integer', 'tr_codepoint($1)'),
    scalar('length(varchar(x)): bigint', 'length($1)'),
    scalar('length(char(x)): bigint', (call) => `length(${padded(call, 0)})`),
    scalar('lower(varchar(x)): varchar(x)', 'tr_lower($1)'),
    scalar('lower(char(x)): char(x)', 'tr_lower($1)'),
    scalar('upper(varchar(x)): varchar(x)', 'tr_upper($1)'),
    scalar('upper(char(x)): char(x)', 'tr_upper($1)'),
    ...trimming('trim'),
    ...trimming('ltrim'),
    ...trimming('rtrim'),
    scalar('lpad(varchar(x), bigint, varchar(y)): varchar', 'tr_lpad($1, $2, $3)'),
    scalar(
      'lpad(char(x), bigint, varchar(y)): varchar',
      (call) => `tr_lpad(${padded(call, 0)}, ${call.args[1]}, ${call.args[2]})`,
    ),
    scalar('rpad(varchar(x), bigint, varchar(y)): varchar', 'tr_rpad($1, $2, $3)'),
    scalar('reverse(varchar(x)): varchar(x)', 'tr_reverse($1)'),
    scalar('reverse(char(x)): char(x)', ({ at }) => {
      throw notSupported(at, 'reverse of a CHAR', 'reverse(CAST(text AS varchar))');
    }),
    ...parts('substr'),
    ...parts('substring'),
    scalar('translate(varchar(x), varchar(y), varchar(z)): varchar', 'translate($1, $2, $3)'),
    scalar('replace(varchar(x), varchar(y)): varchar(x)', `replace($1, $2, '')`),
    scalar('replace(varchar(x), varchar(y), varchar(z)): varchar', 'tr_replace($1, $2, $3)', {
      resultOf: ([text, , by]) => varcharOf(replacedLength(text && lengthOf(text), by && lengthOf(by))),
    }),
    scalar('normalize(varchar(x)): varchar', normalized),
    scalar('normalize(varchar(x), varchar(y)): varchar', normalized),
  ],
  refused: [],
  macros: [
    ...caseMacros,
    ...compatibilityMacros,
    bindingMacro(
      'tr_chr(n)',
      'n',
      (v) => `CASE WHEN ${v} < 0 OR ${v} > 1114111 OR ${v} BETWEEN 55296 AND 57343
        THEN ${wrongArgument('Not a valid Unicode code point')} ELSE chr(CAST(${v} AS INTEGER)) END`,
    ),
    bindingMacro(
      'tr_codepoint(x)',
      'x',
      (v) => `CASE WHEN length(${v}) <> 1
        THEN ${wrongArgument('Input string must be a single character string', 'INTEGER')} ELSE unicode(${v}) END`,
    ),
    padding('l'),
    padding('r'),
    bindingMacro(
      'tr_texts_joined(l, s)',
      '{l: l, s: s}',
      (v) =>
        `CASE WHEN len(${v}.l) > 0 THEN list_reduce(${v}.l, lambda tr_a, tr_b: tr_a || ${v}.s || tr_b) WHEN ${v}.l IS NOT NULL THEN '' END`,
    ),
    macro('tr_reverse(x)', `array_to_string(list_reverse(string_split(x, '')), '')`),
    bindingMacro(
      'tr_substr(x, s)',
      '{x: x, s: s}',
      (v) => `CASE WHEN ${v}.x IS NULL OR ${v}.s IS NULL THEN NULL
        WHEN ${v}.s = 0 OR abs(CAST(${v}.s AS HUGEINT)) > length(${v}.x) THEN ''
        ELSE substr(${v}.x, CASE WHEN ${v}.s < 0 THEN length(${v}.x) + ${v}.s + 1 ELSE ${v}.s END) END`,
    ),
    bindingMacro(
      'tr_substr_of(x, s, n)',
      '{x: x, s: s, n: n}',
      (v) => `CASE WHEN ${v}.x IS NULL OR ${v}.s IS NULL OR ${v}.n IS NULL THEN NULL
        WHEN ${v}.n <= 0 OR ${v}.s = 0 OR abs(CAST(${v}.s AS HUGEINT)) > length(${v}.x) THEN ''
        ELSE substr(${v}.x, CASE WHEN ${v}.s < 0 THEN length(${v}.x) + ${v}.s + 1 ELSE ${v}.s END, least(${v}.n, 2147483647)) END`,
    ),
    // Nothing stands between all characters, and around them.
    bindingMacro(
      'tr_replace(x, a, b)',
      '{x: x, a: a, b: b}',
      (v) => `CASE WHEN ${v}.a = '' AND ${v}.x <> ''
          THEN ${v}.b || tr_texts_joined(string_split(${v}.x, ''), ${v}.b) || ${v}.b
        WHEN ${v}.a = '' AND ${v}.x = '' THEN ${v}.b ELSE replace(${v}.x, ${v}.a, ${v}.b) END`,
    ),
  ],
};

/** As Trino reckons: the text between every two characters. */
const replacedLength = (text: number | undefined, by: number | undefined): number | undefined =>
  text === undefined || by === undefined ? undefined : Math.max(text, text + by * (text + 1));
