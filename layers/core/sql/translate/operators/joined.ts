/** The operator || on texts, bytes and arrays. */
import type { Typed } from '../../function-entry.ts';
import { array, becomes, carrierOf, commonType, isText, type SqlType, varchar } from '../../types.ts';
import { convert } from '../convert.ts';

/** undefined: it is not defined for these types. */
export function joined(left: Typed, right: Typed, at: number): Typed | undefined {
  const [a, b] = [left.type, right.type];
  if (a.name === 'array' || b.name === 'array') return joinedArrays(left, right, at);
  if (a.name === 'char' && b.name === 'char') return joinedChars(left, right, a.length, b.length);
  const kind = [a, b].every((type) => type.name === 'varbinary' || type.name === 'unknown')
    ? 'varbinary'
    : 'varchar';
  const to: SqlType = kind === 'varbinary' && a.name !== b.name ? { name: 'varbinary' } : kindOf(a, b);
  if (to.name === 'varchar' && ![a, b].every((type) => isText(type) || type.name === 'unknown'))
    return undefined;
  const how = { tried: false, explicit: true, at };
  return { sql: `(${convert(left, to, how).sql} || ${convert(right, to, how).sql})`, type: to };
}

const kindOf = (a: SqlType, b: SqlType): SqlType =>
  a.name === 'varbinary' && b.name === 'varbinary' ? { name: 'varbinary' } : varchar;

/** The first is padded to its length, the second may end in spaces again. */
function joinedChars(left: Typed, right: Typed, first: number, second: number): Typed {
  return {
    sql: `(rpad(${left.sql}, ${first}, ' ') || ${right.sql})`,
    type: { name: 'char', length: first + second },
  };
}

/** Array and array, or array and element. */
function joinedArrays(left: Typed, right: Typed, at: number): Typed | undefined {
  const how = { tried: false, explicit: false, at };
  const common = commonType(left.type, right.type);
  if (common?.name === 'array') {
    const [x, y] = [convert(left, common, how), convert(right, common, how)];
    return { sql: `tr_array_join_two(${x.sql}, ${y.sql})`, type: common };
  }
  const list = left.type.name === 'array' ? left.type : right.type.name === 'array' ? right.type : undefined;
  const one = list === left.type ? right : left;
  if (!list || !becomes(one.type, list.element)) return undefined;
  const element = `[${convert(one, list.element, how).sql}]`;
  const whole = list === left.type ? left.sql : right.sql;
  const sql =
    list === left.type
      ? `tr_array_join_two(${whole}, ${element})`
      : `tr_array_join_two(${element}, ${whole})`;
  return {
    sql: list.element.name === 'unknown' ? `CAST(${sql} AS ${carrierOf(array(list.element))})` : sql,
    type: list,
  };
}
