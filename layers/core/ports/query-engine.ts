/** Answers questions to the lake. Here: the current state of a resource, or of a view joined from several, with filters. */
import type { RowsQuery } from './refinery.ts';

export interface QueryEngine {
  /** Rows as JSON values: decimals as text, dates as ISO text. In the same order each time. */
  rows(query: RowsQuery): AsyncIterable<Record<string, unknown>>;
}
