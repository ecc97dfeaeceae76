/** UNION, INTERSECT and EXCEPT: both sides as their common types. */
import type { QueryBody, SetOperation } from '../ast.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { commonType, isComparable, type SqlType, typeText } from '../types.ts';
import { coerce, mismatch } from './coerce.ts';
import type { Env, OutputColumn } from './env.ts';
import { holdsZones } from './pieces.ts';
import { type Body, distinctRows } from './select.ts';

export function setOperation(node: SetOperation, env: Env, translate: (side: QueryBody) => Body): Body {
  const sides = chainOf(node).map(translate);
  const columns = commonColumns(sides, node);
  const distinct = !node.all;
  if (distinct || node.operator !== 'union') refuseUncomparable(columns, node);
  const texts = sides.map((side) => `(${as(side, columns, node.at, env)})`);
  const zoned = columns.some(({ type }) => holdsZones(type));
  if (!zoned || (node.operator === 'union' && !distinct))
    return { sql: texts.join(` ${node.operator.toUpperCase()}${node.all ? ' ALL' : ''} `), columns };
  if (node.operator !== 'union')
    throw notSupported(node.at, `${node.operator.toUpperCase()} of timestamps with time zone`);
  const names = columns.map((_, index) => `c${index + 1}`).join(', ');
  const all = `SELECT ${names} FROM (${texts.join(' UNION ALL ')}) AS ${env.all.fresh('q')}`;
  return { sql: distinctRows(all, columns, node.at, env), columns };
}

/** The sides of a long chain of the same operation, so that its text is not nested. */
function chainOf(node: SetOperation): readonly QueryBody[] {
  const sides: QueryBody[] = [];
  let left: QueryBody = node;
  while (left.kind === 'set-operation' && left.operator === node.operator && left.all === node.all) {
    sides.unshift(left.right);
    left = left.left;
  }
  return [left, ...sides];
}

/** With the names of the first. */
function commonColumns(sides: readonly Body[], { at, operator }: SetOperation): readonly OutputColumn[] {
  const [first, ...others] = sides as [Body, ...Body[]];
  return others.reduce<readonly OutputColumn[]>((columns, side) => {
    if (side.columns.length !== columns.length)
      throw mismatch(
        at,
        `${operator.toUpperCase()} query has different number of fields: ${columns.length}, ${side.columns.length}`,
        `两边的列数不同：${columns.length} 与 ${side.columns.length}`,
      );
    return columns.map((column, index) => {
      const other = (side.columns[index] as OutputColumn).type;
      const type = commonType(column.type, other);
      if (type) return { ...column, type };
      throw mismatch(
        at,
        `column ${index + 1} in ${operator.toUpperCase()} query has incompatible types: ${typeText(column.type)}, ${typeText(other)}`,
        `第 ${index + 1} 列的类型不同：${typeText(column.type)} 与 ${typeText(other)}`,
      );
    });
  }, first.columns);
}

function refuseUncomparable(columns: readonly OutputColumn[], { at, operator }: SetOperation): void {
  const wrong = columns.find(({ type }) => !isComparable(type));
  if (wrong)
    throw new QueryRefused('TYPE_MISMATCH', {
      at,
      en: `Type ${typeText(wrong.type)} is not comparable and therefore cannot be used in ${operator.toUpperCase()}`,
      zh: `${typeText(wrong.type)} 不能用于 ${operator.toUpperCase()}`,
    });
}

/** A side whose columns have become the common types. */
export function as(side: Body, columns: readonly { readonly type: SqlType }[], at: number, env: Env): string {
  const alias = env.all.fresh('q');
  let changed = false;
  const pieces = side.columns.map(({ type }, index) => {
    const before = `${alias}.c${index + 1}`;
    const after = coerce({ sql: before, type }, (columns[index] as { type: SqlType }).type, at).sql;
    changed ||= after !== before;
    return `${after} AS c${index + 1}`;
  });
  return changed ? `SELECT ${pieces.join(', ')} FROM (${side.sql}) AS ${alias}` : side.sql;
}
