/** Functions of arrays that take a lambda. */
import { once } from '../emit.ts';
import { type BoundCall, type FunctionLibrary, scalar } from '../function-entry.ts';
import { carrierOf, type SqlType } from '../types.ts';
import { applied } from './lambda-text.ts';
import { bindingMacro } from './macro.ts';

const parameterOf = (type: SqlType | undefined, index: number): SqlType =>
  (type?.name === 'function' ? type.parameters[index] : undefined) ?? { name: 'unknown' };

/** The state goes from element to element beside it: DuckDB's own reduction knows one type only. */
function reduced(call: BoundCall): string {
  const [list = '', initial = '', step = '', last = ''] = call.args;
  const [state, element] = [0, 1].map((index) => carrierOf(parameterOf(call.arguments[2]?.type, index)));
  const beside = (s: string, x: string): string => `{s: CAST(${s} AS ${state}), x: CAST(${x} AS ${element})}`;
  const elements = `list_transform(${list}, lambda tr_x: ${beside('NULL', 'tr_x')})`;
  const next = beside(applied(step, ['tr_a.s', 'tr_b.x']), 'NULL');
  const whole = `list_reduce(${elements}, lambda tr_a, tr_b: ${next}, ${beside(initial, 'NULL')})`;
  return once(
    [whole],
    (result) => `CASE WHEN ${result} IS NOT NULL THEN ${applied(last, [`${result}.s`])} END`,
  );
}

function zippedWith(call: BoundCall): string {
  const [a, b, lambda = ''] = call.args;
  return `list_transform(tr_zip_two(${a}, ${b}), lambda tr_x: ${applied(lambda, ['tr_x.a', 'tr_x.b'])})`;
}

const answers = 'list_transform($1, $2)';

export const lambdas: FunctionLibrary = {
  entries: [
    scalar('transform(array(T), function(T, U)): array(U)', answers),
    scalar('filter(array(T), function(T, boolean)): array(T)', 'list_filter($1, $2)'),
    scalar('any_match(array(T), function(T, boolean)): boolean', `tr_any(${answers})`),
    scalar('all_match(array(T), function(T, boolean)): boolean', `tr_every(${answers})`),
    scalar('none_match(array(T), function(T, boolean)): boolean', `(NOT tr_any(${answers}))`),
    scalar('reduce(array(T), S, function(S, T, S), function(S, R)): R', reduced),
    scalar('zip_with(array(T), array(U), function(T, U, R)): array(R)', zippedWith),
  ],
  refused: [],
  macros: [
    bindingMacro(
      'tr_any(l)',
      'l',
      (v) => `CASE WHEN list_contains(${v}, true) THEN true WHEN list_count(${v}) = len(${v}) THEN false END`,
    ),
    // The shorter one goes on with NULL.
    bindingMacro(
      'tr_zip_two(a, b)',
      '{a: a, b: b}',
      (v) => `CASE WHEN ${v}.a IS NOT NULL AND ${v}.b IS NOT NULL THEN list_transform(
        range(1, greatest(len(${v}.a), len(${v}.b)) + 1), lambda tr_i: {a: ${v}.a[tr_i], b: ${v}.b[tr_i]}) END`,
    ),
  ],
};
