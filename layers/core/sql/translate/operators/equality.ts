/** `=`, `<>` and the two forms of IS DISTINCT FROM. */
import { once } from '../../emit.ts';
import type { Typed } from '../../function-entry.ts';
import { notSupported } from '../../refused.ts';
import type { SqlType } from '../../types.ts';

type Operator = '=' | '<>' | 'is distinct from' | 'is not distinct from';

export function equality(operator: Operator, x: Typed, y: Typed, at: number): string {
  switch (operator) {
    case 'is distinct from':
      return `(${distinctKey(x)} IS DISTINCT FROM ${distinctKey(y)})`;
    case 'is not distinct from':
      return `(${distinctKey(x)} IS NOT DISTINCT FROM ${distinctKey(y)})`;
    case '=':
      return equal(x, y, at);
    default:
      return hasOnlyPlain(x.type) ? different(x, y) : `(NOT ${equal(x, y, at)})`;
  }
}

/** A moment's zone does not count. */
const distinctKey = ({ sql, type }: Typed): string =>
  type.name === 'timestamp with time zone' ? `(${sql}).u` : sql;

const isFloating = ({ name }: SqlType): boolean => name === 'double' || name === 'real';
const hasOnlyPlain = ({ name }: SqlType): boolean => !['array', 'map', 'row'].includes(name);
const isNumber = ({ constant }: Typed): boolean => typeof constant === 'number' && !Number.isNaN(constant);

/** Whether `a = b` in DuckDB is what Trino says: no NaN, and no NULL within. */
function equal(x: Typed, y: Typed, at: number): string {
  if (isFloating(x.type))
    return isNumber(x) || isNumber(y) ? `(${x.sql} = ${y.sql})` : floatingEqual(x.sql, y.sql);
  if (hasOnlyPlain(x.type)) return `(${distinctKey(x)} = ${distinctKey(y)})`;
  return once([x.sql, y.sql], (a, b) => nestedEqual(x.type, a, b, at));
}

const floatingEqual = (left: string, right: string): string =>
  once([left, right], (a, b) => `(${a} = ${b} AND (NOT isnan(${a}) OR ${b} IS NULL))`);

function different(x: Typed, y: Typed): string {
  if (!isFloating(x.type) || isNumber(x) || isNumber(y)) return `(${distinctKey(x)} <> ${distinctKey(y)})`;
  return once([x.sql, y.sql], (a, b) => `(${a} <> ${b} OR (isnan(${a}) AND ${b} IS NOT NULL))`);
}

/** False as soon as one pair differs; else NULL where one is unknown. */
function nestedEqual(type: SqlType, a: string, b: string, at: number): string {
  switch (type.name) {
    case 'row': {
      const pairs = type.fields.map((field, index) =>
        equal(
          { sql: `${a}.f${index + 1}`, type: field.type },
          { sql: `${b}.f${index + 1}`, type: field.type },
          at,
        ),
      );
      return `CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN (${pairs.join(' AND ')}) END`;
    }
    case 'array':
      return `CASE WHEN len(${a}) <> len(${b}) THEN false ELSE ${everyEqual(type.element, a, b, at)} END`;
    case 'map':
      return mapEqual(type, a, b, at);
    default:
      throw notSupported(at, `a comparison of ${type.name}`);
  }
}

const nameFor = (...pieces: readonly string[]): string => {
  const used = pieces.flatMap((piece) =>
    [...piece.matchAll(/\btr_e(\d+)\b/g)].map(([, number]) => Number(number)),
  );
  return `tr_e${Math.max(0, ...used) + 1}`;
};

function everyEqual(element: SqlType, a: string, b: string, at: number): string {
  const name = nameFor(a, b);
  const pair = equal({ sql: `${name}.a`, type: element }, { sql: `${name}.b`, type: element }, at);
  return `tr_every(list_transform(tr_pairs(${a}, ${b}), lambda ${name}: ${pair}))`;
}

/** The keys must be the same, in any order; then the values decide. */
function mapEqual({ key, value }: SqlType & { name: 'map' }, a: string, b: string, at: number): string {
  if (!hasOnlyPlain(key) || isFloating(key) || key.name === 'timestamp with time zone')
    throw notSupported(at, 'a comparison of maps with such keys');
  const name = nameFor(a, b);
  const pair = equal({ sql: `${a}[${name}]`, type: value }, { sql: `${b}[${name}]`, type: value }, at);
  return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL
    WHEN cardinality(${a}) <> cardinality(${b}) OR NOT list_has_all(map_keys(${a}), map_keys(${b})) THEN false
    ELSE tr_every(list_transform(map_keys(${a}), lambda ${name}: ${pair})) END`;
}
