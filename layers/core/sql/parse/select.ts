/** SELECT with its clauses. */
import type { Expression, GroupingElement, Name, Relation, Select, SelectItem } from '../ast.ts';
import { quantifier } from './calls.ts';
import type { Reader } from './reader.ts';
import { window } from './windows.ts';

export function select(reader: Reader): Select {
  const { grammar, at } = reader;
  reader.expect('select');
  const distinct = quantifier(reader) === 'distinct';
  const items = reader.list(() => selectItem(reader));
  const from = reader.take('from') ? reader.list(() => grammar.relation(reader)) : [];
  const where = condition(reader, 'where');
  const groupBy = reader.take('group') ? grouping(reader) : undefined;
  const having = condition(reader, 'having');
  const windows = windowAhead(reader) ? namedWindows(reader) : [];
  return {
    kind: 'select',
    distinct,
    items,
    from: from as Relation[],
    ...(where ? { where } : {}),
    ...(groupBy ? { groupBy } : {}),
    ...(having ? { having } : {}),
    windows,
    at,
  };
}

const condition = (reader: Reader, word: string): Expression | undefined =>
  reader.take(word) ? reader.grammar.expression(reader) : undefined;

function selectItem(reader: Reader): SelectItem {
  const { at } = reader;
  if (reader.take('*')) return { kind: 'star', aliases: [], at };
  const of = reader.grammar.expression(reader);
  if (reader.is('.', '*') && reader.operandAt === at && isPrimary(reader, of)) {
    reader.expect('.', '*');
    const aliases = reader.take('as') ? reader.enclosed(() => reader.name()) : [];
    return { kind: 'star', of, aliases, at };
  }
  const alias = aliasOf(reader);
  return { kind: 'value', of, ...(alias ? { alias } : {}), at };
}

const operators = [
  'binary',
  'unary',
  'between',
  'in-list',
  'in-query',
  'like',
  'is-null',
  'quantified',
  'at-time-zone',
];

/** What `.*` can stand behind: no operator, unless in parentheses. */
const isPrimary = (reader: Reader, { kind }: Expression): boolean =>
  !operators.includes(kind) || reader.ahead(-1).key === ')';

/** With AS any name; without it none that begins the next clause. */
export function aliasOf(reader: Reader): Name | undefined {
  if (reader.take('as')) return reader.name();
  return reader.isName() && !clauseAhead(reader) ? reader.name() : undefined;
}

/** LIMIT, OFFSET, … are names as well: what comes behind says which they are. */
function clauseAhead(reader: Reader): boolean {
  const { kind, key } = reader.ahead(1);
  switch (reader.token.key) {
    case 'limit':
      return kind === 'integer' || key === '?' || key === 'all';
    case 'offset':
      return kind === 'integer' || key === '?';
    case 'fetch':
      return key === 'first' || key === 'next';
    case 'window':
      return windowAhead(reader);
    case 'tablesample':
      return reader.ahead(2).key === '(';
    case 'match_recognize':
      return key === '(';
    default:
      return false;
  }
}

const windowAhead = (reader: Reader): boolean =>
  reader.is('window') && reader.isName(reader.ahead(1)) && reader.ahead(2).key === 'as';

function namedWindows(reader: Reader): Select['windows'] {
  reader.expect('window');
  return reader.list(() => {
    const name = reader.name();
    reader.expect('as');
    return { name, window: window(reader) };
  });
}

function grouping(reader: Reader): NonNullable<Select['groupBy']> {
  reader.expect('by');
  const distinct = quantifier(reader) === 'distinct';
  return { distinct, elements: reader.list(() => groupingElement(reader)) };
}

function groupingElement(reader: Reader): GroupingElement {
  const { at } = reader;
  const kind = (['rollup', 'cube'] as const).find((one) => reader.is(one));
  if (kind) {
    reader.next();
    if (reader.take('(', ')')) return { kind, sets: [], at };
    return { kind, sets: reader.enclosed(() => groupingSet(reader)), at };
  }
  if (reader.take('grouping', 'sets'))
    return { kind: 'sets', sets: reader.enclosed(() => groupingSet(reader)), at };
  return { kind: 'simple', sets: [groupingSet(reader)], at };
}

/** `()`, `(a, b)` or one expression; `((a, b))` is one expression, a row. */
function groupingSet(reader: Reader): readonly Expression[] {
  const { at } = reader;
  const open = reader.is('(');
  if (open && reader.ahead(1).key === ')' && reader.ahead(2).key !== '->') {
    reader.expect('(', ')');
    return [];
  }
  const of = reader.grammar.expression(reader);
  return open && of.kind === 'row' && of.at === at ? of.elements : [of];
}
