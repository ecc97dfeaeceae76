/** What stands in FROM: tables, queries, joins, UNNEST. */
import type { Name, QueryRelation, Relation, TableRelation } from '../ast.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { type Env, levelOf, plainEnv, type SourceTable } from './env.ts';
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
  if (node.sample) throw notSupported(node.at, 'TABLESAMPLE', 'WHERE random() < 0.1');
  const [only] = node.name;
  const common = node.name.length === 1 && only && env.commonTables.get(only.text.toLowerCase());
  const alias = env.all.fresh('r');
  if (common)
    return {
      sql: `${common.alias} AS ${alias}`,
      columns: aliased(numbered(common.columns, alias), node, [only.text]),
    };
  const names = node.name.map(({ text }) => text);
  const source = sourceOf(node.name, env);
  const columns = source.columns.map(
    ({ name, type }): ScopeColumn => ({ name, type, qualifier: [], sql: `${alias}.${identifier(name)}` }),
  );
  return { sql: `${relationOf(source, names, env)} AS ${alias}`, columns: aliased(columns, node, names) };
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
