/** Macros of the casts to JSON and from it. JSON is its canonical text, so that its first character says what it is. */
import { bindingMacro } from './macro.ts';
import { unsupported } from './raised.ts';

const bad = `'INVALID_CAST_ARGUMENT: a JSON object or array'`;

/** A scalar as a text that a cast reads; `null` is NULL. */
const scalarText = (v: string, ofString: string, ofNumber: string): string =>
  `CASE ${v}[1] WHEN 'n' THEN NULL WHEN '"' THEN ${ofString} WHEN 't' THEN '1' WHEN 'f' THEN '0'
    WHEN '{' THEN ${bad} WHEN '[' THEN ${bad} ELSE ${ofNumber} END`;

const isWhole = (v: string): string => `regexp_full_match(${v}, '-?[0-9]+')`;
const string = (v: string): string => `json_extract_string(${v}, '$')`;

export const castJsonMacros: readonly string[] = [
  bindingMacro(
    'tr_json_varchar(x)',
    'x',
    (v) => `CASE ${v}[1] WHEN 'n' THEN NULL WHEN '"' THEN ${string(v)} WHEN 't' THEN ${v} WHEN 'f' THEN ${v}
      WHEN '{' THEN CAST(CAST(${bad} AS INTEGER) AS VARCHAR) WHEN '[' THEN CAST(CAST(${bad} AS INTEGER) AS VARCHAR)
      ELSE CASE WHEN ${isWhole(v)} THEN ${v} ELSE tr_double_text(CAST(${v} AS DOUBLE)) END END`,
  ),
  bindingMacro('tr_json_whole(x)', 'x', (v) =>
    scalarText(
      v,
      `tr_whole_of(${string(v)})`,
      `CASE WHEN ${isWhole(v)} THEN ${v} ELSE CAST(CAST(round(CAST(${v} AS DOUBLE)) AS BIGINT) AS VARCHAR) END`,
    ),
  ),
  bindingMacro('tr_json_floating(x)', 'x', (v) => scalarText(v, `tr_floating_of(${string(v)})`, v)),
  bindingMacro('tr_json_decimal(x)', 'x', (v) =>
    scalarText(
      v,
      `tr_decimal_of(${string(v)})`,
      `CASE WHEN ${isWhole(v)} THEN ${v} ELSE tr_without_exponent(CAST(CAST(${v} AS DOUBLE) AS VARCHAR)) END`,
    ),
  ),
  bindingMacro('tr_json_boolean(x)', 'x', (v) =>
    scalarText(
      v,
      `CAST(tr_boolean_of(${string(v)}) AS VARCHAR)`,
      `CASE WHEN ${isWhole(v)} THEN CAST(CAST(CAST(${v} AS BIGINT) <> 0 AS TINYINT) AS VARCHAR)
        WHEN ${v} IS NOT NULL THEN CAST(CAST(CAST(${v} AS DOUBLE) <> 0 AS TINYINT) AS VARCHAR) END`,
    ),
  ),
  // The values of an array or an object, each as JSON.
  bindingMacro(
    'tr_json_items(x, b, w)',
    'x',
    (v) => `CASE ${v}[1] WHEN 'n' THEN NULL WHEN b THEN CAST(json_extract(${v}, w) AS VARCHAR[])
      ELSE CASE WHEN ${v} IS NOT NULL THEN CAST('INVALID_CAST_ARGUMENT: JSON of another kind' AS VARCHAR[]) END END`,
  ),
  // Java's Double.toString.
  ...['double', 'real'].map((type) =>
    bindingMacro(
      `tr_json_of_${type}(x)`,
      'x',
      (
        v,
      ) => `CASE WHEN isnan(${v}) THEN '"NaN"' WHEN isinf(${v}) THEN CASE WHEN ${v} > 0 THEN '"Infinity"' ELSE '"-Infinity"' END
        WHEN ${v} <> 0 AND abs(${v}) < ${type === 'real' ? '1.18e-38' : '1e-305'}
          THEN ${unsupported('such a number as JSON')}
        WHEN ${v} = 0 OR abs(${v}) >= 1e-3::${type} AND abs(${v}) < 1e7::${type} THEN CAST(${v} AS VARCHAR)
        ELSE CASE WHEN ${v} < 0 THEN '-' ELSE '' END || tr_scientific_digits(
          rtrim(ltrim(replace(split_part(CAST(abs(${v}) AS VARCHAR), 'e', 1), '.', ''), '0'), '0'), tr_exponent(CAST(abs(${v}) AS VARCHAR))) END`,
    ),
  ),
  // A code point beyond the basic plane, as two escapes.
  bindingMacro(
    'tr_json_surrogates(c)',
    'unicode(c) - 65536',
    (v) => `'\\u' || hex(55296 + ${v} // 1024) || '\\u' || hex(56320 + ${v} % 1024)`,
  ),
  bindingMacro(
    'tr_json_string(x)',
    'CAST(to_json(x) AS VARCHAR)',
    (v) => `CASE WHEN NOT regexp_matches(${v}, '[\\x{10000}-\\x{10FFFF}]') THEN ${v}
      ELSE array_to_string(list_transform(range(1, length(${v}) + 1), lambda tr_i:
        CASE WHEN unicode(${v}[tr_i]) > 65535 THEN tr_json_surrogates(${v}[tr_i]) ELSE ${v}[tr_i] END), '') END`,
  ),
  bindingMacro(
    'tr_json_list(l)',
    'l',
    (v) => `CASE WHEN ${v} IS NOT NULL THEN '[' || coalesce(array_to_string(${v}, ','), '') || ']' END`,
  ),
  bindingMacro(
    'tr_json_object(l)',
    'l',
    (v) =>
      `CASE WHEN ${v} IS NOT NULL THEN '{' || coalesce(array_to_string(list_sort(${v}), ','), '') || '}' END`,
  ),
];
