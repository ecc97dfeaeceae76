/** Operators, in Trino's order: OR, AND, NOT, one predicate, `||`, `+ -`, `* / %`, a sign, AT TIME ZONE. */
import type { BinaryOperator, Expression } from '../ast.ts';
import { intervalLiteral } from './literals.ts';
import { beginsWithQuery, primary } from './primary.ts';
import type { Reader } from './reader.ts';
import { queryWords } from './tokens.ts';

/** `seed`: an operand that was read already. */
export const expression = (reader: Reader, seed?: Expression): Expression =>
  reader.nested(() => chain(reader, 'or', seed, conjunction));

const conjunction = (reader: Reader, seed?: Expression): Expression => chain(reader, 'and', seed, negation);

function chain(
  reader: Reader,
  operator: 'and' | 'or',
  seed: Expression | undefined,
  term: (reader: Reader, seed?: Expression) => Expression,
): Expression {
  const first = term(reader, seed);
  if (!reader.is(operator)) return first;
  const terms = [first];
  while (reader.take(operator)) terms.push(term(reader));
  return balanced(operator, terms, 0, terms.length);
}

/** Ten thousand terms are then but fourteen levels deep; their order stays. */
function balanced(
  operator: BinaryOperator,
  terms: readonly Expression[],
  from: number,
  to: number,
): Expression {
  if (to - from === 1) return terms[from] as Expression;
  const middle = (from + to) >> 1;
  const left = balanced(operator, terms, from, middle);
  return { kind: 'binary', operator, left, right: balanced(operator, terms, middle, to), at: left.at };
}

function negation(reader: Reader, seed?: Expression): Expression {
  if (seed || !reader.is('not')) return predicate(reader, seed);
  const places: number[] = [];
  while (reader.is('not')) places.push(reader.next().at);
  reader.links += places.length;
  return places.reduceRight<Expression>(
    (of, at) => ({ kind: 'unary', operator: 'not', of, at }),
    predicate(reader),
  );
}

const comparisons: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

/** At most one: `a = b = c` is no expression in Trino. */
function predicate(reader: Reader, seed?: Expression): Expression {
  const of = value(reader, 0, seed);
  const { key } = reader.token;
  if (comparisons.has(key)) return comparison(reader, of);
  if (key === 'is') return test(reader, of);
  const negated = reader.is('not');
  const word = negated ? reader.ahead(1).key : key;
  if (word !== 'between' && word !== 'in' && word !== 'like') return of;
  if (negated) reader.next();
  reader.next();
  if (word === 'between') return between(reader, of, negated);
  return word === 'in' ? membership(reader, of, negated) : like(reader, of, negated);
}

function comparison(reader: Reader, left: Expression): Expression {
  const operator = reader.next().key as '=';
  const quantifier = reader.token.key;
  if (
    (quantifier === 'all' || quantifier === 'any' || quantifier === 'some') &&
    reader.ahead(1).key === '(' &&
    queryWords.has(reader.ahead(2).key)
  ) {
    reader.expect(quantifier, '(');
    const query = reader.grammar.query(reader);
    reader.expect(')');
    const which = quantifier === 'all' ? 'all' : 'any';
    return { kind: 'quantified', operator, which, of: left, query, at: left.at };
  }
  return { kind: 'binary', operator, left, right: value(reader), at: left.at };
}

function test(reader: Reader, of: Expression): Expression {
  reader.expect('is');
  const negated = reader.take('not');
  if (reader.take('null')) return { kind: 'is-null', negated, of, at: of.at };
  if (!reader.take('distinct', 'from')) reader.mismatch("'DISTINCT', 'NULL'");
  const operator = negated ? 'is not distinct from' : 'is distinct from';
  return { kind: 'binary', operator, left: of, right: value(reader), at: of.at };
}

function between(reader: Reader, of: Expression, negated: boolean): Expression {
  const low = value(reader);
  reader.expect('and');
  return { kind: 'between', negated, of, low, high: value(reader), at: of.at };
}

function membership(reader: Reader, of: Expression, negated: boolean): Expression {
  reader.expect('(');
  // `((SELECT 1) UNION SELECT 2)` is a query; `((SELECT 1))` is a list of one value.
  const first = beginsWithQuery(reader) ? reader.grammar.queryOrExpression(reader) : expression(reader);
  if (first.kind === 'query') {
    reader.expect(')');
    return { kind: 'in-query', negated, of, query: first, at: of.at };
  }
  const list = [first];
  while (reader.take(',')) list.push(expression(reader));
  reader.expect(')');
  return { kind: 'in-list', negated, of, list, at: of.at };
}

function like(reader: Reader, of: Expression, negated: boolean): Expression {
  const pattern = value(reader);
  const mark = reader.take('escape') ? value(reader) : undefined;
  return { kind: 'like', negated, of, pattern, ...(mark ? { escape: mark } : {}), at: of.at };
}

const strengths: Readonly<Record<string, number>> = { '||': 1, '+': 2, '-': 2, '*': 3, '/': 3, '%': 3 };

/** @param above operators that bind no tighter than this are left alone */
export function value(reader: Reader, above = 0, seed?: Expression): Expression {
  let left = signed(reader, seed);
  for (;;) {
    const operator = reader.token.key as BinaryOperator;
    const strength = strengths[operator] ?? 0;
    if (strength <= above) return left;
    reader.next();
    reader.links += 1;
    left = { kind: 'binary', operator, left, right: value(reader, strength), at: left.at };
  }
}

const numeric: ReadonlySet<string> = new Set(['integer', 'decimal', 'double']);

/** A minus right before a number belongs to it: `-9223372036854775808` is a bigint. */
function signed(reader: Reader, seed?: Expression): Expression {
  if (seed || !(reader.is('-') || reader.is('+'))) return zoned(reader, primary(reader, seed));
  const signs: { readonly operator: '+' | '-'; readonly at: number }[] = [];
  while ((reader.is('-') && !numeric.has(reader.ahead(1).kind)) || reader.is('+'))
    signs.push({ operator: reader.token.key as '-', at: reader.next().at });
  reader.links += signs.length;
  return signs.reduceRight<Expression>(
    (of, { operator, at }) => ({ kind: 'unary', operator, of, at }),
    zoned(reader, primary(reader)),
  );
}

function zoned(reader: Reader, operand: Expression): Expression {
  let of = operand;
  while (reader.take('at', 'time', 'zone')) {
    reader.links += 1;
    of = { kind: 'at-time-zone', of, zone: zone(reader), at: of.at };
  }
  return of;
}

/** Trino takes nothing but a text or an interval here; `at_timezone(x, zone)` takes any expression. */
function zone(reader: Reader): Expression {
  const { at } = reader;
  if (reader.is('interval')) return intervalLiteral(reader);
  if (reader.token.kind !== 'string') reader.mismatch("'INTERVAL', <string>");
  return { kind: 'literal', of: 'string', text: reader.string(), at };
}
