/** What a statement came to, on either side, in one form that can be compared. */
import type { SqlType } from '../../layers/core/sql/types.ts';

/**
 * As Trino's client protocol says it, but every number as text: NULL is null; an array and a row are lists; a map is
 * its pairs. JSON writes it and reads it back unchanged.
 */
export type Cell = string | boolean | null | readonly Cell[] | { readonly pairs: readonly Pair[] };
export type Pair = readonly [key: Cell, value: Cell];

/** `type` is text where this home has no such type. */
export interface AnswerColumn {
  readonly name: string;
  readonly type: SqlType | string;
}

export interface Answer {
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Refused by name before it ran, or failed in running. */
export interface Failure {
  readonly failure: 'refused' | 'failed';
  readonly code: string;
  readonly message: string;
}

export type Outcome = Answer | Failure;

export const isFailure = (outcome: Outcome): outcome is Failure => 'failure' in outcome;
