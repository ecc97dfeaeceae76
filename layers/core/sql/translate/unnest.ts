/** UNNEST of arrays, maps and arrays of rows side by side; the shorter ones are filled up with NULLs. */
import type { Expression, Unnest } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { bigint, type SqlType, typeText } from '../types.ts';
import { mismatch } from './coerce.ts';
import { type Env, type OutputColumn, typed } from './env.ts';
import { aliased, numbered, type TranslatedRelation } from './relation.ts';

/** One list that DuckDB unnests, and the columns of the query that come from each of its elements. */
interface Part {
  readonly list: string;
  readonly columns: readonly { readonly column: OutputColumn; readonly of: (element: string) => string }[];
}

/** @param lateral whether it uses columns before it */
export function unnested(node: Unnest, env: Env, lateral: boolean): TranslatedRelation {
  const parts = node.of.flatMap((one) => {
    const value = typed(one, env);
    // Alone and without numbers its rows are in no order anyway.
    if (node.of.length > 1 || node.ordinality) refuseHashed(value, one.at);
    return partsOf(value, one);
  });
  const [lists, elements] = [env.all.fresh('q'), env.all.fresh('q')];
  const given = parts.map(({ list }, index) => `${list} AS l${index + 1}`);
  const longest = parts.map((_, index) => `len(${lists}.l${index + 1})`);
  const rows = parts.map((_, index) => `unnest(${lists}.l${index + 1}) AS e${index + 1}`);
  const ordinal = `unnest(range(1, 1 + greatest(${longest.join(', ')}))) AS o`;
  const columns = [
    ...parts.flatMap((part) => part.columns.map(({ column }) => column)),
    ...(node.ordinality ? [{ type: bigint }] : []),
  ];
  const pieces = [
    ...parts.flatMap((part, index) => part.columns.map(({ of }) => of(`${elements}.e${index + 1}`))),
    ...(node.ordinality ? [`${elements}.o`] : []),
  ].map((piece, index) => `${piece} AS c${index + 1}`);
  const inner = `SELECT ${[...rows, ...(node.ordinality ? [ordinal] : [])].join(', ')} FROM (SELECT ${given.join(', ')}) AS ${lists}`;
  const alias = env.all.fresh('r');
  return {
    sql: `${lateral ? 'LATERAL ' : ''}(SELECT ${pieces.join(', ')} FROM (${inner}) AS ${elements}) AS ${alias}`,
    columns: aliased(numbered(columns, alias), node, []),
  };
}

function refuseHashed({ type }: Typed, at: number): void {
  if (type.name === 'map' && type.hashed)
    throw notSupported(
      at,
      'a number, or a neighbour, of an entry of a map in no order',
      'GROUP BY and ORDER BY',
    );
}

const same = (element: string): string => element;

function partsOf({ sql, type }: Typed, node: Expression): readonly Part[] {
  if (type.name === 'map')
    return [
      { list: `map_keys(${sql})`, columns: [{ column: { type: type.key }, of: same }] },
      { list: `map_values(${sql})`, columns: [{ column: { type: type.value }, of: same }] },
    ];
  if (type.name !== 'array')
    throw mismatch(
      node.at,
      `Cannot unnest type: ${typeText(type)}`,
      `UNNEST 只用于数组与映射，不用于 ${typeText(type)}`,
    );
  return [{ list: sql, columns: elementColumns(type.element) }];
}

/** The fields of rows are columns of their own. */
function elementColumns(type: SqlType): Part['columns'] {
  if (type.name !== 'row') return [{ column: { type }, of: same }];
  return type.fields.map((field, index) => ({
    column: field,
    of: (element) => `struct_extract(${element}, 'f${index + 1}')`,
  }));
}
