/** CASE, IF, COALESCE, NULLIF and TRY: only what is asked for is evaluated. */
import type { Call, Case, Expression } from '../ast.ts';
import { once } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { commonType, isComparable, typeText } from '../types.ts';
import { compare } from './arithmetic.ts';
import { alike, mismatch } from './coerce.ts';
import { filter } from './conditions.ts';
import { type Env, typed } from './env.ts';
import { nullOf } from './pieces.ts';
import { holdsQuery } from './walk.ts';

export function caseOf(node: Case, env: Env): Typed {
  const { branches, otherwise } = node;
  const nodes = [...branches.map(({ then }) => then), ...(otherwise ? [otherwise] : [])];
  const results = alike(
    nodes.map((one) => typed(one, env)),
    nodes,
    'All CASE results',
  );
  const of = node.of && typed(node.of, env);
  const tests = branches.map(({ when }) =>
    of ? compare('=', of, typed(when, env), when.at).sql : filter(when, env, 'CASE WHEN clause'),
  );
  return choice(tests, results);
}

/** One result more than tests is what stands behind ELSE. */
function choice(tests: readonly string[], results: readonly Typed[]): Typed {
  const type = results[0]?.type ?? { name: 'unknown' };
  const branches = tests.map((test, index) => `WHEN ${test} THEN ${results[index]?.sql}`);
  const last = results[tests.length];
  return { sql: `CASE ${branches.join(' ')} ELSE ${(last ?? nullOf(type)).sql} END`, type };
}

type SpecialForm = (node: Call, env: Env) => Typed;

function ifOf(node: Call, env: Env): Typed {
  const [test, ...nodes] = node.arguments as [Expression, ...Expression[]];
  const results = alike(
    nodes.map((one) => typed(one, env)),
    nodes,
    'Result types for IF',
  );
  return choice([filter(test, env, 'IF condition')], results);
}

function coalesce(node: Call, env: Env): Typed {
  const values = alike(
    node.arguments.map((one) => typed(one, env)),
    node.arguments,
    'All COALESCE operands',
  );
  const type = values[0]?.type ?? { name: 'unknown' };
  return { sql: `COALESCE(${values.map(({ sql }) => sql).join(', ')})`, type };
}

/** The first value, in its own type, unless both are equal as their common type. */
function nullIf(node: Call, env: Env): Typed {
  const [first, second] = node.arguments.map((one) => typed(one, env)) as [Typed, Typed];
  const common = commonType(first.type, second.type);
  if (!common || !isComparable(common))
    throw mismatch(
      node.at,
      `Types are not comparable with NULLIF: ${typeText(first.type)} vs ${typeText(second.type)}`,
      `${typeText(first.type)} 与 ${typeText(second.type)} 不能用 NULLIF 比较`,
    );
  if (first.constant === null || second.constant === null) return first;
  const sql = once([first.sql, second.sql], (a = '', b = '') => {
    const equal = compare('=', { ...first, sql: a }, { ...second, sql: b }, node.at).sql;
    return `CASE WHEN ${equal} THEN NULL ELSE ${a} END`;
  });
  return { sql, type: first.type };
}

/** DuckDB's TRY gives NULL for the same faults; it takes no query within. */
function tryOf(node: Call, env: Env): Typed {
  const [of] = node.arguments as [Expression];
  if (holdsQuery(of)) throw notSupported(node.at, 'a query within TRY', '(SELECT try(…) …)');
  const { sql, type, constant } = typed(of, env);
  return constant === undefined ? { sql: `TRY(${sql})`, type } : { sql, type, constant };
}

const forms: ReadonlyMap<
  string,
  { readonly least: number; readonly most: number; readonly form: SpecialForm }
> = new Map([
  ['if', { least: 2, most: 3, form: ifOf }],
  ['coalesce', { least: 2, most: Infinity, form: coalesce }],
  ['nullif', { least: 2, most: 2, form: nullIf }],
  ['try', { least: 1, most: 1, form: tryOf }],
]);

/** undefined: its name is that of no such form. */
export function specialCall(node: Call, env: Env): Typed | undefined {
  const found = forms.get(node.name.text.toLowerCase());
  if (!found) return undefined;
  const { length } = node.arguments;
  if (length < found.least || length > found.most)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at: node.at,
      en: `Invalid number of arguments for '${node.name.text}' function`,
      zh: `${node.name.text} 的参数个数有误`,
    });
  return found.form(node, env);
}
