/** reduce_agg: a state that each value changes. */
import { once } from '../emit.ts';
import { aggregate, type BoundCall, type FunctionLibrary } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { carrierOf } from '../types.ts';
import { applied } from './lambda-text.ts';

/** The second lambda joins states that were begun apart: here there is but one. */
function reduced(call: BoundCall): string {
  const [value = '', initial = '', step = ''] = call.args;
  if (call.arguments[1]?.constant === undefined || call.arguments[1].constant === null)
    throw notSupported(call.at, 'reduce_agg with an initial state that is no literal');
  if (call.aggregate('list').startsWith('list(DISTINCT '))
    throw new QueryRefused('TYPE_MISMATCH', {
      at: call.at,
      en: 'DISTINCT can only be applied to comparable types: reduce_agg takes functions',
      zh: 'reduce_agg 的参数有函数，不能用 DISTINCT',
    });
  const type = call.arguments[0]?.type;
  if (!type || type.name === 'unknown') throw notSupported(call.at, 'reduce_agg of NULL');
  const [state, element] = [carrierOf(call.result), carrierOf(type)];
  const beside = (s: string, x: string): string => `{s: CAST(${s} AS ${state}), x: CAST(${x} AS ${element})}`;
  const list = `list_filter(${call.aggregate('list', value)}, lambda tr_x: tr_x IS NOT NULL)`;
  const elements = `list_transform(${list}, lambda tr_x: ${beside('NULL', 'tr_x')})`;
  const next = beside(applied(step, ['tr_a.s', 'tr_b.x']), 'NULL');
  return once(
    [elements],
    (all) =>
      `CASE WHEN len(${all}) > 0 THEN list_reduce(${all}, lambda tr_a, tr_b: ${next}, ${beside(initial, 'NULL')}).s END`,
  );
}

export const reducedAggregates: FunctionLibrary = {
  entries: [aggregate('reduce_agg(T, S, function(S, T, S), function(S, S, S)): S', reduced)],
  refused: [],
  macros: [],
};
