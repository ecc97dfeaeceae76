/** From text to tree: Athena engine v3 SQL, as Trino 476 reads it, and Athena's own statements. */
import type { Expression } from '../ast.ts';
import { notSupported } from '../refused.ts';
import type { Statement } from '../statement-nodes.ts';
import { refuseTall } from './bounds.ts';
import { expression, value } from './expressions.ts';
import { tokensOf } from './lexer.ts';
import { query, queryOrExpression } from './queries.ts';
import { type Grammar, Reader } from './reader.ts';
import { relation } from './relations.ts';
import { statement } from './statements.ts';

const grammar: Grammar = { expression, value, query, queryOrExpression, relation };

/**
 * One statement; a `;` may end it.
 *
 * @throws QueryRefused with the place of what does not fit
 */
export const parseStatement = (text: string): Statement => parse(text, statement);

/** @throws QueryRefused with the place of what does not fit */
export const parseExpression = (text: string): Expression => parse(text, expression);

function parse<Parsed extends Statement | Expression>(
  text: string,
  read: (reader: Reader) => Parsed,
): Parsed {
  refuseLong(text);
  const reader = new Reader(text, tokensOf(text), grammar);
  const parsed = read(reader);
  reader.take(';');
  if (reader.token.kind !== 'end') reader.mismatch('<EOF>');
  refuseTall(parsed, reader.height);
  return parsed;
}

/** Athena's limit of a query, in bytes of UTF-8. */
const longest = 262_144;

function refuseLong(text: string): void {
  if (text.length * 3 > longest && bytesOf(text) > longest)
    throw notSupported(0, `a text longer than ${longest} bytes`);
}

function bytesOf(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    // Each half of a surrogate pair is two of its four bytes.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
