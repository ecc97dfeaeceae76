/** CHAR is carried without the spaces at its end; where they count they are put back. */
import type { BoundCall } from '../function-entry.ts';

/** An argument with its spaces, if it is a CHAR. */
export function padded(call: BoundCall, index: number): string {
  const { sql = 'NULL', type } = call.arguments[index] ?? {};
  return type?.name === 'char' ? `rpad(${sql}, ${type.length}, ' ')` : sql;
}
