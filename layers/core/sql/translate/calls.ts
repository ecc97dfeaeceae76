/** Calls of functions: found in the libraries, their arguments widened, their text written. */
import type { Call, Expression } from '../ast.ts';
import type { FunctionEntry, Typed } from '../function-entry.ts';
import { functionNamed, refusedNamed } from '../functions/index.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { type SqlType, sameType, typeText } from '../types.ts';
import { coerce } from './coerce.ts';
import { type Env, typed } from './env.ts';
import { lambdaArgument } from './lambdas.ts';
import { type Argument, type Chosen, choose } from './resolve-function.ts';
import { signatureText } from './signature-text.ts';
import { filled } from './template.ts';

/** The entries under a name. @throws QueryRefused when it is refused, or there is no such function */
export function entriesOf(name: string, at: number): readonly FunctionEntry[] {
  const entries = functionNamed(name);
  if (entries) return entries;
  const refused = refusedNamed(name);
  if (refused)
    throw new QueryRefused('NOT_SUPPORTED', {
      at,
      en: refused.en,
      zh: refused.zh,
      ...(refused.instead === undefined ? {} : { instead: refused.instead }),
    });
  throw new QueryRefused('FUNCTION_NOT_FOUND', {
    at,
    en: `Function '${name}' not registered`,
    zh: `没有函数 ${name}`,
  });
}

/** A call by values that are translated already. */
export function callNamed(name: string, args: readonly Typed[], at: number): Typed {
  const chosen = resolve(name, args, at);
  return written(chosen, at, plainAggregate(name, at));
}

const plainAggregate = (name: string, at: number) => (): string => {
  throw notSupported(at, `${name} as a plain function`);
};

/** A call of a plain function. */
export function scalarCall(node: Call, env: Env): Typed {
  const { name, at } = node;
  refuseExtras(node);
  const chosen = resolve(name.text.toLowerCase(), argumentsOf(node.arguments, env), at);
  return written(chosen, at, plainAggregate(name.text, at));
}

/** What only aggregates and window functions may have. */
function refuseExtras({ name, at, star, distinct, orderBy, filter, over, nulls, withinGroup }: Call): void {
  const extra =
    (star && '*') ||
    (distinct && 'DISTINCT') ||
    (orderBy.length > 0 && 'ORDER BY') ||
    (filter && 'FILTER') ||
    (over && 'OVER') ||
    (nulls && 'IGNORE NULLS') ||
    (withinGroup.length > 0 && 'WITHIN GROUP');
  if (extra)
    throw new QueryRefused('FUNCTION_NOT_FOUND', {
      at,
      en: `${extra} is only for aggregation and window functions, not for ${name.text}`,
      zh: `${extra} 只用于聚合函数与窗口函数，不用于 ${name.text}`,
    });
}

export const argumentsOf = (nodes: readonly Expression[], env: Env): readonly Argument[] =>
  nodes.map((node) => (node.kind === 'lambda' ? lambdaArgument(node, env) : typed(node, env)));

/** @throws QueryRefused FUNCTION_NOT_FOUND when none takes these arguments */
export function resolve(name: string, args: readonly Argument[], at: number): Chosen {
  const entries = entriesOf(name, at);
  const chosen = choose(entries, args);
  if (chosen) return chosen;
  const types = args.map((argument) => ('lambda' in argument ? '<function>' : typeText(argument.type)));
  const expected = entries.map(({ signature }) => signatureText(signature));
  throw new QueryRefused('FUNCTION_NOT_FOUND', {
    at,
    en: `Unexpected parameters (${types.join(', ')}) for function ${name}. Expected: ${expected.join(', ')}`,
    zh: `函数 ${name} 不接受参数 (${types.join(', ')})，可用：${expected.join('，')}`,
  });
}

/** How an aggregate or a window function is written, with its DISTINCT, FILTER and OVER. */
export type AggregateText = (name: string, ...args: readonly string[]) => string;

/** What is made of a map in Trino's order is itself in that order. */
const inOrderOf = (args: readonly Typed[], result: SqlType, { hashed }: FunctionEntry): SqlType =>
  result.name === 'map' && (hashed || args.some(({ type }) => type.name === 'map' && type.hashed))
    ? { ...result, hashed: true }
    : result;

/** The chosen function with its arguments, as DuckDB is told. */
export function written(chosen: Chosen, at: number, aggregate: AggregateText): Typed {
  const { entry } = chosen;
  const args = chosen.args.map((argument, index) =>
    widened(argument, chosen.parameters[index] as SqlType, at),
  );
  const result = inOrderOf(args, entry.resultOf?.(args) ?? chosen.result, entry);
  const pieces = args.map(({ sql }) => sql);
  const sql =
    typeof entry.emit === 'string'
      ? filled(entry.emit, pieces, aggregate)
      : entry.emit({ args: pieces, arguments: args, result, at, aggregate });
  return { sql, type: result };
}

/** What a lambda is of, it was translated for. */
function widened(argument: Typed, to: SqlType, at: number): Typed {
  if (argument.type.name !== 'function' || to.name !== 'function') return coerce(argument, to, at);
  if (argument.type.result.name === 'unknown' || sameType(argument.type.result, to.result)) return argument;
  throw notSupported(at, `a lambda that gives ${typeText(argument.type.result)} for ${typeText(to.result)}`);
}
