/** Reads tokens one after another; what does not fit is refused with its place, in Trino's words. */
import type { Expression, Name, Query, Relation } from '../ast.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { reserved, type Token } from './tokens.ts';

/** The parts of the grammar that hold one another. */
export interface Grammar {
  /** `seed`: an operand that was read already. */
  expression(reader: Reader, seed?: Expression): Expression;
  /** Without AND, OR, NOT and comparisons. */
  value(reader: Reader): Expression;
  query(reader: Reader): Query;
  /** After `(`: a query, or an expression that begins with one in parentheses. */
  queryOrExpression(reader: Reader): Query | Expression;
  relation(reader: Reader, seed?: Relation): Relation;
}

/** Levels of parentheses, calls, subqueries; more are refused. */
const deepest = 200;

export class Reader {
  readonly text: string;
  readonly grammar: Grammar;
  /** Hive's DDL takes `backquoted` names and strings in double quotes. */
  hive = false;
  /** Operators that make the tree taller without parentheses, on this level: `a + b + c`. */
  links = 0;
  /** The same of the tallest level below. */
  private below = 0;
  /** Where the operand that was read last began. */
  operandAt = 0;
  /** The one that stands here. */
  token: Token;
  private readonly tokens: readonly Token[];
  private readonly last: Token;
  private index = 0;
  private depth = 0;
  private parameters = 0;

  constructor(text: string, tokens: readonly Token[], grammar: Grammar) {
    this.text = text;
    this.tokens = tokens;
    this.grammar = grammar;
    this.last = tokens.at(-1) as Token;
    this.token = this.ahead(0);
  }

  get at(): number {
    return this.token.at;
  }

  /** Where the token before ended. */
  get end(): number {
    return this.tokens[this.index - 1]?.end ?? 0;
  }

  ahead(count: number): Token {
    return this.tokens[this.index + count] ?? this.last;
  }

  /** Keywords and symbols in a row. */
  is(first: string, ...more: readonly string[]): boolean {
    return this.token.key === first && more.every((key, offset) => this.ahead(offset + 1).key === key);
  }

  /** Goes on by them if they stand here. */
  take(first: string, ...more: readonly string[]): boolean {
    if (this.token.key !== first) return false;
    const here = more.length === 0 || this.is(first, ...more);
    if (here) this.back(this.index + 1 + more.length);
    return here;
  }

  expect(...keys: readonly string[]): void {
    for (const key of keys) if (!this.take(key)) this.mismatch(`'${key.toUpperCase()}'`);
  }

  next(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.back(this.index + 1);
    return token;
  }

  /** A place to go back to. */
  get mark(): number {
    return this.index;
  }

  back(mark: number): void {
    this.index = mark;
    this.token = this.ahead(0);
  }

  /** One of these words, which it goes on by. */
  oneOf<Word extends string>(...words: readonly Word[]): Word {
    const found = words.find((one) => this.take(one));
    return found ?? this.mismatch(words.map((one) => `'${one.toUpperCase()}'`).join(', '));
  }

  /** One or more with commas between them. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.take(',')) items.push(item());
    return items;
  }

  /** A list in parentheses. */
  enclosed<T>(item: () => T): T[] {
    this.expect('(');
    const items = this.list(item);
    this.expect(')');
    return items;
  }

  nested<T>(parse: () => T): T {
    this.depth += 1;
    if (this.depth > deepest)
      throw notSupported(this.at, {
        en: `a text nested more than ${deepest} levels deep`,
        zh: `嵌套超过 ${deepest} 层的语句`,
      });
    const { links, below } = this;
    this.links = 0;
    this.below = 0;
    const parsed = parse();
    this.below = Math.max(below, this.height);
    this.links = links;
    this.depth -= 1;
    return parsed;
  }

  /** By how many operators, one in the other, the tree can have grown. */
  get height(): number {
    return this.links + this.below;
  }

  nextParameter(): number {
    this.parameters += 1;
    return this.parameters - 1;
  }

  isName({ kind, key } = this.token): boolean {
    return (
      kind === 'quoted' || (kind === 'word' && !reserved.has(key)) || (this.hive && kind === 'backquoted')
    );
  }

  name(): Name {
    if (!this.isName()) this.noName();
    const { kind, key, text, at } = this.next();
    if (text === '') throw syntaxError(at, 'Zero-length delimited identifier not allowed', '名称不能为空');
    if (kind !== 'word') return { text, at };
    return key === text ? { text, at } : { text: key, at, written: text };
  }

  /** `a.b.c`. */
  path(): Name[] {
    const names = [this.name()];
    while (this.take('.')) names.push(this.name());
    return names;
  }

  string(): string {
    const { kind } = this.token;
    if (kind !== 'string' && !(this.hive && kind === 'quoted')) this.mismatch('<string>');
    return this.next().text;
  }

  /** @throws QueryRefused always */
  mismatch(expecting: string): never {
    const { kind, at, end } = this.token;
    const text = kind === 'end' ? '<EOF>' : this.text.slice(at, end);
    throw syntaxError(
      at,
      `mismatched input '${text}'. Expecting: ${expecting}`,
      `此处不应为 '${text}'，应为 ${expecting}`,
    );
  }

  private noName(): never {
    const { kind, text, at } = this.token;
    if (kind === 'digit-word')
      throw syntaxError(
        at,
        'identifiers must not start with a digit; surround the identifier with double quotes',
        '名称不能以数字开头，请用双引号括起',
        `"${text}"`,
      );
    if (kind === 'backquoted')
      throw syntaxError(
        at,
        'backquoted identifiers are not supported; use double quotes to quote identifiers',
        '名称不能用反引号，请用双引号',
        `"${text.replaceAll('"', '""')}"`,
      );
    if (kind === 'unknown' && /^[\p{L}]/u.test(text)) {
      const name = /^[\p{L}\p{N}_]+/u.exec(this.text.slice(at))?.[0] ?? text;
      throw syntaxError(
        at,
        `mismatched input '${text}'. Expecting: <identifier>`,
        `名称 ${name} 须用双引号括起`,
        `"${name}"`,
      );
    }
    return this.mismatch('<identifier>');
  }
}

export const syntaxError = (at: number, en: string, zh: string, instead?: string): QueryRefused =>
  new QueryRefused('SYNTAX_ERROR', { at, en, zh, ...(instead === undefined ? {} : { instead }) });
