/** Functions of maps. */
import { once } from '../emit.ts';
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { type SqlType, typeText } from '../types.ts';
import { elementOf, isFloating, refuseKey } from './collection-types.ts';
import { applied } from './lambda-text.ts';
import { bindingMacro } from './macro.ts';

type MapType = SqlType & { readonly name: 'map' };

const mapType = (type: SqlType | undefined): MapType =>
  type?.name === 'map' ? type : { name: 'map', key: { name: 'unknown' }, value: { name: 'unknown' } };

const inOrder =
  (name: string, text: (map: string) => string) =>
  ({ args: [map = ''], arguments: [value], at }: BoundCall): string => {
    if (value?.type.name === 'map' && value.type.hashed)
      throw notSupported(at, `${name} of a map in no order`, 'GROUP BY and ORDER BY');
    return text(map);
  };

/** DuckDB itself raises where keys are NULL or come twice, or where the lists differ in length. */
function fromLists(call: BoundCall): string {
  refuseKey(elementOf(call), call.at);
  return `map(${call.args.join(', ')})`;
}

const fromEntries =
  (macro: string) =>
  (call: BoundCall): string => {
    refuseKey(mapType(call.result).key, call.at);
    return `${macro}(list_transform(${call.args[0]}, lambda tr_x: {k: tr_x.f1, v: tr_x.f2}))`;
  };

function elementAt(call: BoundCall): string {
  const { key } = mapType(call.arguments[0]?.type);
  refuseKey(key, call.at);
  if (isFloating(key)) throw notSupported(call.at, `a map's value by a key of ${typeText(key)}`);
  return `(${call.args[0]})[${call.args[1]}]`;
}

/** The last map's value counts, and its keys come first. */
function concatenated(call: BoundCall): string {
  refuseKey(mapType(call.result).key, call.at);
  return once(call.args, (...maps) => {
    const present = maps.map((map) => `${map} IS NOT NULL`).join(' AND ');
    const entries = maps.toReversed().map((map) => `tr_map_entries(${map})`);
    const all = entries.reduce((joined, next) => `list_concat(${joined}, ${next})`);
    return `CASE WHEN ${present} THEN map_from_entries(tr_first_of_keys(${all})) END`;
  });
}

const entriesOf = ({ args }: BoundCall): string => `tr_map_entries(${args[0]})`;
const both = ['tr_x.k', 'tr_x.v'];

const filtered = (call: BoundCall): string =>
  `map_from_entries(list_filter(${entriesOf(call)}, lambda tr_x: ${applied(call.args[1] as string, both)}))`;

function withKeys(call: BoundCall): string {
  refuseKey(mapType(call.result).key, call.at);
  return `map_from_entries(list_transform(${entriesOf(call)}, lambda tr_x: {k: ${applied(call.args[1] as string, both)}, v: tr_x.v}))`;
}

const withValues = (call: BoundCall): string =>
  `map_from_entries(list_transform(${entriesOf(call)}, lambda tr_x: {k: tr_x.k, v: ${applied(call.args[1] as string, both)}}))`;

function zippedWith(call: BoundCall): string {
  const { key } = mapType(call.arguments[0]?.type);
  refuseKey(key, call.at);
  if (isFloating(key)) throw notSupported(call.at, `map_zip_with by keys of ${typeText(key)}`);
  const [a, b, lambda = ''] = call.args;
  const value = applied(lambda, ['tr_x.k', 'tr_x.a', 'tr_x.b']);
  return `map_from_entries(list_transform(tr_zipped_entries(${a}, ${b}), lambda tr_x: {k: tr_x.k, v: ${value}}))`;
}

export const maps: FunctionLibrary = {
  entries: [
    scalar('map(): map(unknown, unknown)', 'map(CAST([] AS INTEGER[]), CAST([] AS INTEGER[]))'),
    scalar('map(array(K), array(V)): map(K, V)', fromLists),
    scalar('map_from_entries(array(row(K, V))): map(K, V)', fromEntries('map_from_entries')),
    scalar(
      'multimap_from_entries(array(row(K, V))): map(K, array(V))',
      fromEntries('tr_multimap_from_entries'),
    ),
    scalar(
      'map_entries(map(K, V)): array(row(K, V))',
      inOrder(
        'map_entries',
        (map) => `list_transform(map_entries(${map}), lambda tr_x: {f1: tr_x.key, f2: tr_x.value})`,
      ),
    ),
    scalar(
      'map_keys(map(K, V)): array(K)',
      inOrder('map_keys', (map) => `map_keys(${map})`),
    ),
    scalar(
      'map_values(map(K, V)): array(V)',
      inOrder('map_values', (map) => `map_values(${map})`),
    ),
    scalar('cardinality(map(K, V)): bigint', 'CAST(cardinality($1) AS BIGINT)'),
    scalar('element_at(map(K, V), K): V', elementAt),
    scalar('map_concat(map(K, V), map(K, V), map(K, V)...): map(K, V)', concatenated),
    scalar('map_filter(map(K, V), function(K, V, boolean)): map(K, V)', filtered),
    scalar('transform_keys(map(A, V), function(A, V, B)): map(B, V)', withKeys),
    scalar('transform_values(map(K, A), function(K, A, B)): map(K, B)', withValues),
    scalar('map_zip_with(map(K, A), map(K, B), function(K, A, B, C)): map(K, C)', zippedWith),
  ],
  refused: [],
  macros: [
    bindingMacro(
      'tr_map_entries(m)',
      'm',
      (v) => `list_transform(map_entries(${v}), lambda tr_x: {k: tr_x.key, v: tr_x.value})`,
    ),
    bindingMacro(
      'tr_multimap_from_entries(l)',
      'l',
      (v) => `CASE WHEN len(list_filter(${v}, lambda tr_x: tr_x.k IS NULL)) > 0
          THEN map_from_entries([{k: ${v}[1].k, v: [${v}[CAST('INVALID_FUNCTION_ARGUMENT: map key cannot be null' AS BIGINT)].v]}])
        WHEN len(${v}) = 0 THEN map_from_entries(list_transform(${v}, lambda tr_x: {k: tr_x.k, v: [tr_x.v]}))
        ELSE tr_multimap_agg(${v}) END`,
    ),
    bindingMacro(
      'tr_zipped_entries(a, b)',
      '{a: a, b: b}',
      (v) => `CASE WHEN ${v}.a IS NOT NULL AND ${v}.b IS NOT NULL THEN list_transform(
        tr_array_distinct(list_concat(map_keys(${v}.a), map_keys(${v}.b))),
        lambda tr_k: {k: tr_k, a: ${v}.a[tr_k], b: ${v}.b[tr_k]}) END`,
    ),
  ],
};
