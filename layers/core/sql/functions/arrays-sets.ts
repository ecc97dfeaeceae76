/** Functions of arrays that look for elements and treat arrays as sets. */
import { once } from '../emit.ts';
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { carrierOf } from '../types.ts';
import { elementOf, isFloating, refuseIncomparable, refuseIndistinct } from './collection-types.ts';
import { bindingMacro, macro } from './macro.ts';

/** NaN is equal to nothing; as a member of a set it is equal to itself. */
const sought = (call: BoundCall, element: string): string =>
  isFloating(elementOf(call)) ? `CASE WHEN NOT isnan(${element}) THEN ${element} END` : element;

function contains(call: BoundCall): string {
  refuseIncomparable(elementOf(call), call.at, 'contains');
  return once(
    call.args,
    (list, element) => `CASE WHEN ${list} IS NULL OR ${element} IS NULL THEN NULL
      WHEN coalesce(list_contains(${list}, ${sought(call, element as string)}), false) THEN true
      WHEN list_count(${list}) = len(${list}) THEN false END`,
  );
}

function position(call: BoundCall): string {
  refuseIncomparable(elementOf(call), call.at, 'array_position');
  const found = (list: string, element: string): string =>
    isFloating(elementOf(call))
      ? `CASE WHEN isnan(${element}) THEN 0 ELSE list_position(${list}, ${element}) END`
      : `list_position(${list}, ${element})`;
  return once(
    call.args,
    (list, element) => `CASE WHEN ${list} IS NULL OR ${element} IS NULL THEN NULL
      ELSE CAST(coalesce(${found(list as string, element as string)}, 0) AS BIGINT) END`,
  );
}

function remove(call: BoundCall): string {
  refuseIncomparable(elementOf(call), call.at, 'array_remove');
  const stays = isFloating(elementOf(call)) ? 'isnan(tr_x) OR ' : '';
  return once(
    call.args,
    (list, element) =>
      `CASE WHEN ${element} IS NOT NULL THEN list_filter(${list}, lambda tr_x: tr_x IS NULL OR ${stays}tr_x <> ${element}) END`,
  );
}

const asSets =
  (name: string, macroName: string) =>
  (call: BoundCall): string => {
    refuseIndistinct(elementOf(call), call.at, name);
    return `${macroName}(${call.args.join(', ')})`;
  };

/** Of two lists, neither NULL. */
const ofTwo = (head: string, result: (v: string) => string): string =>
  bindingMacro(
    head,
    '{a: a, b: b}',
    (v) => `CASE WHEN ${v}.a IS NOT NULL AND ${v}.b IS NOT NULL THEN ${result(v)} END`,
  );

const holds = (list: string, element: string): string => `list_position(${list}, ${element}) IS NOT NULL`;

/** DuckDB has none of an array without a value. */
function histogram(call: BoundCall): string {
  const element = elementOf(call);
  refuseIncomparable(element, call.at, 'array_histogram');
  if (isFloating(element)) throw notSupported(call.at, `array_histogram of ${element.name}`);
  const counted = (list: string): string =>
    `CAST(coalesce(list_histogram(${list}), MAP {}) AS ${carrierOf(call.result)})`;
  return once(
    [call.args[0] as string],
    (list = '') => `CASE WHEN ${list} IS NOT NULL THEN ${counted(list)} END`,
  );
}

export const arraySets: FunctionLibrary = {
  entries: [
    scalar('contains(array(T), T): boolean', contains),
    scalar('array_position(array(T), T): bigint', position),
    scalar('array_remove(array(E), E): array(E)', remove),
    scalar('array_distinct(array(E)): array(E)', asSets('array_distinct', 'tr_array_distinct')),
    scalar('array_except(array(E), array(E)): array(E)', asSets('array_except', 'tr_array_except')),
    scalar('array_intersect(array(E), array(E)): array(E)', asSets('array_intersect', 'tr_array_intersect')),
    scalar('array_union(array(E), array(E)): array(E)', asSets('array_union', 'tr_array_union')),
    scalar('arrays_overlap(array(E), array(E)): boolean', asSets('arrays_overlap', 'tr_arrays_overlap')),
    scalar(
      'contains_sequence(array(T), array(T)): boolean',
      asSets('contains_sequence', 'tr_contains_sequence'),
    ),
    scalar('array_histogram(array(T)): map(T, bigint)', histogram, { hashed: true }),
  ],
  refused: [],
  macros: [
    bindingMacro(
      'tr_array_distinct(l)',
      'l',
      // DuckDB counts each NaN by itself; within lists they are one.
      (v) => `CASE WHEN list_unique(list_transform(${v}, lambda tr_y: [tr_y])) = len(${v}) THEN ${v}
        ELSE list_filter(${v}, lambda tr_x, tr_i: list_position(${v}, tr_x) = tr_i) END`,
    ),
    // Without anything to leave out, what comes twice stays twice.
    ofTwo(
      'tr_array_except(a, b)',
      (v) => `CASE WHEN len(${v}.b) = 0 THEN ${v}.a
        ELSE tr_array_distinct(list_filter(${v}.a, lambda tr_x: NOT ${holds(`${v}.b`, 'tr_x')})) END`,
    ),
    macro(
      'tr_common_elements(a, b)',
      `tr_array_distinct(list_filter(a, lambda tr_x: ${holds('b', 'tr_x')}))`,
    ),
    // In the order of the longer one.
    ofTwo(
      'tr_array_intersect(a, b)',
      (v) => `CASE WHEN len(${v}.a) < len(${v}.b) THEN tr_common_elements(${v}.b, ${v}.a)
        ELSE tr_common_elements(${v}.a, ${v}.b) END`,
    ),
    ofTwo('tr_array_union(a, b)', (v) => `tr_array_distinct(list_concat(${v}.a, ${v}.b))`),
    ofTwo(
      'tr_arrays_overlap(a, b)',
      (
        v,
      ) => `CASE WHEN len(list_filter(${v}.a, lambda tr_x: tr_x IS NOT NULL AND ${holds(`${v}.b`, 'tr_x')})) > 0 THEN true
        WHEN len(${v}.a) = 0 OR len(${v}.b) = 0 THEN false
        WHEN list_count(${v}.a) = len(${v}.a) AND list_count(${v}.b) = len(${v}.b) THEN false END`,
    ),
    ofTwo(
      'tr_contains_sequence(a, b)',
      (v) => `len(${v}.b) = 0 OR len(list_filter(range(1, len(${v}.a) - len(${v}.b) + 2),
        lambda tr_i: ${v}.a[tr_i:tr_i + len(${v}.b) - 1] IS NOT DISTINCT FROM ${v}.b)) > 0`,
    ),
  ],
};
