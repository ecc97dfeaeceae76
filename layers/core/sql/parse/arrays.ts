/** `ARRAY[1, 2]`; Trino takes `[1, 2]` as well. */
import type { ArrayOf } from '../ast.ts';
import type { Reader } from './reader.ts';

export function arrayOf(reader: Reader, at: number): ArrayOf {
  reader.take('array');
  reader.expect('[');
  const elements = reader.is(']') ? [] : reader.list(() => reader.grammar.expression(reader));
  reader.expect(']');
  return { kind: 'array', elements, at };
}
