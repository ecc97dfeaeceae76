/** Windows, their frames, and ORDER BY. */
import type { FrameBound, SortItem, Window } from '../ast.ts';
import { notSupported } from '../refused.ts';
import type { Reader } from './reader.ts';

/** `ORDER BY …`, or nothing. */
export function sortItems(reader: Reader): SortItem[] {
  if (!reader.take('order')) return [];
  reader.expect('by');
  return reader.list(() => sortItem(reader));
}

function sortItem(reader: Reader): SortItem {
  const of = reader.grammar.expression(reader);
  const descending = reader.take('desc');
  if (!descending) reader.take('asc');
  if (!reader.take('nulls')) return { of, descending, at: of.at };
  return { of, descending, nulls: reader.oneOf('first', 'last'), at: of.at };
}

/** In its parentheses. */
export function window(reader: Reader): Window {
  const { at } = reader;
  reader.expect('(');
  const base = baseAhead(reader) ? reader.name() : undefined;
  const partitionBy = reader.take('partition', 'by')
    ? reader.list(() => reader.grammar.expression(reader))
    : [];
  const orderBy = sortItems(reader);
  const frame = frameOf(reader);
  reader.expect(')');
  return { ...(base ? { base } : {}), partitionBy, orderBy, ...(frame ? { frame } : {}), at };
}

const clauses = ['partition', 'range', 'rows', 'groups'];

/** The words that begin a clause are names too: names, if the end or another clause comes behind them. */
function baseAhead(reader: Reader): boolean {
  if (!reader.isName()) return false;
  const { key } = reader.ahead(1);
  return !clauses.includes(reader.token.key) || key === ')' || key === 'order' || clauses.includes(key);
}

function frameOf(reader: Reader): Window['frame'] {
  if (reader.is('measures')) throw notSupported(reader.at, 'row pattern recognition');
  const unit = (['rows', 'range', 'groups'] as const).find((one) => reader.take(one));
  if (!unit) return undefined;
  if (!reader.take('between')) return { unit, start: frameBound(reader) };
  const start = frameBound(reader);
  reader.expect('and');
  return { unit, start, end: frameBound(reader) };
}

function frameBound(reader: Reader): FrameBound {
  if (reader.take('unbounded', 'preceding')) return { kind: 'unbounded-preceding' };
  if (reader.take('unbounded', 'following')) return { kind: 'unbounded-following' };
  if (reader.take('current', 'row')) return { kind: 'current-row' };
  const value = reader.grammar.expression(reader);
  return { kind: reader.oneOf('preceding', 'following'), value };
}
