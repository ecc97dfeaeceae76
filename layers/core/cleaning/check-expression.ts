/**
 * A condition over the items of one row: comparisons, AND, OR, NOT, IN, BETWEEN, IS NULL, LIKE, arithmetic.
 * It is parsed and typed here and written anew as SQL, so that nothing a user types reaches the engine as it is.
 */
import type { Item } from '../../../schemas/resource.ts';
import { comparisons, failAt, type Token, tokenise } from './check-tokens.ts';
import { quoteName, quoteText } from './sql-text.ts';

type ValueType = 'number' | 'text' | 'date' | 'boolean' | 'null';

interface Typed {
  readonly sql: string;
  readonly type: ValueType;
  readonly at: number;
  /** Digits a decimal needs; past 38 the engine refuses to multiply. */
  readonly digits: number;
}

export interface ExpressionItem {
  readonly code: string;
  readonly type: Item['type'];
  readonly digits?: number;
}

interface Parsing {
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
  readonly items: ReadonlyMap<string, ExpressionItem>;
  readonly column: (code: string) => string;
}

const typeOf = { text: 'text', month: 'text', integer: 'number', decimal: 'number', date: 'date' } as const;

const peek = (p: Parsing) => p.tokens[p.next] as Token;
const isAt = (p: Parsing, text: string) => peek(p).text === text && ['word', 'sign'].includes(peek(p).kind);

function take(p: Parsing): Token {
  const token = peek(p);
  if (token.kind !== 'end') p.next++;
  return token;
}

function accept(p: Parsing, text: string): boolean {
  if (!isAt(p, text)) return false;
  p.next++;
  return true;
}

function expect(p: Parsing, text: string): void {
  if (!accept(p, text)) failAt(peek(p).at, `expected ${text}`, `此处应为 ${text}`);
}

function need(value: Typed, type: ValueType): Typed {
  if (value.type !== type && value.type !== 'null')
    failAt(
      value.at,
      `expected a ${type}, found a ${value.type}`,
      `类型不符，需要 ${type}，得到 ${value.type}`,
    );
  return value;
}

function needSame(left: Typed, right: Typed): void {
  if (left.type === right.type || left.type === 'null' || right.type === 'null') return;
  failAt(
    right.at,
    `a ${left.type} cannot be compared with a ${right.type}`,
    `${left.type} 不能与 ${right.type} 比较`,
  );
}

const bool = (sql: string, at: number): Typed => ({ sql, type: 'boolean', at, digits: 0 });

function parseOr(p: Parsing): Typed {
  if (++p.depth > 60) failAt(peek(p).at, 'the expression is nested too deeply', '表达式嵌套过深');
  let left = parseAnd(p);
  while (accept(p, 'OR'))
    left = bool(`(${need(left, 'boolean').sql} OR ${need(parseAnd(p), 'boolean').sql})`, left.at);
  p.depth--;
  return left;
}

function parseAnd(p: Parsing): Typed {
  let left = parseNot(p);
  while (accept(p, 'AND'))
    left = bool(`(${need(left, 'boolean').sql} AND ${need(parseNot(p), 'boolean').sql})`, left.at);
  return left;
}

function parseNot(p: Parsing): Typed {
  const at = peek(p).at;
  let negations = 0;
  while (accept(p, 'NOT')) negations++;
  const inner = parseComparison(p);
  if (negations === 0) return inner;
  return bool(negations % 2 === 1 ? `(NOT ${need(inner, 'boolean').sql})` : need(inner, 'boolean').sql, at);
}

function parseComparison(p: Parsing): Typed {
  const left = parseSum(p);
  const operator = peek(p).kind === 'sign' ? comparisons[peek(p).text] : undefined;
  if (operator !== undefined) {
    take(p);
    const right = parseSum(p);
    needSame(left, right);
    return bool(`(${left.sql} ${operator} ${right.sql})`, left.at);
  }
  if (accept(p, 'IS')) {
    const not = accept(p, 'NOT') ? 'NOT ' : '';
    expect(p, 'NULL');
    return bool(`(${left.sql} IS ${not}NULL)`, left.at);
  }
  const not = accept(p, 'NOT') ? 'NOT ' : '';
  if (accept(p, 'IN')) return parseIn(p, left, not);
  if (accept(p, 'BETWEEN')) return parseBetween(p, left, not);
  if (accept(p, 'LIKE')) return parseLike(p, left, not);
  if (not !== '') failAt(peek(p).at, 'expected IN, BETWEEN or LIKE', '此处应为 IN、BETWEEN 或 LIKE');
  return left;
}

function parseIn(p: Parsing, left: Typed, not: string): Typed {
  expect(p, '(');
  const members: string[] = [];
  do {
    const member = parseSum(p);
    needSame(left, member);
    members.push(member.sql);
  } while (accept(p, ','));
  expect(p, ')');
  return bool(`(${left.sql} ${not}IN (${members.join(', ')}))`, left.at);
}

function parseBetween(p: Parsing, left: Typed, not: string): Typed {
  const low = parseSum(p);
  expect(p, 'AND');
  const high = parseSum(p);
  needSame(left, low);
  needSame(left, high);
  return bool(`(${left.sql} ${not}BETWEEN ${low.sql} AND ${high.sql})`, left.at);
}

