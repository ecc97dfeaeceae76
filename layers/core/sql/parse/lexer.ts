/** Cuts a text into tokens, each with its place. Nothing fails here: what is no token is one of kind `unknown`. */
import type { Token, TokenKind } from './tokens.ts';

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at);
    tokens.push(token);
    at = skipBlanks(text, token.end);
  }
  tokens.push({ kind: 'end', key: '', text: '<EOF>', at: text.length, end: text.length });
  return tokens;
}

const space = /[ \r\n\t]*/y;
const lineEnd = /[^\r\n]*/y;

/** White space and both kinds of comments. */
function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    space.lastIndex = at;
    space.test(text);
    at = space.lastIndex;
    const end = commentEnd(text, at);
    if (end === undefined) return at;
    at = end;
  }
}

/** Undefined: none begins here, or it never ends. */
function commentEnd(text: string, at: number): number | undefined {
  if (text.startsWith('--', at)) {
    lineEnd.lastIndex = at;
    lineEnd.test(text);
    return lineEnd.lastIndex;
  }
  if (!text.startsWith('/*', at)) return undefined;
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? undefined : end + 2;
}

function tokenAt(text: string, at: number): Token {
  const code = text.charCodeAt(at);
  if (isLetter(code)) return wordAt(text, at, code);
  if (isDigit(code) || (code === dot && isDigit(text.charCodeAt(at + 1)))) return numberAt(text, at);
  if (code === quote) return quotedAt(text, at, at, 'string');
  if (code === doubleQuote) return quotedAt(text, at, at, 'quoted');
  if (code === backquote) return quotedAt(text, at, at, 'backquoted');
  return symbolAt(text, at);
}

const quote = 39;
const doubleQuote = 34;
const backquote = 96;
const dot = 46;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

const word = /\w+/y;

function wordAt(text: string, at: number, first: number): Token {
  const next = text.charCodeAt(at + 1);
  if ((first | 32) === 120 && next === quote) return binaryAt(text, at);
  if ((first | 32) === 117 && next === 38 && text.charCodeAt(at + 2) === quote)
    return quotedAt(text, at, at + 2, 'unicode');
  word.lastIndex = at;
  word.test(text);
  const written = text.slice(at, word.lastIndex);
  return { kind: 'word', key: written.toLowerCase(), text: written, at, end: word.lastIndex };
}

/** In the order in which the longest wins; of two as long the first. */
const numbers: readonly (readonly [TokenKind, RegExp])[] = [
  ['double', /(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+/y],
  ['decimal', /\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*/y],
  ['integer', /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|\d(?:_?\d)*/y],
  ['digit-word', /\d\w+/y],
];

function numberAt(text: string, at: number): Token {
  let kind: TokenKind = 'unknown';
  let end = at + 1;
  for (const [name, pattern] of numbers) {
    pattern.lastIndex = at;
    if (!pattern.test(text) || (kind !== 'unknown' && pattern.lastIndex <= end)) continue;
    kind = name;
    end = pattern.lastIndex;
  }
  return { kind, key: '', text: text.slice(at, end), at, end };
}

/** The quote is doubled to stand for itself; without a closing one it is no token. */
function quotedAt(text: string, at: number, open: number, kind: TokenKind): Token {
  const mark = text.charAt(open);
  let end = text.indexOf(mark, open + 1);
  let doubled = false;
  while (end >= 0 && text.charAt(end + 1) === mark) {
    doubled = true;
    end = text.indexOf(mark, end + 2);
  }
  if (end < 0) return unknownAt(text, at);
  const inside = text.slice(open + 1, end);
  return { kind, key: '', text: doubled ? inside.replaceAll(mark + mark, mark) : inside, at, end: end + 1 };
}

function binaryAt(text: string, at: number): Token {
  const end = text.indexOf("'", at + 2);
  if (end < 0) return unknownAt(text, at);
  return { kind: 'binary', key: '', text: text.slice(at + 2, end), at, end: end + 1 };
}

const pairs: ReadonlySet<string> = new Set(['<>', '!=', '<=', '>=', '||', '->', '=>']);
const singles = '()[],.;:?+-*/%=<>';

function symbolAt(text: string, at: number): Token {
  const two = text.slice(at, at + 2);
  // A comment that never ends takes the rest.
  if (two === '/*') return { kind: 'unknown', key: '', text: two, at, end: text.length };
  if (pairs.has(two)) return { kind: 'symbol', key: two === '!=' ? '<>' : two, text: two, at, end: at + 2 };
  const one = text.charAt(at);
  return singles.includes(one)
    ? { kind: 'symbol', key: one, text: one, at, end: at + 1 }
    : unknownAt(text, at);
}

function unknownAt(text: string, at: number): Token {
  const one = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return { kind: 'unknown', key: '', text: one, at, end: at + one.length };
}
