/** Rows, arrays, their fields and elements. */
import type { ArrayOf, RowOf, Subscript } from '../ast.ts';
import { once, raise } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { array, bigint, type SqlType, typeText } from '../types.ts';
import { alike, coerce, mismatch } from './coerce.ts';
import { type Env, typed } from './env.ts';
import { closed, fieldOf, rowOfPieces } from './pieces.ts';

export function rowOf({ elements }: RowOf, env: Env): Typed {
  const values = elements.map((element) => typed(element, env));
  return {
    sql: rowOfPieces(values.map(({ sql }) => sql)),
    type: { name: 'row', fields: values.map(({ type }) => ({ type })) },
  };
}

export function arrayOf({ elements }: ArrayOf, env: Env): Typed {
  const values = alike(
    elements.map((element) => typed(element, env)),
    elements,
    'All ARRAY elements',
  );
  const element: SqlType = values[0]?.type ?? { name: 'unknown' };
  const sql =
    values.length === 0 ? 'CAST([] AS INTEGER[])' : `[${values.map((value) => value.sql).join(', ')}]`;
  return { sql, type: array(element) };
}

export function subscript(node: Subscript, env: Env): Typed {
  const of = typed(node.of, env);
  switch (of.type.name) {
    case 'array':
      return element(of, of.type.element, coerce(typed(node.index, env), bigint, node.index.at));
    case 'map':
      return valueAt(of, of.type, coerce(typed(node.index, env), of.type.key, node.index.at), node);
    case 'row':
      return field(of, of.type.fields, node);
    default:
      throw mismatch(
        node.at,
        `Cannot use subscript on ${typeText(of.type)}`,
        `${typeText(of.type)} 不能用下标`,
      );
  }
}

const outside = "INVALID_FUNCTION_ARGUMENT: Array subscript must be from 1 to the array's length";

function element({ sql }: Typed, type: SqlType, index: Typed): Typed {
  const at = once(
    [sql, index.sql],
    (list = '', ordinal = '') =>
      `CASE WHEN ${ordinal} < 1 OR ${ordinal} > len(${list}) THEN ${raise(outside, type)} ELSE ${closed(list)}[${ordinal}] END`,
  );
  return { sql: at, type };
}

const absent = 'INVALID_FUNCTION_ARGUMENT: Key not present in map';

/** DuckDB finds keys by its own `=`: that of Trino, unless zones or what is nested is compared. */
function valueAt({ sql }: Typed, type: SqlType & { name: 'map' }, key: Typed, { at }: Subscript): Typed {
  if (['timestamp with time zone', 'row', 'array', 'map', 'double', 'real'].includes(type.key.name))
    throw notSupported(at, `a map's value by a key of ${typeText(type.key)}`);
  const value = once(
    [sql, key.sql],
    (map = '', sought = '') =>
      `CASE WHEN ${map} IS NOT NULL AND ${sought} IS NOT NULL AND NOT map_contains(${map}, ${sought}) THEN ${raise(absent, type.value)} ELSE ${closed(map)}[${sought}] END`,
  );
  return { sql: value, type: type.value };
}

function field(
  { sql }: Typed,
  fields: (SqlType & { name: 'row' })['fields'],
  { index, at }: Subscript,
): Typed {
  if (index.kind !== 'literal' || index.of !== 'integer')
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: 'Subscript expression on ROW requires a constant integer',
      zh: 'ROW 的下标须为整数字面量',
    });
  const ordinal = Number(index.text);
  const found = fields[ordinal - 1];
  if (!found)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at: index.at,
      en: `Subscript index out of bounds: ${ordinal}, max value is ${fields.length}`,
      zh: `ROW 的下标 ${ordinal} 超出 1 到 ${fields.length}`,
    });
  return { sql: fieldOf(sql, ordinal), type: found.type };
}
