/** What a cast is in DuckDB's SQL. */

export type Written =
  /** The carrier's value is already the one wanted. */
  | { readonly kind: 'same' }
  | {
      /** `sure`: no value fails, or fails in TRY_CAST as well. */
      readonly kind: 'sure' | 'may-fail';
      readonly sql: (value: string) => string;
      /** Whether `sql` names the value more than once. */
      readonly usesTwice: boolean;
      /** What comes before; where that raises, TRY_CAST raises as well. */
      readonly first?: (value: string) => string;
      /** The same, and needed in TRY_CAST alone: else `sql` raises by itself. */
      readonly guard?: (value: string) => string;
    };

export const same: Written = { kind: 'same' };

/** Never fails. */
export const sure = (sql: (value: string) => string): Written => ({ kind: 'sure', sql, usesTwice: false });

/** Raises on some values, and gives NULL on them when tried. */
export const mayFail = (sql: (value: string) => string): Written => ({
  kind: 'may-fail',
  sql,
  usesTwice: false,
});

/** The same with the value named more than once. */
export const twice = (written: Written): Written =>
  written.kind === 'same' ? written : { ...written, usesTwice: true };
