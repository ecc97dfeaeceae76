/**
 * A query that is not run, and why. The portable SQL is never answered otherwise than Athena would answer: what cannot
 * be answered alike is refused by name, with its place and, where there is one, what to write instead.
 */
import { ShuiyuanError } from '../errors.ts';

/** Athena's own names of what is wrong with a text; `NOT_SUPPORTED`: Athena has it and this home has not. */
export type RefusalCode =
  | 'SYNTAX_ERROR'
  | 'TABLE_NOT_FOUND'
  | 'SCHEMA_NOT_FOUND'
  | 'COLUMN_NOT_FOUND'
  | 'AMBIGUOUS_NAME'
  | 'AMBIGUOUS_FUNCTION_CALL'
  | 'FUNCTION_NOT_FOUND'
  | 'TYPE_MISMATCH'
  | 'INVALID_LITERAL'
  | 'EXPRESSION_NOT_AGGREGATE'
  | 'EXPRESSION_NOT_SCALAR'
  | 'EXPRESSION_NOT_IN_DISTINCT'
  | 'NESTED_AGGREGATION'
  | 'MISSING_OVER'
  | 'MISSING_ORDER_BY'
  | 'MISSING_COLUMN_ALIASES'
  | 'DUPLICATE_NAMED_QUERY'
  | 'DUPLICATE_COLUMN_NAME'
  | 'INVALID_ARGUMENTS'
  | 'PERMISSION_DENIED'
  | 'NOT_SUPPORTED';

export interface Refusal {
  /** Offset in the text. */
  readonly at: number;
  readonly en: string;
  readonly zh: string;
  /** What to write instead, as SQL. */
  readonly instead?: string;
}

/** Thrown before anything is run. */
export class QueryRefused extends ShuiyuanError {
  override readonly code: RefusalCode;
  override readonly status = 400;
  readonly at: number;
  readonly instead: string | undefined;

  constructor(code: RefusalCode, { at, en, zh, instead }: Refusal) {
    super(
      instead === undefined ? en : `${en}; write ${instead}`,
      instead === undefined ? zh : `${zh}；请改写为 ${instead}`,
    );
    this.code = code;
    this.at = at;
    this.instead = instead;
  }
}

/** The line and column of an offset, both from 1. */
export function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** In both languages, where it is more than words of SQL. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

/** Athena has it and this home has not. */
export function notSupported(at: number, what: string | Words, instead?: string): QueryRefused {
  const { en, zh } = typeof what === 'string' ? { en: what, zh: what } : what;
  return new QueryRefused('NOT_SUPPORTED', {
    at,
    en: `${en} is not to be had without a cloud`,
    zh: `本机不支持 ${zh}`,
    ...(instead === undefined ? {} : { instead }),
  });
}
