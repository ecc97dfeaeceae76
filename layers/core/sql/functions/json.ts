/** Functions over JSON, and over texts that hold some. */
import { once } from '../emit.ts';
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { carrierOf } from '../types.ts';
import { atPath, jsonPaths } from './json-paths.ts';
import { standardJson } from './json-standard.ts';
import { jsonTextMacros } from './json-text.ts';
import { bindingMacro } from './macro.ts';
import { unsupported, wrongArgument } from './raised.ts';

type Body = (value: string, paths: readonly string[]) => string;

/** The whole of a text that is no JSON may still be read in part. */
const byPath =
  (body: Body) =>
  (call: BoundCall): string => {
    const paths = jsonPaths(call);
    if (paths === undefined) return `CAST(NULL AS ${carrierOf(call.result)})`;
    const whole = paths[0] === `'$'` && call.arguments[0]?.type.name !== 'json';
    const read = whole ? `tr_json_whole_read(${call.args[0]})` : `tr_json_read(${call.args[0]})`;
    return once([read], (value) => body(value, paths));
  };

const extract = byPath((value, paths) => `tr_json_written(${atPath('json_extract', value, paths)})`);

const extractScalar = byPath(
  (value, paths) => `CASE ${atPath('json_type', value, paths)}
    WHEN 'VARCHAR' THEN ${atPath('json_extract_string', value, paths)}
    WHEN 'BOOLEAN' THEN ${atPath('json_extract_string', value, paths)}
    WHEN 'BIGINT' THEN ${atPath('json_extract_string', `tr_json_numbers_quoted(${value})`, paths)}
    WHEN 'UBIGINT' THEN ${atPath('json_extract_string', `tr_json_numbers_quoted(${value})`, paths)}
    WHEN 'DOUBLE' THEN ${atPath('json_extract_string', `tr_json_numbers_quoted(${value})`, paths)} END`,
);

const size = byPath((value, paths) => `tr_json_size(${atPath('json_extract', value, paths)})`);

const kinds = { bigint: 'bigint', boolean: 'boolean', double: 'double', varchar: 'varchar(y)' } as const;

/** What an item must be to equal a value of each kind. */
const equals: Readonly<Record<keyof typeof kinds, (v: string) => string>> = {
  bigint: (v) =>
    `json_type(tr_i) IN ('BIGINT', 'UBIGINT') AND TRY_CAST(CAST(tr_i AS VARCHAR) AS HUGEINT) = ${v}.y`,
  boolean: (v) => `json_type(tr_i) = 'BOOLEAN' AND TRY_CAST(CAST(tr_i AS VARCHAR) AS BOOLEAN) = ${v}.y`,
  double: (v) =>
    `json_type(tr_i) = 'DOUBLE' AND regexp_matches(CAST(tr_i AS VARCHAR), '[.eE]') AND TRY_CAST(CAST(tr_i AS VARCHAR) AS DOUBLE) = ${v}.y`,
  varchar: (v) => `json_type(tr_i) = 'VARCHAR' AND json_extract_string(tr_i, '$') = ${v}.y`,
};

/** Of no finite number Trino says no before it reads anything. */
const beforehand = (kind: keyof typeof kinds, v: string): string =>
  kind === 'double' ? `WHEN ${v}.given AND NOT isfinite(${v}.y) THEN false` : '';

const holds = (Object.keys(kinds) as (keyof typeof kinds)[]).map((kind) =>
  bindingMacro(
    `tr_json_holds_${kind}(x, y)`,
    '{x: tr_json_read(x), y: y, given: x IS NOT NULL}',
    (
      v,
    ) => `CASE ${beforehand(kind, v)} WHEN ${v}.y IS NULL OR coalesce(json_type(${v}.x), '') <> 'ARRAY' THEN NULL
      ELSE len(list_filter(json_extract(${v}.x, '$[*]'), lambda tr_i: ${equals[kind](v)})) > 0 END`,
  ),
);

const entriesFor = (type: 'json' | 'varchar(x)') => [
  scalar(`json_extract(${type}, varchar): json`, extract),
  scalar(`json_extract_scalar(${type}, varchar): ${type === 'json' ? 'varchar' : type}`, extractScalar),
  scalar(`json_size(${type}, varchar): bigint`, size),
  scalar(`json_array_length(${type}): bigint`, 'tr_json_array_length($1)'),
  scalar(`is_json_scalar(${type}): boolean`, 'tr_is_json_scalar($1)'),
  scalar(`json_array_get(${type}, bigint): json`, ({ at }) => {
    throw notSupported(at, 'json_array_get', "json_extract(json, '$[0]')");
  }),
  ...(Object.keys(kinds) as (keyof typeof kinds)[]).map((kind) =>
    scalar(`json_array_contains(${type}, ${kinds[kind]}): boolean`, `tr_json_holds_${kind}($1, $2)`),
  ),
];

export const json: FunctionLibrary = {
  entries: [
    scalar('json_parse(varchar(x)): json', 'tr_json_parse($1)'),
    scalar('json_format(json): varchar', '$1'),
    ...entriesFor('json'),
    ...entriesFor('varchar(x)'),
    ...standardJson.entries,
  ],
  refused: [],
  macros: [
    ...standardJson.macros,
    ...jsonTextMacros,
    bindingMacro(
      'tr_json_whole_read(x)',
      'x',
      (v) => `CASE WHEN tr_json_sound(${v}) THEN ${v}
        WHEN ${v} IS NOT NULL THEN ${unsupported('a text that is no JSON, as a whole')} END`,
    ),
    bindingMacro(
      'tr_json_size(x)',
      'x',
      (
        v,
      ) => `CASE json_type(${v}) WHEN 'ARRAY' THEN json_array_length(${v}) WHEN 'OBJECT' THEN len(json_keys(${v}))
        ELSE CASE WHEN ${v} IS NOT NULL THEN 0 END END`,
    ),
    bindingMacro(
      'tr_json_array_length(x)',
      'tr_json_read(x)',
      (v) => `CASE WHEN json_type(${v}) = 'ARRAY' THEN CAST(json_array_length(${v}) AS BIGINT) END`,
    ),
    bindingMacro(
      'tr_is_json_scalar(x)',
      'x',
      (v) => `CASE WHEN NOT tr_json_sound(${v}) THEN ${wrongArgument('Invalid JSON value', 'BOOLEAN')}
        ELSE json_type(${v}) NOT IN ('ARRAY', 'OBJECT') END`,
    ),
    ...holds,
  ],
};
