/** Functions over URLs, which are read as Java's URI reads them (RFC 2396): what is none gives NULL. */
import { type FunctionLibrary, scalar } from '../function-entry.ts';
import { bindingMacro } from './macro.ts';
import { unsupported, wrongArgument } from './raised.ts';

/** Letters beyond ASCII that are no spaces and no controls. */
const other =
  '\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{10ffff}';
const plain = `A-Za-z0-9_.!~*''()${other}-`;
const escaped = '%[0-9A-Fa-f]{2}';
const anyOf = (signs: string): string => `(?:[${signs}${plain}]|${escaped})*`;

const inPath = anyOf(':@&=+$,;/');
const inQuery = anyOf(';/?:@&=+$,\\[\\]');
const inAuthority = anyOf('$,;:@&=+');
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const lastLabel = '[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const byte = '(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])';
const host = `(?:${label}\\.)*${lastLabel}\\.?|${byte}(?:\\.${byte}){3}`;
const server = `^(?:${anyOf(';:&=+$,')}@)?(${host})(?::([0-9]*))?$`;

const parts = `regexp_extract(x, '(?s)^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(//[^/?#]*)?([^?#]*)(\\?[^#]*)?(#.*)?$', ['s', 'a', 'p', 'q', 'f'])`;

/** Whether nothing follows the scheme that begins with a slash: `mailto:a@b`. */
const isOpaque = (v: string): string => `(${v}.s <> '' AND ${v}.a = '' AND ${v}.p NOT LIKE '/%')`;

const isWrong = (v: string): string => `NOT regexp_full_match(${v}.p, '${inPath}') AND NOT ${isOpaque(v)}
  OR NOT regexp_full_match(${v}.q[2:], '${inQuery}') OR NOT regexp_full_match(${v}.f[2:], '${inQuery}')
  OR (${isOpaque(v)} AND (${v}.p = '' OR NOT regexp_full_match(${v}.p, '${inQuery}')))
  OR (${v}.a = '//' AND ${v}.p = '' AND ${v}.q = '' AND ${v}.f = '')
  OR (${v}.s = '' AND ${v}.a = '' AND regexp_matches(${v}.p, '^[^/]*:'))
  OR NOT regexp_full_match(${v}.a[3:], '${inAuthority}')`;

const part = (name: string, text: (v: string) => string) =>
  bindingMacro(`tr_url_${name}(x)`, 'tr_url(x)', (v) => `CASE WHEN ${v} IS NOT NULL THEN ${text(v)} END`);

const hostText = (v: string): string => `tr_url_server(${v}.a[3:])`;

export const url: FunctionLibrary = {
  entries: [
    ...['protocol', 'host', 'path', 'query', 'fragment'].map((name) =>
      scalar(`url_extract_${name}(varchar(x)): varchar(x)`, `tr_url_${name}($1)`),
    ),
    scalar('url_extract_port(varchar(x)): bigint', 'tr_url_port($1)'),
    scalar('url_extract_parameter(varchar(x), varchar(y)): varchar(x)', 'tr_url_parameter($1, $2)'),
    scalar('url_encode(varchar(x)): varchar', 'tr_url_encode($1)', {
      resultOf: ([text]) =>
        text && 'length' in text.type && text.type.length !== undefined
          ? { name: 'varchar', length: text.type.length * 12 }
          : { name: 'varchar' },
    }),
    scalar('url_decode(varchar(x)): varchar(x)', 'tr_url_decode($1)'),
  ],
  refused: [],
  macros: [
    // Java puts a sign in the place of bytes that are no UTF-8.
    bindingMacro(
      'tr_url_text(x)',
      'x',
      (v) =>
        `coalesce(try(url_decode(${v})), CASE WHEN ${v} IS NOT NULL THEN ${unsupported('a URL whose bytes are no UTF-8')} END)`,
    ),
    bindingMacro(
      'tr_url(x)',
      `CASE WHEN x IS NOT NULL THEN ${parts} END`,
      (
        v,
      ) => `CASE WHEN ${v}.a LIKE '//%[%' THEN CAST(${unsupported('a URL with an IPv6 address')} AS STRUCT(s VARCHAR, a VARCHAR, p VARCHAR, q VARCHAR, f VARCHAR))
        WHEN ${isWrong(v)} THEN NULL ELSE ${v} END`,
    ),
    bindingMacro(
      'tr_url_server(a)',
      `regexp_extract(a, '${server}', ['h', 'p'])`,
      (v) =>
        `CASE WHEN ${v}.p <> '' AND TRY_CAST(${v}.p AS INTEGER) IS NULL THEN {h: '', p: ''} ELSE ${v} END`,
    ),
    part('protocol', (v) => `${v}.s`),
    part('host', (v) => `${hostText(v)}.h`),
    part('port', (v) => `TRY_CAST(${hostText(v)}.p AS BIGINT)`),
    part('path', (v) => `CASE WHEN ${isOpaque(v)} THEN '' ELSE tr_url_text(${v}.p) END`),
    part('query', (v) => `CASE WHEN ${isOpaque(v)} THEN '' ELSE tr_url_text(${v}.q[2:]) END`),
    part('fragment', (v) => `tr_url_text(${v}.f[2:])`),
    bindingMacro(
      'tr_url_parameter(x, n)',
      '{u: tr_url(x), n: n}',
      (v) => `CASE WHEN ${v}.u IS NOT NULL AND ${v}.u.q <> '' AND NOT ${isOpaque(`${v}.u`)}
        THEN tr_url_value(list_filter(string_split(${v}.u.q[2:], '&'), lambda tr_i: string_split(tr_i, '=')[1] = ${v}.n)[1]) END`,
    ),
    bindingMacro(
      'tr_url_value(i)',
      'i',
      (v) =>
        `CASE WHEN contains(${v}, '=') THEN tr_url_text(replace(${v}[strpos(${v}, '=') + 1:], '+', ' ')) WHEN ${v} IS NOT NULL THEN '' END`,
    ),
    bindingMacro(
      'tr_url_encode(x)',
      'url_encode(x)',
      (v) => `replace(replace(replace(${v}, '%20', '+'), '~', '%7E'), '%2A', '*')`,
    ),
    bindingMacro(
      'tr_url_decode(x)',
      'x',
      (v) => `CASE WHEN contains(regexp_replace(${v}, '${escaped}', '', 'g'), '%')
        THEN ${wrongArgument('Illegal hex characters in escape (%) pattern')} ELSE tr_url_text(replace(${v}, '+', ' ')) END`,
    ),
  ],
};
