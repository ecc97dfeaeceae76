/** Lambdas: `x -> x + 1` becomes `lambda p1: p1 + 1` as soon as the types of its parameters are known. */
import type { Lambda } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { type SqlType, typeText } from '../types.ts';
import { type Env, levelOf, typed } from './env.ts';
import type { Waiting } from './resolve-function.ts';
import type { ScopeColumn } from './scope.ts';
import { holdsQuery } from './walk.ts';

export function lambdaArgument(lambda: Lambda, env: Env): Waiting {
  if (holdsQuery(lambda.body)) throw notSupported(lambda.at, 'a query within a lambda', 'a join');
  const known = new Map<string, Typed>();
  return {
    lambda,
    typed(parameters) {
      const key = parameters.map(typeText).join();
      const before = known.get(key);
      if (before) return before;
      const value = translated(lambda, parameters, env);
      known.set(key, value);
      return value;
    },
  };
}

function translated({ parameters, body }: Lambda, types: readonly SqlType[], env: Env): Typed {
  const columns = parameters.map(
    (name, index): ScopeColumn => ({
      name: name.text,
      qualifier: [],
      type: types[index] as SqlType,
      sql: env.all.fresh('p'),
    }),
  );
  const { rows: _, windows: __, ...around } = env;
  const value = typed(body, { ...around, scope: levelOf(columns, env) });
  return {
    sql: `lambda ${columns.map(({ sql }) => sql).join(', ')}: ${value.sql}`,
    type: { name: 'function', parameters: types, result: value.type },
  };
}

/** A lambda that is no argument. */
export function loneLambda({ at }: Lambda): never {
  throw new QueryRefused('SYNTAX_ERROR', {
    at,
    en: 'Lambda expression should always be used inside a function',
    zh: 'lambda 表达式只能作为函数的参数',
  });
}
