/** The text of a pattern, sign by sign, and what is said of it where it is refused. */
import { notSupported, QueryRefused } from '../refused.ts';
import type { Findings } from './translated-pattern.ts';

export interface PatternReader {
  readonly found: Findings;
  readonly depth: { value: number };
  /** How many signs have been read. */
  place(): number;
  peek(ahead?: number): string;
  next(): string;
  take(text: string): boolean;
  /** Reads what the expression finds right here; it is sticky. */
  match(expression: RegExp): RegExpExecArray | undefined;
  rest(): string;
  /** Athena would not take it either. */
  invalid(why: string): never;
  unsupported(what: string, instead?: string): never;
}

export function patternReader(text: string, at: number): PatternReader {
  let next = 0;
  const found: Findings = {
    groups: 0,
    names: new Map(),
    begins: false,
    ends: 'no',
    boundary: false,
    caseless: false,
  };
  return {
    found,
    depth: { value: 0 },
    place: () => next,
    peek: (ahead = 0) => text[next + ahead] ?? '',
    next() {
      const sign = String.fromCodePoint(text.codePointAt(next) ?? 0);
      next += sign.length;
      return sign;
    },
    take(wanted) {
      if (!text.startsWith(wanted, next)) return false;
      next += wanted.length;
      return true;
    },
    match(expression) {
      const sticky = new RegExp(expression.source, 'y');
      sticky.lastIndex = next;
      const match = sticky.exec(text) ?? undefined;
      if (match) next = sticky.lastIndex;
      return match;
    },
    rest: () => text.slice(next),
    invalid(why) {
      throw new QueryRefused('INVALID_ARGUMENTS', {
        at,
        en: `Invalid pattern '${text}': ${why}`,
        zh: `正则表达式 '${text}' 有误：${why}`,
      });
    },
    unsupported(what, instead) {
      throw notSupported(at, `${what} in the pattern '${text}'`, instead);
    },
  };
}
