/** Digests of bytes. DuckDB writes its own as hexadecimal digits. */
import { type FunctionLibrary, scalar } from '../function-entry.ts';
import { bindingMacro, macro } from './macro.ts';
import { unsupported } from './raised.ts';

const kinds = ['md5', 'sha1', 'sha256'] as const;
/** Programs that DuckDB is taught. */
const taught = ['sha512', 'xxhash64', 'murmur3'];
const spooky = ['spooky_hash_v2_32', 'spooky_hash_v2_64'];

/** What each byte does to the remainder (the polynomial of IEEE 802.3, reversed). */
const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest >>> 0;
});

const block = (byte: string): string => `CAST(unhex(repeat('${byte}', 64)) AS BIT)`;

/** RFC 2104: the key, filled to a block, is mixed with two constants. */
const hmac = (kind: (typeof kinds)[number]) =>
  bindingMacro(
    `tr_hmac_${kind}(x, k)`,
    `{x: x, e: octet_length(k) = 0, k: CAST(unhex(rpad(CASE WHEN octet_length(k) > 64 THEN ${kind}(k) ELSE hex(k) END, 128, '0')) AS BIT)}`,
    (v) => `CASE WHEN ${v}.e THEN ${unsupported('an empty key', 'BLOB')}
      ELSE unhex(${kind}(CAST(xor(${v}.k, ${block('5C')}) AS BLOB)
        || unhex(${kind}(CAST(xor(${v}.k, ${block('36')}) AS BLOB) || ${v}.x)))) END`,
  );

export const digests: FunctionLibrary = {
  entries: [
    ...kinds.flatMap((kind) => [
      scalar(`${kind}(varbinary): varbinary`, `unhex(${kind}($1))`),
      scalar(`hmac_${kind}(varbinary, varbinary): varbinary`, `tr_hmac_${kind}($1, $2)`),
    ]),
    ...taught.map((name) => scalar(`${name}(varbinary): varbinary`, `tr_${name}($1)`)),
    ...spooky.map((name) => scalar(`${name}(varbinary): varbinary`, `tr_of_short_${name}($1)`)),
    scalar('hmac_sha512(varbinary, varbinary): varbinary', 'tr_keyed_hmac_sha512($1, $2)'),
    scalar('crc32(varbinary): bigint', 'tr_crc32($1)'),
  ],
  refused: [],
  macros: [
    ...kinds.map(hmac),
    bindingMacro(
      'tr_keyed_hmac_sha512(x, k)',
      '{x: x, k: k}',
      (v) =>
        `CASE WHEN octet_length(${v}.k) = 0 THEN ${unsupported('an empty key', 'BLOB')} ELSE tr_hmac_sha512(${v}.x, ${v}.k) END`,
    ),
    // Longer ones go another way.
    ...spooky.map((name) =>
      bindingMacro(
        `tr_of_short_${name}(x)`,
        'x',
        (
          v,
        ) => `CASE WHEN octet_length(${v}) >= 192 THEN ${unsupported(`${name} of 192 bytes or more`, 'BLOB')}
          ELSE tr_${name}(${v}) END`,
      ),
    ),
    macro(
      'tr_byte_numbers(h)',
      `list_transform(range(1, length(h) + 1, 2), lambda tr_i:
        CAST((strpos('0123456789ABCDEF', h[tr_i]) - 1) * 16 + strpos('0123456789ABCDEF', h[tr_i + 1]) - 1 AS BIGINT))`,
    ),
    bindingMacro('tr_bytes(x)', 'hex(x)', (v) => `tr_byte_numbers(${v})`),
    bindingMacro(
      'tr_crc32(x)',
      'tr_bytes(x)',
      (
        v,
      ) => `CASE WHEN ${v} IS NOT NULL THEN xor(4294967295::BIGINT, list_reduce(list_prepend(4294967295::BIGINT, ${v}), lambda tr_c, tr_b:
        xor(tr_c >> 8, (CAST([${crcTable.join(', ')}] AS BIGINT[]))[xor(tr_c, tr_b) % 256 + 1]))) END`,
    ),
  ],
};