function parseLike(p: Parsing, left: Typed, not: string): Typed {
  const pattern = need(parsePrimary(p), 'text');
  return bool(`(${need(left, 'text').sql} ${not}LIKE ${pattern.sql})`, left.at);
}

/** Arithmetic that leaves the decimal range gives NULL, which counts as unknown; it never stops a batch. */
function arithmetic(left: Typed, operator: string, right: Typed): Typed {
  need(left, 'number');
  need(right, 'number');
  const digits = operator === '*' ? left.digits + right.digits : Math.max(left.digits, right.digits) + 1;
  const wide = operator !== '/' && digits > 38;
  const [a, b] = wide
    ? [`CAST(${left.sql} AS DOUBLE)`, `CAST(${right.sql} AS DOUBLE)`]
    : [left.sql, right.sql];
  const sql = operator === '/' ? `(${a} / nullif(${b}, 0))` : `TRY(${a} ${operator} ${b})`;
  return { sql, type: 'number', at: left.at, digits: wide ? 17 : digits };
}

function parseSum(p: Parsing): Typed {
  let left = parseProduct(p);
  while (isAt(p, '+') || isAt(p, '-')) left = arithmetic(left, take(p).text, parseProduct(p));
  return left;
}

function parseProduct(p: Parsing): Typed {
  let left = parseUnary(p);
  while (isAt(p, '*') || isAt(p, '/')) left = arithmetic(left, take(p).text, parseUnary(p));
  return left;
}

function parseUnary(p: Parsing): Typed {
  const at = peek(p).at;
  let negative = false;
  while (isAt(p, '-') || isAt(p, '+')) negative = (take(p).text === '-') !== negative;
  const inner = parsePrimary(p);
  return negative ? { ...need(inner, 'number'), sql: `(- ${inner.sql})`, at } : inner;
}

function parsePrimary(p: Parsing): Typed {
  const token = take(p);
  const { at, text } = token;
  if (token.kind === 'number') return { sql: text, type: 'number', at, digits: text.replace('.', '').length };
  if (token.kind === 'text') return { sql: quoteText(text), type: 'text', at, digits: 0 };
  if (token.kind === 'name') return parseItem(p, token);
  if (token.kind === 'word' && text === 'DATE') return parseDate(p, at);
  if (token.kind === 'word' && text === 'NULL') return { sql: 'NULL', type: 'null', at, digits: 0 };
  if (token.kind === 'word' && (text === 'TRUE' || text === 'FALSE')) return bool(text, at);
  if (token.kind === 'sign' && text === '(') {
    const inner = parseOr(p);
    expect(p, ')');
    return { ...inner, sql: `(${inner.sql})` };
  }
  return failAt(at, 'expected an item, a number, a text or (', '此处应为信息项、数字、文本或括号');
}

function parseItem(p: Parsing, token: Token): Typed {
  if (isAt(p, '(')) failAt(token.at, `there is no function ${token.text}`, `没有函数 ${token.text}`);
  const item = p.items.get(token.text);
  if (!item)
    failAt(
      token.at,
      `there is no item ${token.text}; there are: ${[...p.items.keys()].join(', ')}`,
      `没有信息项 ${token.text}；可选：${[...p.items.keys()].join('、')}`,
    );
  return { sql: p.column(item.code), type: typeOf[item.type], at: token.at, digits: item.digits ?? 18 };
}

function parseDate(p: Parsing, at: number): Typed {
  const token = take(p);
  const date =
    token.kind === 'text' && /^\d{4}-\d{2}-\d{2}$/.test(token.text)
      ? new Date(`${token.text}T00:00:00Z`)
      : undefined;
  if (!date || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== token.text)
    failAt(token.at, "a date is written DATE '2015-03-05'", "日期写作 DATE '2015-03-05'");
  return { sql: `DATE ${quoteText(token.text)}`, type: 'date', at, digits: 0 };
}

/**
 * Compiles a condition to SQL. `column` gives the SQL of an item, by default its quoted name.
 * @throws InvalidInput naming the position of an unknown item or function, a type that does not fit, or bad syntax
 */
export function compileExpression(
  expression: string,
  items: readonly ExpressionItem[],
  column: (code: string) => string = quoteName,
): string {
  const known = new Map(items.map((item) => [item.code, item]));
  const parsing: Parsing = { tokens: tokenise(expression), next: 0, depth: 0, items: known, column };
  const result = need(parseOr(parsing), 'boolean');
  if (peek(parsing).kind !== 'end')
    failAt(peek(parsing).at, 'expected the end of the expression', '此处应结束');
  return result.sql;
}

/** What a check may name of a definition's items. */
export function expressionItems(items: readonly Item[]): ExpressionItem[] {
  return items.map(({ code, type, length }) => ({ code, type, digits: type === 'decimal' ? length : 18 }));
}

/** Can this condition be compiled over a definition's items? @throws InvalidInput naming the position where not */
export function checkExpression(expression: string, items: readonly Item[]): void {
  compileExpression(expression, expressionItems(items));
}
