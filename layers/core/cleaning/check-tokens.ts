/** Tokens of the small language for cross-field checks and subscription filters. */
import { InvalidInput } from '../errors.ts';

export interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'word' | 'sign' | 'end';
  /** Keywords in capitals; text without its quotes. */
  readonly text: string;
  /** 1-based position in the expression. */
  readonly at: number;
}

const keywords = new Set([
  'AND',
  'OR',
  'NOT',
  'IN',
  'BETWEEN',
  'IS',
  'NULL',
  'LIKE',
  'DATE',
  'TRUE',
  'FALSE',
]);
const pattern =
  /\s*(?:(?<number>\d+(?:\.\d+)?)(?![A-Za-z_\d.])|'(?<text>(?:[^']|'')*)'|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<sign><=|>=|<>|!=|==|[=<>+\-*/(),]))/y;

/** Signs that compare, and the sign each means in SQL. */
export const comparisons: Readonly<Record<string, string>> = {
  '=': '=',
  '==': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

export function failAt(at: number, en: string, zh: string): never {
  throw new InvalidInput(`at position ${at}: ${en}`, `第 ${at} 个字符处：${zh}`);
}

function toToken(groups: Record<string, string | undefined>, at: number): Token {
  if (groups.number !== undefined) return { kind: 'number', text: groups.number, at };
  if (groups.text !== undefined) return { kind: 'text', text: groups.text.replaceAll("''", "'"), at };
  if (groups.sign !== undefined) return { kind: 'sign', text: groups.sign, at };
  const name = groups.name as string;
  return keywords.has(name.toUpperCase())
    ? { kind: 'word', text: name.toUpperCase(), at }
    : { kind: 'name', text: name, at };
}

/** Splits an expression; the last token is `end`. @throws InvalidInput at what is no part of the language */
export function tokenise(expression: string): Token[] {
  if (expression.length > 4000) failAt(4000, 'the expression is too long', '表达式过长');
  const tokens: Token[] = [];
  let position = 0;
  while (expression.slice(position).trim() !== '') {
    pattern.lastIndex = position;
    const match = pattern.exec(expression);
    const start = position + (/^\s*/.exec(expression.slice(position))?.[0].length ?? 0);
    if (!match?.groups) failAt(start + 1, 'this is no part of an expression', '此处无法识别');
    tokens.push(toToken(match.groups, start + 1));
    position = pattern.lastIndex;
  }
  return [...tokens, { kind: 'end', text: '', at: expression.length + 1 }];
}
