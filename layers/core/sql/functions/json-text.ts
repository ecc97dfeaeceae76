/** JSON as a text: whether it is any, its tokens, its numbers as Trino writes them, its keys in order. */
import { bindingMacro, macro } from './macro.ts';
import { unsupported, wrongArgument } from './raised.ts';

const string = `"(?:[^"\\\\]|\\\\.)*"`;

/** Objects and arrays within each other, before it is refused. */
const depth = 6;

/** Keys in order, level by level. */
const sorted = Array.from({ length: depth + 1 }, (_, level) =>
  level === 0
    ? bindingMacro(
        'tr_json_sorted_0(x)',
        'x',
        (v) =>
          `CASE WHEN json_type(${v}) IN ('OBJECT', 'ARRAY') THEN ${unsupported('JSON of so many levels')} ELSE ${v} END`,
      )
    : bindingMacro(
        `tr_json_sorted_${level}(x)`,
        '{x: x, t: json_type(x), e: tr_json_items_of(x)}',
        (v) => `CASE WHEN ${v}.e IS NULL THEN ${v}.x
          ELSE CASE WHEN ${v}.t = 'OBJECT' THEN '{' ELSE '[' END || array_to_string(list_transform(${v}.e, lambda tr_i${level}:
            CASE WHEN tr_i${level}.k IS NULL THEN '' ELSE CAST(to_json(tr_i${level}.k) AS VARCHAR) || ':' END
            || tr_json_sorted_${level - 1}(tr_i${level}.v)), ',') || CASE WHEN ${v}.t = 'OBJECT' THEN '}' ELSE ']' END END`,
      ),
);

const itemsOf = bindingMacro(
  'tr_json_items_of(x)',
  `{t: json_type(x), k: CASE WHEN json_type(x) = 'OBJECT' THEN json_keys(x) END,
    v: CAST(CASE json_type(x) WHEN 'OBJECT' THEN json_extract(x, '$.*') WHEN 'ARRAY' THEN json_extract(x, '$[*]') END AS VARCHAR[])}`,
  (v) => `CASE WHEN len(list_distinct(${v}.k)) < len(${v}.k)
      THEN CAST(${unsupported('JSON with a key that comes twice')} AS STRUCT(k VARCHAR, v VARCHAR)[])
    WHEN ${v}.t = 'OBJECT' THEN list_sort(list_transform(range(1, len(${v}.k) + 1), lambda tr_j: {k: ${v}.k[tr_j], v: ${v}.v[tr_j]}))
    WHEN ${v}.t = 'ARRAY' THEN list_transform(${v}.v, lambda tr_j: {k: CAST(NULL AS VARCHAR), v: tr_j}) END`,
);

export const jsonTextMacros: readonly string[] = [
  macro('tr_json_bare(x)', `regexp_replace(x, '${string}', '""', 'g')`),
  // DuckDB also takes NaN, and a comma before a bracket.
  macro(
    'tr_json_sound(x)',
    `(json_valid(x) AND NOT regexp_matches(tr_json_bare(x), '(?i)nan|inf|,\\s*[\\]}]'))`,
  ),
  macro('tr_json_tokens(x)', `regexp_extract_all(x, '${string}|-?[0-9][0-9.eE+-]*|[^"0-9-]+|-')`),
  macro(
    'tr_json_numbers_quoted(x)',
    `array_to_string(list_transform(tr_json_tokens(x), lambda tr_i:
      CASE WHEN regexp_matches(tr_i, '^-?[0-9]') THEN '"' || tr_i || '"' ELSE tr_i END), '')`,
  ),
  // As Java writes a double.
  bindingMacro(
    'tr_json_double(d)',
    'd',
    (v) => `CASE WHEN isinf(${v}) THEN CASE WHEN ${v} > 0 THEN '"Infinity"' ELSE '"-Infinity"' END
      ELSE tr_json_of_double(${v}) END`,
  ),
  macro(
    'tr_json_token(t)',
    `CASE WHEN regexp_matches(t, '[\\x{10000}-\\x{10ffff}]') THEN array_to_string(list_transform(string_split(t, ''), lambda tr_c:
        CASE WHEN unicode(tr_c) > 65535 THEN tr_json_surrogates(tr_c) ELSE tr_c END), '')
      WHEN NOT regexp_matches(t, '^-?[0-9]') THEN t WHEN regexp_matches(t, '[.eE]')
      THEN tr_json_double(CASE WHEN TRY_CAST(t AS DOUBLE) IS NOT NULL THEN CAST(t AS DOUBLE) WHEN t[1] = '-' THEN '-Infinity'::DOUBLE ELSE 'Infinity'::DOUBLE END)
      ELSE CASE WHEN t = '-0' THEN '0' ELSE t END END`,
  ),
  bindingMacro(
    'tr_json_written(x)',
    'CAST(x AS VARCHAR)',
    (
      v,
    ) => `CASE WHEN regexp_matches(${v}, '[\\x{10000}-\\x{10ffff}]') OR regexp_matches(tr_json_bare(${v}), '[0-9][.eE]|-0')
        THEN array_to_string(list_transform(tr_json_tokens(${v}), lambda tr_i: tr_json_token(tr_i)), '') ELSE ${v} END`,
  ),
  itemsOf,
  ...sorted,
  bindingMacro(
    'tr_json_parse(x)',
    'x',
    (
      v,
    ) => `CASE WHEN NOT json_valid(${v}) AND regexp_matches(${v}, '\\\\u[dD][89a-fA-F]') THEN ${unsupported('JSON with half a character')}
      WHEN NOT tr_json_sound(${v}) THEN ${wrongArgument('Cannot convert value to JSON')}
      WHEN NOT contains(${v}, '{') THEN tr_json_written(json(${v}))
      ELSE tr_json_written(tr_json_sorted_${depth}(CAST(json(${v}) AS VARCHAR))) END`,
  ),
  // What is no JSON has no fields; what begins as some does, Trino reads as far as it needs.
  bindingMacro(
    'tr_json_read(x)',
    'x',
    (v) => `CASE WHEN tr_json_sound(${v}) THEN ${v} WHEN regexp_matches(${v}, '^\\s*[\\[{]')
      THEN ${unsupported('a text that only begins as JSON')} END`,
  ),
];
