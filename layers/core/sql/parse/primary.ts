/** Operands: literals, names, what stands in parentheses; and the subscripts and fields behind them. */
import type { Expression, Lambda, Name, Query } from '../ast.ts';
import { arrayOf } from './arrays.ts';
import { call } from './calls.ts';
import { binaryLiteral, intervalAhead, intervalLiteral, numberLiteral, stringText } from './literals.ts';
import { type Reader, syntaxError } from './reader.ts';
import { specialForm } from './special-forms.ts';
import { queryWords } from './tokens.ts';

/** @param seed what was read already: only what comes behind it is read */
export function primary(reader: Reader, seed?: Expression): Expression {
  const from = seed?.at ?? reader.at;
  let of = seed ?? operand(reader);
  for (;;) {
    if (reader.take('[')) {
      const index = reader.grammar.value(reader);
      reader.expect(']');
      of = { kind: 'subscript', of, index, at: of.at };
    } else if (reader.is('.') && reader.ahead(1).key !== '*') {
      of = of.kind === 'column' ? { ...of, parts: [...of.parts, ...fields(reader)] } : field(reader, of);
    } else {
      reader.operandAt = from;
      return of;
    }
    reader.links += 1;
  }
}

/** `(a).b` is `a.b`: parentheses around a name change nothing. */
function fields(reader: Reader): Name[] {
  const names: Name[] = [];
  while (reader.is('.') && reader.ahead(1).key !== '*') {
    reader.next();
    names.push(reader.name());
  }
  return names;
}

function field(reader: Reader, of: Expression): Expression {
  reader.expect('.');
  return { kind: 'field', of, name: reader.name(), at: of.at };
}

function operand(reader: Reader): Expression {
  const { kind, key, at } = reader.token;
  switch (kind) {
    case 'word':
      return specialForm(reader) ?? named(reader);
    case 'integer':
    case 'decimal':
    case 'double':
      return numberLiteral(reader);
    case 'string':
    case 'unicode':
      return { kind: 'literal', of: 'string', text: stringText(reader), at };
    case 'binary':
      return binaryLiteral(reader);
    case 'symbol':
      if (key === '(') return lambdaAhead(reader) ? lambda(reader) : parenthesised(reader);
      if (key === '[') return arrayOf(reader, at);
      if (key === '-') return numberLiteral(reader);
      if (key !== '?') return reader.mismatch('<expression>');
      reader.next();
      return { kind: 'parameter', index: reader.nextParameter(), at };
    case 'end':
      return reader.mismatch('<expression>');
    default:
      return named(reader);
  }
}

/** A typed literal, a lambda, a call or a column. */
function named(reader: Reader): Expression {
  if (!reader.isName() && reader.token.kind === 'word') reader.mismatch('<expression>');
  if (intervalAhead(reader)) return intervalLiteral(reader);
  const { at } = reader;
  if (reader.is('double', 'precision') && isString(reader, 2)) {
    reader.next();
    reader.next();
    return {
      kind: 'typed-literal',
      type: { name: 'double', parameters: [], at },
      text: stringText(reader),
      at,
    };
  }
  const name = reader.name();
  if (isString(reader, 0)) {
    if (name.text.toLowerCase() === 'x')
      throw syntaxError(
        at,
        "Spaces are not allowed between 'X' and the starting quote of a binary literal",
        'X 与引号之间不能有空格',
        `X'${stringText(reader)}'`,
      );
    const type = { name: name.text.toLowerCase(), parameters: [], at };
    return { kind: 'typed-literal', type, text: stringText(reader), at };
  }
  if (reader.take('->'))
    return { kind: 'lambda', parameters: [name], body: reader.grammar.expression(reader), at };
  const parts = [name, ...fields(reader)];
  return reader.is('(') ? call(reader, parts) : { kind: 'column', parts, at };
}

function isString(reader: Reader, ahead: number): boolean {
  const { kind } = reader.ahead(ahead);
  return kind === 'string' || kind === 'unicode';
}

/** `()` or `(a, b)` with an arrow behind it. */
function lambdaAhead(reader: Reader): boolean {
  let offset = 1;
  if (reader.ahead(offset).key !== ')') {
    while (reader.isName(reader.ahead(offset)) && reader.ahead(offset + 1).key === ',') offset += 2;
    if (!reader.isName(reader.ahead(offset))) return false;
    offset += 1;
  }
  return reader.ahead(offset).key === ')' && reader.ahead(offset + 1).key === '->';
}

function lambda(reader: Reader): Lambda {
  const { at } = reader;
  reader.expect('(');
  const parameters = reader.is(')') ? [] : reader.list(() => reader.name());
  reader.expect(')', '->');
  return { kind: 'lambda', parameters, body: reader.grammar.expression(reader), at };
}

/** At the first of some parentheses, or at its word: whether a query comes first in them. */
export function beginsWithQuery(reader: Reader): boolean {
  let offset = 0;
  while (offset < 256 && reader.ahead(offset).key === '(') offset += 1;
  return queryWords.has(reader.ahead(offset).key);
}

/** A query, a value, or a row of several. */
export function parenthesised(reader: Reader): Expression {
  const { at } = reader;
  const { grammar } = reader;
  reader.expect('(');
  const first: Query | Expression = beginsWithQuery(reader)
    ? grammar.queryOrExpression(reader)
    : grammar.expression(reader);
  if (reader.is(',')) {
    const elements = [asValue(first, at)];
    while (reader.take(',')) elements.push(grammar.expression(reader));
    reader.expect(')');
    return { kind: 'row', elements, at };
  }
  reader.expect(')');
  return asValue(first, at);
}

const asValue = (of: Query | Expression, at: number): Expression =>
  of.kind === 'query' ? { kind: 'scalar', query: of, at } : of;
