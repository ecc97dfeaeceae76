/** Statements, by their first word. */
import type { Statement } from '../ast.ts';
import type { Reader } from './reader.ts';

export function statement(reader: Reader): Statement {
  return reader.grammar.query(reader);
}
