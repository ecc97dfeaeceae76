/** Functions over bytes: their parts, how they are written as texts and numbers, digests. */
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { digests } from './binary-digests.ts';
import { bindingMacro, macro } from './macro.ts';
import { padded } from './padded.ts';
import { wrongArgument } from './raised.ts';

/** Two of which one is NULL may be arrays just as well. */
function joined({ args, arguments: values, at }: BoundCall): string {
  if (values.length === 2 && values.some(({ constant }) => constant === null))
    throw notSupported(at, 'concat of a NULL');

  if (args.length < 2)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: 'There must be two or more concatenation arguments',
      zh: '至少要有两个参数',
    });
  return `(${args.join(' || ')})`;
}

/** By way of hexadecimal digits: DuckDB pads texts alone. */
const padding = (side: 'l' | 'r') =>
  bindingMacro(
    `tr_bytes_${side}pad(x, n, p)`,
    '{x: x, n: n, p: p}',
    (v) => `CASE WHEN ${v}.x IS NULL OR ${v}.n IS NULL OR ${v}.p IS NULL THEN NULL
      WHEN ${v}.n < 0 OR ${v}.n > 1073741823 THEN ${wrongArgument('Target length must be in the range [0..2147483647]', 'BLOB')}
      WHEN octet_length(${v}.p) = 0 THEN ${wrongArgument('Padding bytes must not be empty', 'BLOB')}
      ELSE unhex(${side}pad(hex(${v}.x), CAST(2 * ${v}.n AS INTEGER), hex(${v}.p))) END`,
  );

const bytesOf = (name: string, bytes: number, carrier: string) =>
  bindingMacro(
    name,
    'x',
    (v) => `CASE WHEN octet_length(${v}) <> ${bytes} THEN ${wrongArgument(`expected ${bytes} bytes`, carrier)}
      WHEN ${v} IS NOT NULL THEN CAST(CAST(${v} AS BIT) AS ${carrier}) END`,
  );

/** `=` at the end may be left out, or must fill the last four signs. */
const fromBase64 = (name: string, others: string, plain: (v: string) => string) =>
  bindingMacro(
    name,
    'x',
    (
      v,
    ) => `CASE WHEN NOT regexp_full_match(${v}, '(([A-Za-z0-9${others}]{4})*([A-Za-z0-9${others}]{2}(==)?|[A-Za-z0-9${others}]{3}=?)?)')
      THEN ${wrongArgument('not base64', 'BLOB')}
      ELSE from_base64(rpad(${plain(v)}, CAST((length(${v}) + 3) // 4 * 4 AS INTEGER), '=')) END`,
  );

const readers = (['hex', 'base64', 'base64url'] as const).flatMap((form) => [
  scalar(`from_${form}(varchar(x)): varbinary`, `tr_from_${form}($1)`),
  scalar(`from_${form}(varbinary): varbinary`, `tr_from_${form}(decode($1))`),
]);

