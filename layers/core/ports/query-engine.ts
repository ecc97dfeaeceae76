/** Answers questions to the lake. Here: the current state of a resource with filters. */
import type { RowsQuery } from './refinery.ts';

export interface QueryEngine {
  /** Rows as JSON values: decimals as text, dates as ISO text. */
  rows(query: RowsQuery): AsyncIterable<Record<string, unknown>>;
}
