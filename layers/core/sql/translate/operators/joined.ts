/** The operator || on texts, bytes and arrays. */
import { once } from '../../emit.ts';
import type { Typed } from '../../function-entry.ts';
import { QueryRefused } from '../../refused.ts';
import { array, carrierOf, commonType, type SqlType, varchar } from '../../types.ts';
import { convert } from '../convert.ts';

/** undefined: it is not defined for these types. */
export function joined(left: Typed, right: Typed, at: number): Typed | undefined {
  const [a, b] = [left.type, right.type];
  if (a.name === 'array' || b.name === 'array') return joinedArrays(left, right, at);
  if (a.name === 'unknown' || b.name === 'unknown') return besideNull(a, b);
  if (a.name === 'varbinary' && b.name === 'varbinary')
    return { sql: `(${left.sql} || ${right.sql})`, type: a };
  if (a.name === 'varchar' && b.name === 'varchar')
    return { sql: `(${left.sql} || ${right.sql})`, type: varchar };
  return joinedChars(left, right, at);
}

/** Trino takes a text and a NULL for elements of an array. */
const besideNull = (a: SqlType, b: SqlType): Typed | undefined => {
  const text = a.name === 'unknown' ? b : a;
  if (text.name !== 'varchar' || text.length === undefined) return undefined;
  const type = array(text);
  return { sql: `CAST(NULL AS ${carrierOf(type)})`, type, constant: null };
};

/** A text with a length becomes a CHAR. The first is padded; where the second is nothing, its padding goes again. */
function joinedChars(left: Typed, right: Typed, at: number): Typed | undefined {
  const [a, b] = [asChar(left, at), asChar(right, at)];
  if (a?.type.name !== 'char' || b?.type.name !== 'char') return undefined;
  const length = a.type.length + b.type.length;
  if (length > 65_536) return undefined;
  const sql = `rtrim(rpad(${a.sql}, ${a.type.length}, ' ') || ${b.sql}, ' ')`;
  return { sql, type: { name: 'char', length } };
}

function asChar(value: Typed, at: number): Typed | undefined {
  const { type } = value;
  if (type.name === 'char') return value;
  if (type.name !== 'varchar' || type.length === undefined) return undefined;
  return convert(value, { name: 'char', length: type.length }, { tried: false, explicit: true, at });
}

/** Array and array, or array and element. */
function joinedArrays(left: Typed, right: Typed, at: number): Typed | undefined {
  const [a, b] = [left.type, right.type];
  if (a.name === 'unknown' || b.name === 'unknown') return undefined;
  if (isAmbiguous(a, b)) throw ambiguous(at);
  const whole = commonType(a, b);
  if (whole) return twoArrays(left, right, whole, at);
  const after = a.name === 'array' ? commonType(a.element, b) : undefined;
  if (after) return twoArrays(left, alone(right), array(after), at);
  const before = b.name === 'array' ? commonType(a, b.element) : undefined;
  return before && twoArrays(alone(left), right, array(before), at);
}

/** An array of NULLs alone may be one of the elements, or more of them. */
const isAmbiguous = (a: SqlType, b: SqlType): boolean =>
  a.name === 'array' &&
  b.name === 'array' &&
  (a.element.name === 'unknown') !== (b.element.name === 'unknown');

const ambiguous = (at: number): QueryRefused =>
  new QueryRefused('AMBIGUOUS_FUNCTION_CALL', {
    at,
    en: 'Could not choose a best candidate operator: an array of NULLs alone may be an element or an array of them',
    zh: '无法判断：只有 NULL 的数组既可以是元素，也可以是数组',
    instead: 'CAST(ARRAY[NULL] AS array(varchar))',
  });

/** With a NULL beside it an array is NULL. */
const alone = ({ sql, type }: Typed): Typed => ({
  sql: once([sql], (value) => `CASE WHEN ${value} IS NOT NULL THEN [${value}] END`),
  type: array(type),
});

function twoArrays(left: Typed, right: Typed, type: SqlType, at: number): Typed {
  const how = { tried: false, explicit: false, at };
  return {
    sql: `tr_array_join_two(${convert(left, type, how).sql}, ${convert(right, type, how).sql})`,
    type,
  };
}