export const binary: FunctionLibrary = {
  entries: [
    ...digests.entries,
    ...readers,
    scalar('to_hex(varbinary): varchar', 'hex($1)'),
    scalar('to_base64(varbinary): varchar', 'to_base64($1)'),
    scalar('to_base64url(varbinary): varchar', `translate(to_base64($1), '+/', '-_')`),
    scalar('to_utf8(varchar(x)): varbinary', 'encode($1)'),
    scalar('to_utf8(char(x)): varbinary', (call) => `encode(${padded(call, 0)})`),
    scalar('from_utf8(varbinary): varchar', `tr_from_utf8($1, chr(65533))`),
    scalar('from_utf8(varbinary, varchar): varchar', 'tr_from_utf8($1, $2)'),
    scalar('from_utf8(varbinary, bigint): varchar', 'tr_from_utf8($1, tr_chr($2))'),
    scalar('to_base32(varbinary): varchar', 'tr_to_base32($1)'),
    scalar('from_base32(varchar(x)): varbinary', 'tr_from_base32($1)'),
    scalar('from_base32(varbinary): varbinary', 'tr_from_base32(decode($1))'),
    scalar('to_big_endian_32(integer): varbinary', 'CAST(CAST($1 AS BIT) AS BLOB)'),
    scalar('to_big_endian_64(bigint): varbinary', 'CAST(CAST($1 AS BIT) AS BLOB)'),
    scalar('to_ieee754_32(real): varbinary', 'CAST(CAST($1 AS BIT) AS BLOB)'),
    scalar('to_ieee754_64(double): varbinary', 'CAST(CAST($1 AS BIT) AS BLOB)'),
    scalar('from_big_endian_32(varbinary): integer', 'tr_integer_of_bytes($1)'),
    scalar('from_big_endian_64(varbinary): bigint', 'tr_bigint_of_bytes($1)'),
    scalar('from_ieee754_32(varbinary): real', 'tr_real_of_bytes($1)'),
    scalar('from_ieee754_64(varbinary): double', 'tr_double_of_bytes($1)'),
    scalar('length(varbinary): bigint', 'octet_length($1)'),
    scalar('concat(varbinary...): varbinary', joined),
    scalar('reverse(varbinary): varbinary', 'tr_bytes_reverse($1)'),
    scalar('lpad(varbinary, bigint, varbinary): varbinary', 'tr_bytes_lpad($1, $2, $3)'),
    scalar('rpad(varbinary, bigint, varbinary): varbinary', 'tr_bytes_rpad($1, $2, $3)'),
    ...['substr', 'substring'].flatMap((name) => [
      scalar(`${name}(varbinary, bigint): varbinary`, 'tr_bytes_substr($1, $2, 9223372036854775807)'),
      scalar(`${name}(varbinary, bigint, bigint): varbinary`, 'tr_bytes_substr($1, $2, $3)'),
    ]),
    scalar('uuid(): uuid', 'uuid()'),
  ],
  refused: digests.refused,
  macros: [
    bindingMacro(
      'tr_from_utf8(x, f)',
      '{x: x, f: f}',
      (v) =>
        `CASE WHEN ${v}.f IS NULL OR ${v}.x IS NULL THEN NULL WHEN length(${v}.f) > 1 THEN ${wrongArgument('Replacement character string must empty or a single character')}
          ELSE coalesce(try(decode(${v}.x)), tr_utf8_filled(${v}.x, ${v}.f)) END`,
    ),
    ...digests.macros,
    bindingMacro(
      'tr_from_hex(x)',
      'x',
      (v) =>
        `CASE WHEN length(${v}) % 2 <> 0 THEN ${wrongArgument('invalid input length', 'BLOB')} ELSE unhex(${v}) END`,
    ),
    fromBase64('tr_from_base64(x)', '+/', (v) => v),
    fromBase64('tr_from_base64url(x)', '_-', (v) => `translate(${v}, '-_', '+/')`),
    bytesOf('tr_integer_of_bytes(x)', 4, 'INTEGER'),
    bytesOf('tr_bigint_of_bytes(x)', 8, 'BIGINT'),
    bytesOf('tr_real_of_bytes(x)', 4, 'FLOAT'),
    bytesOf('tr_double_of_bytes(x)', 8, 'DOUBLE'),
    bindingMacro(
      'tr_hex_pairs(h)',
      'h',
      (v) => `list_transform(range(1, length(${v}) + 1, 2), lambda tr_i: ${v}[tr_i:tr_i + 1])`,
    ),
    macro('tr_bytes_reverse(x)', `unhex(array_to_string(list_reverse(tr_hex_pairs(hex(x))), ''))`),
    padding('l'),
    padding('r'),
    bindingMacro(
      'tr_bytes_substr(x, s, n)',
      '{x: x, s: s, n: n, l: octet_length(x)}',
      (v) => `CASE WHEN ${v}.x IS NULL OR ${v}.s IS NULL OR ${v}.n IS NULL THEN NULL
        WHEN ${v}.n <= 0 OR ${v}.s = 0 OR abs(CAST(${v}.s AS HUGEINT)) > ${v}.l THEN ''::BLOB
        ELSE unhex(substr(hex(${v}.x), 2 * (CASE WHEN ${v}.s < 0 THEN ${v}.l + ${v}.s ELSE ${v}.s - 1 END) + 1,
          2 * least(${v}.n, 1073741823))) END`,
    ),
  ],
};
