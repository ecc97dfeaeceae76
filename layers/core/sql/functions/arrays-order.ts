/** Functions of arrays that put elements in order, choose among them and write them. */
import { once, raise } from '../emit.ts';
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { convert } from '../translate/convert.ts';
import { carrierOf, varchar } from '../types.ts';
import { elementOf, isFloating, refuseUnordered } from './collection-types.ts';
import { applied } from './lambda-text.ts';
import { bindingMacro, macro } from './macro.ts';

/** NULL where an element is NULL; a NaN gives way to every other number. */
function extreme(which: 'max' | 'min', call: BoundCall): string {
  const element = elementOf(call);
  refuseUnordered(element, call.at, `array_${which}`);
  const best = (list: string): string =>
    isFloating(element) && which === 'max'
      ? `coalesce(list_max(list_filter(${list}, lambda tr_x: NOT isnan(tr_x))), list_max(${list}))`
      : `list_${which}(${list})`;
  return once(
    call.args,
    (list) => `CASE WHEN list_count(${list}) = len(${list}) THEN ${best(list as string)} END`,
  );
}

function sorted(call: BoundCall): string {
  refuseUnordered(elementOf(call), call.at, 'array_sort');
  return `list_sort(${call.args[0]}, 'ASC', 'NULLS LAST')`;
}

const inconsistent = 'NOT_SUPPORTED: a comparator whose answers contradict each other';
const wrongSign = 'INVALID_FUNCTION_ARGUMENT: Lambda comparator must return either -1, 0, or 1';

/**
 * Stable. An element's place is the number of those that come before it; the comparator is asked about every pair, both
 * ways, and must not contradict itself: then every way of sorting gives the same.
 */
function sortedBy(call: BoundCall): string {
  const [list = '', lambda = ''] = call.args;
  const sign = applied(lambda, ['tr_p.a', 'tr_p.b']);
  const int = { name: 'integer' } as const;
  const checked = once(
    [sign],
    (s) => `CASE WHEN ${s} BETWEEN -1 AND 1 THEN ${s} ELSE ${raise(wrongSign, int)} END`,
  );
  const asked = `list_transform(tr_all_pairs(tr_l), lambda tr_p: {i: tr_p.i, j: tr_p.j, e: tr_p.a IS NOT DISTINCT FROM tr_p.b, s: ${checked}})`;
  return `list_transform([${list}], lambda tr_l: tr_sorted_by(tr_l, ${asked}))[1]`;
}

function joined(call: BoundCall): string {
  const element = elementOf(call);
  const text = convert({ sql: 'tr_x', type: element }, varchar, {
    tried: false,
    explicit: true,
    at: call.at,
  });
  const texts =
    text.sql === 'tr_x' ? call.args[0] : `list_transform(${call.args[0]}, lambda tr_x: ${text.sql})`;
  const [, separator, instead] = call.args;
  return instead === undefined
    ? `tr_array_join(${texts}, ${separator})`
    : `tr_array_join_with(${texts}, ${separator}, ${instead})`;
}

const mostCombined = 5;

/** In the order of the last element, then of the one before it. */
function combinations(call: BoundCall): string {
  const { at, args, arguments: values } = call;
  const constant = values[1]?.constant;
  if (typeof constant !== 'number') throw notSupported(at, 'combinations of a size that is no literal');
  if (constant < 0 || constant > mostCombined)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `combination size must be from 0 to ${mostCombined}: ${constant}`,
      zh: `组合的大小须在 0 到 ${mostCombined} 之间：${constant}`,
    });
  return once([args[0] as string], (list) => {
    const none = `CASE WHEN ${list} IS NOT NULL THEN [CAST([] AS ${carrierOf(elementOfResult(call))})] END`;
    if (constant === 0) return none;
    let indices = `list_transform(range(1, len(${list}) + 1), lambda tr_i: [tr_i])`;
    for (let size = 2; size <= constant; size += 1) indices = `tr_combined(${indices}, len(${list}))`;
    return `list_transform(tr_not_too_many(${indices}, ${constant}), lambda tr_c: list_transform(tr_c, lambda tr_i: ${list}[tr_i]))`;
  });
}

const elementOfResult = ({ result }: BoundCall) => (result.name === 'array' ? result.element : result);

