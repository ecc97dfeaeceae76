/** Joins of all kinds. */
import type { Join, Name, Relation } from '../ast.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { commonType, typeText } from '../types.ts';
import { compare } from './arithmetic.ts';
import { coerce, mismatch } from './coerce.ts';
import { filter } from './conditions.ts';
import { type Env, levelOf, plainEnv } from './env.ts';
import type { TranslatedRelation } from './relation.ts';
import { type ScopeColumn, sameName } from './scope.ts';
import { holdsQuery } from './walk.ts';

type TranslateRelation = (
  node: Relation,
  env: Env,
  left: readonly ScopeColumn[],
  outer: boolean,
) => TranslatedRelation;

export function joined(node: Join, env: Env, relation: TranslateRelation): TranslatedRelation {
  if (node.natural) throw notSupported(node.at, 'NATURAL JOIN', 'JOIN … USING (…)');
  const left = relation(node.left, env, [], false);
  const right = relation(node.right, env, isLateral(node.right) ? left.columns : [], node.type === 'left');
  if (isLateral(node.right)) refuseLateral(node);
  if (node.using.length > 0) return joinedUsing(node, left, right);
  const columns = [...left.columns, ...right.columns];
  if (node.type === 'cross') return { sql: `${left.sql} CROSS JOIN ${right.sql}`, columns };
  if (node.type !== 'inner' && node.on && holdsQuery(node.on))
    throw notSupported(node.on.at, 'a query in the ON of an outer join', 'WITH');
  const on = node.on
    ? filter(
        node.on,
        plainEnv(env, levelOf(columns, env), `${node.type === 'inner' ? 'INNER' : 'OUTER'} JOIN clause`),
        'JOIN ON clause',
      )
    : 'TRUE';
  return { sql: joinText(node, left.sql, right.sql, on), columns };
}

const isLateral = (node: Relation): boolean =>
  node.kind === 'unnest' || (node.kind === 'subquery' && node.lateral);

/** As Trino takes them: CROSS, INNER and LEFT, with nothing but TRUE behind ON. */
function refuseLateral({ type, on, using, at }: Join): void {
  const isTrue = on === undefined || (on.kind === 'literal' && on.text.toLowerCase() === 'true');
  if (type === 'right' || type === 'full' || using.length > 0 || !isTrue)
    throw notSupported(at, 'a join with UNNEST or LATERAL other than CROSS JOIN or LEFT JOIN … ON TRUE');
}

const joinText = ({ type }: Join, left: string, right: string, on: string): string =>
  `(${left} ${type.toUpperCase()} JOIN ${right} ON ${on})`;

/** The columns of USING come first, once and without a qualifier. */
function joinedUsing(node: Join, left: TranslatedRelation, right: TranslatedRelation): TranslatedRelation {
  const pairs = node.using.map((name) => pairOf(name, left, right, node));
  const on = pairs.map(({ a, b, name }) => compare('=', a, b, name.at).sql).join(' AND ');
  const taken = new Set(pairs.flatMap(({ a, b }) => [a, b]));
  return {
    sql: joinText(node, left.sql, right.sql, on),
    columns: [
      ...pairs.map(({ column }) => column),
      ...[...left.columns, ...right.columns].filter((column) => !taken.has(column)),
    ],
  };
}

/** Where every row has a left side, that is what the column is. */
function pairOf(name: Name, left: TranslatedRelation, right: TranslatedRelation, { type: join }: Join) {
  const [a, b] = [only(name, left), only(name, right)];
  const type = commonType(a.type, b.type);
  if (!type)
    throw mismatch(
      name.at,
      `Column types of '${name.text}' do not match: ${typeText(a.type)} vs ${typeText(b.type)}`,
      `两边的 ${name.text} 类型不同`,
    );
  const first = coerce(a, type, name.at).sql;
  const sql =
    join === 'left' || join === 'inner' ? first : `COALESCE(${first}, ${coerce(b, type, name.at).sql})`;
  const column: ScopeColumn = { name: name.text, qualifier: [], type, sql };
  return { name, a, b, column };
}

function only(name: Name, { columns }: TranslatedRelation): ScopeColumn {
  const found = columns.filter((column) => column.name !== undefined && sameName(column.name, name.text));
  const [column] = found;
  if (column && found.length === 1) return column;
  throw new QueryRefused(column ? 'AMBIGUOUS_NAME' : 'COLUMN_NOT_FOUND', {
    at: name.at,
    en: column
      ? `Column '${name.text}' is ambiguous`
      : `Column '${name.text}' is missing from one side of the join`,
    zh: column ? `列 ${name.text} 有歧义` : `JOIN 的一边没有列 ${name.text}`,
  });
}
