/** TABLE(sequence(start, stop, step)): the one table function there is. */
import type { TableFunction } from '../ast.ts';
import { raise } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { bigint } from '../types.ts';
import { coerce } from './coerce.ts';
import { type Env, typed } from './env.ts';
import { aliased, numbered, type TranslatedRelation } from './relation.ts';

const parameters = ['start', 'stop', 'step'] as const;

export function tableFunction(node: TableFunction, env: Env): TranslatedRelation {
  if (node.name.text.toLowerCase() !== 'sequence')
    throw notSupported(node.at, `the table function ${node.name.text}`);
  const given = new Map<string, Typed>();
  for (const [index, { name, value }] of node.arguments.entries()) {
    const parameter = name?.text.toLowerCase() ?? parameters[index] ?? '';
    if (!parameters.some((one) => one === parameter) || given.has(parameter))
      throw wrong(value.at, parameter);
    given.set(parameter, coerce(typed(value, env), bigint, value.at));
  }
  const start = given.get('start')?.sql ?? '0';
  const stop = given.get('stop')?.sql;
  if (stop === undefined) throw wrong(node.at, 'STOP');
  const alias = env.all.fresh('r');
  const sql = sequence(start, stop, given.get('step')?.sql ?? '1');
  return {
    sql: `(${sql}) AS ${alias}`,
    columns: aliased(numbered([{ name: 'sequential_number', type: bigint }], alias), node, []),
  };
}

/** A step in the wrong direction raises, and so does none. */
function sequence(start: string, stop: string, step: string): string {
  const failed = raise('INVALID_FUNCTION_ARGUMENT: Step must lead from start to stop', bigint);
  const towards = `CASE WHEN (b > a AND s <= 0) OR (b < a AND s >= 0) OR s = 0 THEN ${failed} ELSE s END`;
  return `SELECT unnest(generate_series(a, b, ${towards})) AS c1 FROM (SELECT CAST(${start} AS BIGINT) AS a, CAST(${stop} AS BIGINT) AS b, CAST(${step} AS BIGINT) AS s)`;
}

const wrong = (at: number, name: string): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: `sequence takes START, STOP and STEP: ${name}`,
    zh: `sequence 的参数是 START、STOP、STEP：${name}`,
  });