export const arrayOrder: FunctionLibrary = {
  entries: [
    scalar('array_max(array(T)): T', (call) => extreme('max', call)),
    scalar('array_min(array(T)): T', (call) => extreme('min', call)),
    scalar('array_sort(array(E)): array(E)', sorted),
    scalar('array_sort(array(T), function(T, T, integer)): array(T)', sortedBy),
    scalar('array_join(array(E), varchar): varchar', joined),
    scalar('array_join(array(E), varchar, varchar): varchar', joined),
    scalar('combinations(array(T), integer): array(array(T))', combinations),
  ],
  refused: [],
  macros: [
    // DuckDB's own wants a literal between the texts.
    macro(
      'tr_joined(l, s)',
      `array_to_string(flatten(list_transform(list_filter(l, lambda tr_x: tr_x IS NOT NULL),
        lambda tr_x: [s, tr_x]))[2:], '')`,
    ),
    bindingMacro(
      'tr_array_join(l, s)',
      '{l: l, s: s}',
      (v) => `CASE WHEN ${v}.s IS NOT NULL THEN tr_joined(${v}.l, ${v}.s) END`,
    ),
    bindingMacro(
      'tr_array_join_with(l, s, r)',
      '{l: l, s: s, r: r}',
      (v) => `CASE WHEN ${v}.s IS NOT NULL AND ${v}.r IS NOT NULL
        THEN tr_joined(list_transform(${v}.l, lambda tr_x: coalesce(tr_x, ${v}.r)), ${v}.s) END`,
    ),
    bindingMacro(
      'tr_all_pairs(l)',
      'l',
      (
        v,
      ) => `flatten(list_transform(range(1, len(${v}) + 1), lambda tr_i: list_transform(range(1, len(${v}) + 1),
        lambda tr_j: {i: tr_i, j: tr_j, a: ${v}[tr_i], b: ${v}[tr_j]})))`,
    ),
    // `i` comes before `j`; of two that are the same, whichever was before.
    macro('tr_is_before(p)', 'CASE WHEN p.e OR p.s = 0 THEN p.i < p.j ELSE p.s < 0 END'),
    bindingMacro(
      'tr_places(n, p)',
      '{n: n, p: p}',
      (v) => `list_transform(range(1, ${v}.n + 1), lambda tr_i:
        1 + len(list_filter(${v}.p, lambda tr_q: tr_q.j = tr_i AND tr_q.i <> tr_i AND (tr_is_before(tr_q)))))`,
    ),
    bindingMacro(
      'tr_signs_agree(p)',
      '{p: p, n: CAST(sqrt(len(p)) AS BIGINT)}',
      (v) => `len(list_filter(${v}.p, lambda tr_q: NOT tr_q.e
        AND ${v}.p[(tr_q.j - 1) * ${v}.n + tr_q.i].s <> -tr_q.s)) = 0`,
    ),
    bindingMacro(
      'tr_sorted_by(l, p)',
      '{l: l, p: p}',
      (v) => `CASE WHEN ${v}.l IS NULL THEN NULL WHEN len(${v}.l) < 2 THEN ${v}.l
        ELSE tr_in_places(${v}.l, tr_checked_places(len(${v}.l), ${v}.p)) END`,
    ),
    bindingMacro(
      'tr_checked_places(n, p)',
      '{n: n, p: p, k: tr_places(n, p)}',
      (v) => `CASE WHEN tr_signs_agree(${v}.p) AND list_sort(${v}.k) = range(1, ${v}.n + 1) THEN ${v}.k
        ELSE [CAST('${inconsistent}' AS BIGINT)] END`,
    ),
    bindingMacro(
      'tr_in_places(l, k)',
      '{l: l, k: k}',
      (v) => `list_transform(range(1, len(${v}.l) + 1), lambda tr_i: ${v}.l[list_position(${v}.k, tr_i)])`,
    ),
    bindingMacro(
      'tr_combined(c, n)',
      '{c: c, n: n}',
      (v) => `flatten(list_transform(range(1, ${v}.n + 1), lambda tr_j: list_transform(
        list_filter(${v}.c, lambda tr_c: tr_c[-1] < tr_j), lambda tr_c: list_append(tr_c, tr_j))))`,
    ),
    bindingMacro(
      'tr_not_too_many(c, n)',
      'c',
      (v) => `CASE WHEN len(${v}) * n > 100000
        THEN [[CAST('INVALID_FUNCTION_ARGUMENT: combinations exceed max size' AS BIGINT)]] ELSE ${v} END`,
    ),
  ],
};
