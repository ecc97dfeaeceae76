/** What compiling a definition and a mapping gives: SELECTs, and the meaning of the numbers in them. */
import type { Disguise } from './desensitise.ts';
import type { FindingLevel } from './rules.ts';

/** What a number in `_found` means. */
export interface CompiledFinding {
  readonly rule: string;
  readonly level: FindingLevel;
  readonly item?: string;
  /** 0-based column of the file. */
  readonly column?: number;
  readonly advice?: string;
}

export interface CompiledCleaning {
  readonly findings: readonly CompiledFinding[];
  /** Columns of the file the SELECT reads as c0, c1, …: VARCHAR, NULL when empty. */
  readonly width: number;
  /** Columns, and cells of refused rows, that are clear until their disguises are put on. */
  readonly disguises: readonly Disguise[];
  /**
   * The cheap look at every row: SELECT of the items by code, `_extra`, `_period`, the columns of `carry`, and `_raw`:
   * the cells of a row that needs `select`, NULL for one that is good as it stands.
   */
  sift(from: string, carry?: readonly string[]): string;
  /**
   * The thorough look: SELECT over a relation of c0, c1, …: the items by code, `_extra`, `_period`, `_found`, `_state`
   * (0 accepted, 1 refused, 2 ignored), `_cells` (of refused rows, or of all), and the columns of `carry`.
   */
  select(from: string, options?: { carry?: readonly string[]; allCells?: boolean }): string;
  /**
   * The rows as a department sends them that desensitises before the upload: SELECT of the items the file has by code,
   * as text, with `_found`, `_state` and `_at`; `from` has `_at`. Clear until the disguises are put on.
   */
  send(from: string): string;
}
