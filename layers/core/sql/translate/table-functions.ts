/** TABLE(sequence(start, stop, step)) and TABLE(exclude_columns(input, columns)). */
import type { Name, TableFunction } from '../ast.ts';
import { raise } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { bigint } from '../types.ts';
import { coerce } from './coerce.ts';
import { type Env, type OutputColumn, typed } from './env.ts';
import { aliased, numbered, type TranslatedRelation } from './relation.ts';
import { sameName } from './scope.ts';

const parameters = ['start', 'stop', 'step'] as const;

export function tableFunction(node: TableFunction, env: Env): TranslatedRelation {
  if (node.name.text.toLowerCase() === 'exclude_columns') return withoutColumns(node, env);
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

function withoutColumns(node: TableFunction, env: Env): TranslatedRelation {
  const named = (name: string, index: number) =>
    (node.arguments.find((one) => one.name?.text.toLowerCase() === name) ?? node.arguments[index])?.value;
  const [input, excluded] = [named('input', 0), named('columns', 1)];
  if (node.arguments.length !== 2 || input?.kind !== 'scalar' || excluded?.kind !== 'row')
    throw wrong(node.at, 'INPUT, COLUMNS');
  const { sql, columns } = env.all.query(input.query, env, 'derived table');
  const names = excluded.elements.flatMap((one) => (one.kind === 'column' ? one.parts.slice(0, 1) : []));
  const isOf = (column: OutputColumn, { text }: Name): boolean =>
    column.name !== undefined && sameName(column.name, text);
  const missing = names.find((name) => !columns.some((column) => isOf(column, name)));
  const alias = env.all.fresh('r');
  const kept = numbered(columns, alias).filter(
    (_, index) => !names.some((name) => isOf(columns[index] as OutputColumn, name)),
  );
  if (missing || kept.length === 0)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at: missing?.at ?? node.at,
      en: missing
        ? `Excluded columns: [${missing.text}] not present in the table`
        : 'All columns are excluded',
      zh: missing ? `表中没有要排除的列 ${missing.text}` : '不能排除所有的列',
    });
  return { sql: `(${sql}) AS ${alias}`, columns: aliased(kept, node, []) };
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
