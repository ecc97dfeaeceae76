/**
 * Patterns as Trino reads them (Joni with Java's syntax), written for DuckDB's RE2. Both prefer alternatives in the
 * order written; what only one of them has, or each reads in its own way, is refused.
 */
import { readClass } from './pattern-class.ts';
import { type PatternReader, patternReader } from './pattern-reader.ts';
import { readEscape, readKind, readPlain, written } from './pattern-signs.ts';
import type { Flags, Piece, TranslatedPattern } from './translated-pattern.ts';

/** @throws QueryRefused NOT_SUPPORTED or INVALID_ARGUMENTS */
export function translatePattern(text: string, at: number): TranslatedPattern {
  const reader = patternReader(text, at);
  const flags = readFlags(reader);
  const piece = alternatives(reader, flags);
  if (reader.peek() !== '') reader.invalid('unmatched close parenthesis');
  return { ...piece, re2: flags.i ? `(?i:${piece.re2})` : piece.re2, found: reader.found };
}

/** Only at the very beginning: further on they mean another thing in each. */
function readFlags(reader: PatternReader): Flags {
  const written = reader.match(/\(\?([ims]+)\)/)?.[1] ?? '';
  const flags = { i: written.includes('i'), m: written.includes('m'), s: written.includes('s') };
  reader.found.caseless = flags.i;
  return flags;
}

function alternatives(reader: PatternReader, flags: Flags): Piece {
  const branches = [sequence(reader, flags)];
  while (reader.take('|')) branches.push(sequence(reader, flags));
  return {
    re2: branches.map(({ re2 }) => re2).join('|'),
    empty: branches.some(({ empty }) => empty),
    captures: branches.some(({ captures }) => captures),
  };
}

function sequence(reader: PatternReader, flags: Flags): Piece {
  const pieces: Piece[] = [];
  while (!['', '|', ')'].includes(reader.peek())) pieces.push(repeated(reader, flags));
  return {
    re2: pieces.map(({ re2 }) => re2).join(''),
    empty: pieces.every(({ empty }) => empty),
    captures: pieces.some(({ captures }) => captures),
  };
}

function repeated(reader: PatternReader, flags: Flags): Piece {
  const piece = atom(reader, flags);
  const quantifier = reader.match(/[*+?]|\{\d+(?:,\d*)?\}/)?.[0];
  if (quantifier === undefined) {
    if (reader.peek() === '{') reader.unsupported('{ that does not count', '\\{');
    return piece;
  }
  if (piece.anchor) reader.unsupported('the repetition of a place');
  if (piece.empty && (quantifier !== '?' || piece.captures))
    reader.unsupported('the repetition of what may be empty');
  const lazy = reader.take('?') && !/^\{\d+\}$/.test(quantifier) ? '?' : '';
  if (/[*+?]/.test(reader.peek())) reader.unsupported('a possessive or doubled repetition');
  if (reader.match(/\{\d/)) reader.unsupported('a doubled repetition');
  const least = /^\{(\d+)/.exec(quantifier)?.[1] ?? (quantifier === '+' ? '1' : '0');
  return { ...piece, re2: `${piece.re2}${quantifier}${lazy}`, empty: piece.empty || Number(least) === 0 };
}

const sign = (re2: string): Piece => ({ re2, empty: false, captures: false });
const place = (re2: string): Piece => ({ re2, empty: true, captures: false, anchor: true });

function atom(reader: PatternReader, flags: Flags): Piece {
  if (reader.take('(')) return group(reader, flags);
  if (reader.take('[')) return sign(readClass(reader, flags));
  if (reader.take('.')) return sign(flags.s ? '(?s:.)' : '[^\\n]');
  if (reader.take('^')) return beginning(reader, flags.m);
  if (reader.take('$')) return end(reader, flags.m);
  if (reader.take('\\')) return escaped(reader, flags);
  if (/[*+?]/.test(reader.peek())) reader.invalid('target of repeat operator is not specified');
  if (reader.peek() === '{') reader.unsupported('{ that does not count', '\\{');
  return sign(written(readPlain(reader, flags)));
}

function group(reader: PatternReader, flags: Flags): Piece {
  const name = reader.match(/\?<([A-Za-z_]\w*)>/)?.[1];
  const plain = name === undefined && reader.take('?:');
  if (name === undefined && !plain && reader.peek() === '?')
    reader.unsupported(`(${reader.rest().slice(0, 3)}`);
  if (!plain) reader.found.groups += 1;
  if (name !== undefined) {
    if (reader.found.names.has(name)) reader.unsupported('a name of two groups');
    reader.found.names.set(name, reader.found.groups);
  }
  reader.depth.value += 1;
  const inner = alternatives(reader, flags);
  reader.depth.value -= 1;
  if (!reader.take(')')) reader.invalid('end pattern with unmatched parenthesis');
  return {
    re2: `(${plain ? '?:' : ''}${inner.re2})`,
    empty: inner.empty,
    captures: !plain || inner.captures,
  };
}

function beginning({ found }: PatternReader, everyLine: boolean): Piece {
  found.begins = true;
  if (everyLine) found.ends = 'anywhere';
  return place(everyLine ? '(?m:^)' : '\\A');
}

/** Also before the newline that ends the text, which RE2 cannot say. */
function end(reader: PatternReader, everyLine: boolean): Piece {
  const rest = reader.rest();
  const last = /^\)*$/.test(rest) || (reader.depth.value === 0 && rest.startsWith('|'));
  const { found } = reader;
  if (!last || everyLine) found.ends = 'anywhere';
  else if (found.ends === 'no') found.ends = 'last';
  return place(everyLine ? '(?m:$)' : '\\z');
}

function escaped(reader: PatternReader, flags: Flags): Piece {
  if (reader.take('A')) return beginning(reader, false);
  if (reader.take('Z')) return end(reader, false);
  if (reader.take('z')) return place('\\z');
  const boundary = reader.match(/[bB]/)?.[0];
  if (boundary !== undefined) {
    reader.found.boundary = true;
    return place(`\\${boundary}`);
  }
  if (/[1-9]/.test(reader.peek())) reader.unsupported('a reference back');
  const kind = readKind(reader);
  if (kind) return sign(`[${kind.negated ? '^' : ''}${kind.inside}]`);
  return sign(written(readEscape(reader, flags)));
}
