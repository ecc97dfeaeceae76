/** `<`, `<=`, `>` and `>=`. */
import { once } from '../../emit.ts';
import type { Typed } from '../../function-entry.ts';
import { notSupported } from '../../refused.ts';

type Operator = '<' | '<=' | '>' | '>=';

const mirrored: Readonly<Record<Operator, Operator>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

export function ordered(operator: Operator, x: Typed, y: Typed, at: number): string {
  switch (x.type.name) {
    case 'real':
    case 'double':
      return floating(operator, x, y);
    case 'char':
      return padded(operator, x, y, x.type.length);
    case 'timestamp with time zone':
      return `((${x.sql}).u ${operator} (${y.sql}).u)`;
    case 'array':
    case 'row':
      throw notSupported(at, `the order of values of type ${x.type.name}`);
    default:
      return `(${x.sql} ${operator} ${y.sql})`;
  }
}

/** NaN is the greatest number in DuckDB, and in no order in Trino. */
function floating(operator: Operator, x: Typed, y: Typed): string {
  if (operator === '>' || operator === '>=') return floating(mirrored[operator], y, x);
  if (typeof y.constant === 'number') return `(${x.sql} ${operator} ${y.sql})`;
  if (typeof x.constant === 'number') return `(-(${y.sql}) ${operator} -(${x.sql}))`;
  return once([x.sql, y.sql], (a, b) => `(${a} ${operator} ${b} AND (NOT isnan(${b}) OR ${a} IS NULL))`);
}

/** With their spaces again: a control character sorts before a space. */
const padded = (operator: Operator, x: Typed, y: Typed, length: number): string =>
  `(rpad(${x.sql}, ${length}, ' ') ${operator} rpad(${y.sql}, ${length}, ' '))`;
