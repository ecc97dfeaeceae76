/** VALUES: rows of the same types. */
import type { Expression, Values } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { coerce, mismatch, oneType } from './coerce.ts';
import { type Env, typed } from './env.ts';
import { fieldOf } from './pieces.ts';
import type { Body } from './select.ts';

export function values({ rows, at }: Values, env: Env): Body {
  const inner: Env = { ...env, clause: 'VALUES' };
  const cells = rows.map((row) => cellsOf(row, inner));
  const count = cells[0]?.length ?? 0;
  if (cells.some(({ length }) => length !== count))
    throw mismatch(at, 'Values rows have mismatched sizes', 'VALUES 各行的列数不同');
  const types = Array.from({ length: count }, (_, column) =>
    oneType(
      cells.map((row) => row[column] as Typed),
      rows.map((row) => row[0] as Expression),
      'Values rows',
    ),
  );
  const texts = cells.map((row, line) => {
    const place = rows[line]?.[0]?.at ?? at;
    return `(${row.map((cell, column) => coerce(cell, types[column] as Typed['type'], place).sql).join(', ')})`;
  });
  const alias = env.all.fresh('q');
  const names = types.map((_, column) => `c${column + 1}`).join(', ');
  return {
    sql: `SELECT ${names} FROM (VALUES ${texts.join(', ')}) AS ${alias}(${names})`,
    columns: types.map((type) => ({ type })),
  };
}

/** A row that stands alone is a row of the table. */
function cellsOf(row: readonly Expression[], env: Env): readonly Typed[] {
  const cells = row.map((node) => typed(node, env));
  const [only] = cells;
  if (cells.length !== 1 || only?.type.name !== 'row') return cells;
  return only.type.fields.map(({ type }, index) => ({ sql: fieldOf(only.sql, index + 1), type }));
}
