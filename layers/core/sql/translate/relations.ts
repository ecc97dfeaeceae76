/** What stands in FROM: tables, queries, joins, UNNEST. */
import type { Expression, Name, QueryRelation, Relation, TableRelation } from '../ast.ts';
import { QueryRefused } from '../refused.ts';
import { type Env, levelOf, plainEnv, type SourceTable, typed } from './env.ts';
import { joined } from './joins.ts';
import { identifier } from './pieces.ts';
import { aliased, numbered, type TranslatedRelation } from './relation.ts';
import type { Scope, ScopeColumn } from './scope.ts';
import { tableFunction } from './table-functions.ts';
import { unnested } from './unnest.ts';

/**
 * @param outer whether every row of the left side is kept
 * @param left columns before it in the same FROM, that LATERAL and UNNEST may use */
export function relation(
  node: Relation,
  env: Env,
  left: readonly ScopeColumn[],
  outer = false,
): TranslatedRelation {
  switch (node.kind) {
    case 'table':
      return table(node, env);
    case 'subquery':
      return query(node, env, left, outer);
    case 'unnest':
      return unnested(node, plainEnv(env, beside(env, left), 'UNNEST'), left.length > 0);
    case 'join':
      return joined(node, env, relation);
    case 'table-function':
      return tableFunction(node, plainEnv(env, env.scope, 'table function'));
  }
}

const beside = (env: Env, left: readonly ScopeColumn[]): Scope | undefined =>
  left.length === 0 ? env.scope : levelOf(left, env);

function table(node: TableRelation, env: Env): TranslatedRelation {
  const [only] = node.name;
  const common = node.name.length === 1 && only && env.commonTables.get(only.text.toLowerCase());
  const alias = env.all.fresh('r');
  if (common)
    return {
      sql: `${sampled(common.alias, node, env)} AS ${alias}`,
      columns: aliased(numbered(common.columns, alias), node, [only.text]),
    };
  const names = node.name.map(({ text }) => text);
  const source = sourceOf(node.name, env);
  const columns = source.columns.map(
    ({ name, type }): ScopeColumn => ({ name, type, qualifier: [], sql: `${alias}.${identifier(name)}` }),
  );
  return {
    sql: `${sampled(relationOf(source, names, env), node, env)} AS ${alias}`,
    columns: aliased(columns, node, names),
  };
}

/** BERNOULLI throws for each row; SYSTEM, which Athena does for each file, here for the whole table. */
function sampled(sql: string, { sample }: TableRelation, env: Env): string {
  if (!sample) return sql;
  const percent = percentOf(sample.percent, env);
  const thrown = sample.method === 'bernoulli' ? 'random()' : '(SELECT random())';
  return `(SELECT * FROM ${sql} AS ${env.all.fresh('s')} WHERE ${thrown} * 100 < ${percent})`;
}

function percentOf(node: Expression, env: Env): number {
  const decimal = node.kind === 'literal' && node.of === 'decimal' ? Number(node.text) : undefined;
  const percent = decimal ?? typed(node, plainEnv(env, undefined, 'TABLESAMPLE')).constant;
  if (typeof percent === 'number' && percent >= 0 && percent <= 100) return percent;
  throw new QueryRefused('INVALID_ARGUMENTS', {
    at: node.at,
    en: 'Sample percentage must be a number between 0 and 100',
    zh: '抽样比例须为 0 到 100 之间的数',
  });
}

function sourceOf(parts: readonly Name[], { all }: Env): SourceTable {
  const names = parts.map(({ text }) => text);
  const source = all.catalog.table(names);
  if (!source)
    throw new QueryRefused('TABLE_NOT_FOUND', {
      at: parts[0]?.at ?? 0,
      en: `Table '${names.join('.')}' does not exist`,
      zh: `没有表 ${names.join('.')}`,
    });
  all.tables.set(names.join('.').toLowerCase(), names);
  return source;
}

/** A guarded table is read whole before anything of the query can see its rows. */
function relationOf({ sql, guarded }: SourceTable, names: readonly string[], { all }: Env): string {
  if (!guarded) return sql;
  const key = names.join('.').toLowerCase();
  const known = all.guarded.get(key) ?? { alias: all.fresh('g'), sql };
  all.guarded.set(key, known);
  return known.alias;
}

/** @param left what a LATERAL query sees besides what is around */
function query(
  node: QueryRelation,
  env: Env,
  left: readonly ScopeColumn[],
  outer: boolean,
): TranslatedRelation {
  const use = !node.lateral ? 'derived table' : outer ? 'left lateral' : 'lateral';
  const scope = node.lateral ? beside(env, left) : env.scope;
  const { sql, columns } = env.all.query(
    node.query,
    plainEnv(env, scope, node.lateral ? 'LATERAL' : 'derived table'),
    use,
  );
  const alias = env.all.fresh('r');
  return {
    sql: `${node.lateral && left.length > 0 ? 'LATERAL ' : ''}(${sql}) AS ${alias}`,
    columns: aliased(numbered(columns, alias), node, []),
  };
}
