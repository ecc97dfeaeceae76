/** Queries: WITH, set operations, ORDER BY, OFFSET, LIMIT and FETCH. */
import type { CommonTable, Expression, Query, QueryBody } from '../ast.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { quantifier } from './calls.ts';
import { numberLiteral } from './literals.ts';
import { beginsWithQuery, parenthesised } from './primary.ts';
import { type Reader, syntaxError } from './reader.ts';
import { select } from './select.ts';
import { queryWords } from './tokens.ts';
import { sortItems } from './windows.ts';

export function query(reader: Reader): Query {
  return reader.nested(() => {
    const { at } = reader;
    if (!reader.take('with')) return queryFrom(reader);
    refuseInline(reader);
    const recursive = reader.take('recursive');
    const tables = reader.list(() => commonTable(reader));
    return { ...queryFrom(reader), recursive, with: tables, at };
  });
}

function refuseInline(reader: Reader): void {
  const { key } = reader.ahead(1);
  if ((reader.is('function') || reader.is('session')) && key !== 'as' && key !== '(')
    throw notSupported(reader.at, `WITH ${reader.token.text.toUpperCase()}`);
}

function commonTable(reader: Reader): CommonTable {
  const name = reader.name();
  const columns = reader.is('(') ? reader.enclosed(() => reader.name()) : [];
  reader.expect('as', '(');
  const of = query(reader);
  reader.expect(')');
  return { name, columns, query: of, at: name.at };
}

/** @param seed a query in parentheses that was read already */
export function queryFrom(reader: Reader, seed?: QueryBody): Query {
  const body = setOperations(reader, seed);
  const orderBy = sortItems(reader);
  const offset = offsetOf(reader);
  const limit = limitOf(reader);
  if (limit && reader.is('offset'))
    throw syntaxError(
      reader.at,
      "mismatched input 'OFFSET'. Expecting: <EOF>",
      'OFFSET 须写在 LIMIT 之前',
      'OFFSET … LIMIT …',
    );
  if (body.kind === 'query' && orderBy.length === 0 && !offset && !limit) return body;
  return {
    kind: 'query',
    recursive: false,
    with: [],
    body,
    orderBy,
    ...(offset ? { offset } : {}),
    ...(limit ? { limit } : {}),
    at: body.at,
  };
}

function setOperations(reader: Reader, seed?: QueryBody): QueryBody {
  let left = intersections(reader, seed);
  for (;;) {
    const operator = (['union', 'except'] as const).find((one) => reader.take(one));
    if (!operator) return left;
    const all = allOf(reader);
    left = { kind: 'set-operation', operator, all, left, right: intersections(reader), at: left.at };
  }
}

/** They bind tighter than the others. */
function intersections(reader: Reader, seed?: QueryBody): QueryBody {
  let left = seed ?? queryPrimary(reader);
  while (reader.take('intersect')) {
    const all = allOf(reader);
    const right = queryPrimary(reader);
    left = { kind: 'set-operation', operator: 'intersect', all, left, right, at: left.at };
  }
  return left;
}

/** After the operator; without ALL rows that are alike become one. */
function allOf(reader: Reader): boolean {
  reader.links += 1;
  const all = quantifier(reader) === 'all';
  if (reader.is('corresponding')) throw notSupported(reader.at, 'CORRESPONDING');
  return all;
}

function queryPrimary(reader: Reader): QueryBody {
  const { at } = reader;
  if (reader.is('select')) return select(reader);
  if (reader.take('table')) return { kind: 'table-body', name: reader.path(), at };
  if (reader.take('values')) return { kind: 'values', rows: reader.list(() => valuesRow(reader)), at };
  if (!reader.take('(')) return reader.mismatch("'(', 'SELECT', 'TABLE', 'VALUES'");
  const inner = reader.nested(() => queryFrom(reader));
  reader.expect(')');
  return inner;
}

/** A row of one value stays whole: what it holds, only its type says. */
function valuesRow(reader: Reader): readonly Expression[] {
  const of = reader.grammar.expression(reader);
  return of.kind === 'row' && of.elements.length > 1 ? of.elements : [of];
}

function offsetOf(reader: Reader): Expression | undefined {
  if (!reader.take('offset')) return undefined;
  const count = rowCount(reader);
  if (!reader.take('row')) reader.take('rows');
  return count;
}

function limitOf(reader: Reader): Query['limit'] {
  if (reader.take('limit'))
    return reader.take('all') ? undefined : { count: rowCount(reader), withTies: false };
  if (!reader.is('fetch')) return undefined;
  const { at } = reader.next();
  reader.oneOf('first', 'next');
  const bare = reader.is('row') || reader.is('rows');
  const count: Expression = bare ? { kind: 'literal', of: 'integer', text: '1', at } : rowCount(reader);
  if (count.kind === 'literal' && Number(count.text) === 0)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: 'FETCH FIRST row count must be positive',
      zh: 'FETCH FIRST 的行数须大于 0',
      instead: 'LIMIT 0',
    });
  reader.oneOf('row', 'rows');
  if (reader.take('only')) return { count, withTies: false };
  if (!reader.take('with', 'ties')) reader.mismatch("'ONLY', 'WITH'");
  return { count, withTies: true };
}

/** A number or `?`, nothing else. */
function rowCount(reader: Reader): Expression {
  const { kind, key } = reader.token;
  if (kind !== 'integer' && key !== '?') reader.mismatch("'?', <integer>");
  const { at } = reader;
  if (kind === 'integer') return numberLiteral(reader);
  reader.next();
  return { kind: 'parameter', index: reader.nextParameter(), at };
}

/** Whether what stands behind a query in parentheses makes it part of a longer one. */
export const queryGoesOn = (reader: Reader): boolean =>
  ['union', 'except', 'intersect', 'order', 'limit', 'offset', 'fetch'].includes(reader.token.key);

/** After `(`: a query, or an expression that begins with one in parentheses. */
export function queryOrExpression(reader: Reader): Query | Expression {
  if (queryWords.has(reader.token.key) || !beginsWithQuery(reader)) return query(reader);
  return reader.nested(() => {
    const first = parenthesised(reader);
    if (first.kind === 'scalar' && queryGoesOn(reader)) return queryFrom(reader, first.query);
    return reader.grammar.expression(reader, first);
  });
}
