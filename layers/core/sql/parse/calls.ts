/** Calls of functions, with what may stand behind them: FILTER, IGNORE NULLS, OVER. */
import type { Call, Expression, Name } from '../ast.ts';
import { notSupported } from '../refused.ts';
import { stringText } from './literals.ts';
import type { Reader } from './reader.ts';
import { sortItems, window } from './windows.ts';

/** After the name, at the parenthesis. */
export function call(reader: Reader, path: readonly Name[]): Call {
  const name = path[0] as Name;
  if (path.length > 1)
    throw notSupported(name.at, `the function ${path.map(({ text }) => text).join('.')}`, path.at(-1)?.text);
  reader.expect('(');
  if (reader.take('*', ')')) return behind(reader, { ...noArguments(name), star: true }, false);
  const distinct = quantifier(reader) === 'distinct';
  const none = reader.is(')') || reader.is('order', 'by');
  const args = none ? [] : reader.list(() => reader.grammar.expression(reader));
  const orderBy = sortItems(reader);
  reader.expect(')');
  return behind(reader, { ...noArguments(name), arguments: args, distinct, orderBy }, true);
}

const tails: ReadonlySet<string> = new Set(['filter', 'ignore', 'respect', 'over']);

/** FILTER, IGNORE NULLS, OVER. */
function behind(reader: Reader, plain: Call, mayIgnore: boolean): Call {
  if (!tails.has(reader.token.key)) return plain;
  return { ...plain, ...filterOf(reader), ...(mayIgnore ? nullsOf(reader) : {}), ...overOf(reader) };
}

const noArguments = (name: Name): Call => ({
  kind: 'call',
  name,
  arguments: [],
  star: false,
  distinct: false,
  orderBy: [],
  withinGroup: [],
  at: name.at,
});

/** DISTINCT or ALL. As ALL is a name too, it counts only where an expression can come behind it. */
export function quantifier(reader: Reader): 'distinct' | 'all' | undefined {
  if (reader.take('distinct')) return 'distinct';
  if (!reader.is('all')) return undefined;
  const { kind, key } = reader.ahead(1);
  if (kind === 'end' || (kind === 'symbol' && !['(', '-', '+', '?', '*'].includes(key))) return undefined;
  if (endsItem.has(key)) return undefined;
  reader.next();
  return 'all';
}

const endsItem: ReadonlySet<string> = new Set(
  `as from where group having window order union except intersect offset limit fetch and or is in between like asc
  desc nulls`.split(/\s+/),
);

function filterOf(reader: Reader): Pick<Call, 'filter'> {
  if (!reader.take('filter', '(')) return {};
  reader.expect('where');
  const filter = reader.grammar.expression(reader);
  reader.expect(')');
  return { filter };
}

/** Trino takes it only before OVER. */
function nullsOf(reader: Reader): Pick<Call, 'nulls'> {
  if (reader.ahead(2).key !== 'over') return {};
  if (reader.take('ignore', 'nulls')) return { nulls: 'ignore' };
  return reader.take('respect', 'nulls') ? { nulls: 'respect' } : {};
}

/** OVER is a name as well: an alias, if no window comes behind it. */
function overOf(reader: Reader): Pick<Call, 'over'> {
  if (!reader.is('over')) return {};
  if (reader.ahead(1).key === '(') {
    reader.next();
    return { over: window(reader) };
  }
  if (!reader.isName(reader.ahead(1))) return {};
  reader.next();
  return { over: reader.name() };
}

/** `LISTAGG(DISTINCT x, ',' ON OVERFLOW …) WITHIN GROUP (ORDER BY …)`. */
export function listAggregate(reader: Reader, at: number): Expression {
  reader.expect('listagg', '(');
  const distinct = quantifier(reader) === 'distinct';
  const args = [reader.grammar.expression(reader)];
  if (reader.take(',')) {
    const separator = { kind: 'literal', of: 'string', at: reader.at } as const;
    args.push({ ...separator, text: stringText(reader) });
  }
  const overflow = overflowOf(reader);
  reader.expect(')', 'within', 'group', '(');
  if (!reader.is('order', 'by')) reader.mismatch("'ORDER'");
  const withinGroup = sortItems(reader);
  reader.expect(')');
  const plain: Call = { ...noArguments({ text: 'listagg', at }), arguments: args, distinct, withinGroup };
  return behind(reader, { ...plain, ...overflow }, false);
}

function overflowOf(reader: Reader): Pick<Call, 'overflow'> {
  if (!reader.take('on')) return {};
  reader.expect('overflow');
  if (reader.take('error')) return { overflow: { error: true, withCount: false } };
  reader.expect('truncate');
  const filler = reader.is('with') || reader.is('without') ? undefined : stringText(reader);
  const withCount = reader.oneOf('with', 'without') === 'with';
  reader.expect('count');
  return { overflow: { error: false, ...(filler === undefined ? {} : { filler }), withCount } };
}
