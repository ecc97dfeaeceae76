/** Aggregates that gather values in an array, a map or a text. */
import { aggregate, type BoundCall, type FunctionLibrary } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { carrierOf, type SqlType } from '../types.ts';
import { isFloating, refuseKey } from './collection-types.ts';
import { bindingMacro } from './macro.ts';

const typeOf = (call: BoundCall, index = 0): SqlType => call.arguments[index]?.type ?? { name: 'unknown' };

/** Trino's order is that of its hashes. */
function arrayOf(call: BoundCall): string {
  if (call.aggregate('list').startsWith('list(DISTINCT )'))
    throw notSupported(call.at, 'array_agg(DISTINCT …) in no order', 'array_agg(DISTINCT x ORDER BY x)');
  return call.aggregate('list', call.args[0] as string);
}

const byHashes = { hashed: true } as const;

/** Of the rows' keys and values, by a macro that makes a map of a list of them. */
function byKey(macro: string, call: BoundCall): string {
  refuseKey(typeOf(call), call.at);
  const [key, value] = call.args;
  return `${macro}(${call.aggregate('list', `{k: ${key}, v: ${value}}`)})`;
}

function mapUnion(call: BoundCall): string {
  const type = typeOf(call);
  if (type.name === 'map') refuseKey(type.key, call.at);
  return `tr_map_union(${call.aggregate('list', call.args[0] as string)})`;
}

/** DuckDB counts a NaN with whatever it comes after. */
function histogram(call: BoundCall): string {
  const type = typeOf(call);
  refuseKey(type, call.at);
  if (isFloating(type)) throw notSupported(call.at, `histogram of ${type.name}`, 'map_agg over a GROUP BY');
  return `CAST(${call.aggregate('histogram', call.args[0] as string)} AS ${carrierOf(call.result)})`;
}

/** Keeps the first of every key; a NULL is no key. Seeks only where a key comes again. */
const firstOfKeys = (v: string): string =>
  `CASE WHEN list_unique(${v}.k) = len(${v}.k) THEN ${v}.l
    ELSE list_filter(${v}.l, lambda tr_x, tr_i: tr_x.k IS NOT NULL AND list_position(${v}.k, tr_x.k) = tr_i) END`;

const mapOf = (entries: string): string =>
  `CASE WHEN len(${entries}) > 0 THEN map_from_entries(${entries}) END`;

export const collected: FunctionLibrary = {
  entries: [
    aggregate('array_agg(T): array(T)', arrayOf),
    aggregate('map_agg(K, V): map(K, V)', (call) => byKey('tr_map_agg', call), byHashes),
    aggregate('multimap_agg(K, V): map(K, array(V))', (call) => byKey('tr_multimap_agg', call), byHashes),
    aggregate('map_union(map(K, V)): map(K, V)', mapUnion, byHashes),
    aggregate('histogram(T): map(T, bigint)', histogram, byHashes),
    aggregate('listagg(varchar): varchar', "tr_listagg({string_agg}($1, ''))"),
    aggregate('listagg(varchar, varchar): varchar', 'tr_listagg({string_agg}($1, $2))'),
  ],
  refused: [],
  macros: [
    bindingMacro('tr_first_of_keys(l)', '{l: l, k: list_transform(l, lambda tr_y: tr_y.k)}', firstOfKeys),
    bindingMacro('tr_entries_map(l)', 'l', (v) => mapOf(v)),
    bindingMacro('tr_map_agg(l)', 'tr_first_of_keys(l)', (v) => `tr_entries_map(${v})`),
    bindingMacro(
      'tr_multimap_agg(l)',
      '{l: l, f: tr_first_of_keys(l)}',
      (v) => `tr_entries_map(list_transform(${v}.f, lambda tr_e: {k: tr_e.k,
        v: list_transform(list_filter(${v}.l, lambda tr_x: tr_x.k = tr_e.k), lambda tr_x: tr_x.v)}))`,
    ),
    bindingMacro(
      'tr_map_union(l)',
      'list_filter(l, lambda tr_m: tr_m IS NOT NULL)',
      (v) => `tr_entries_map(tr_first_of_keys(flatten(list_transform(${v},
        lambda tr_m: list_transform(map_entries(tr_m), lambda tr_x: {k: tr_x.key, v: tr_x.value})))))`,
    ),
    bindingMacro(
      'tr_listagg(x)',
      'x',
      (v) => `CASE WHEN strlen(${v}) > 1048576
        THEN CAST(CAST('EXCEEDED_FUNCTION_MEMORY_LIMIT: Concatenated string has the length over 1048576' AS INTEGER) AS VARCHAR)
        ELSE ${v} END`,
    ),
  ],
};
