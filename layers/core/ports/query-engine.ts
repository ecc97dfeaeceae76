/**
 * Answers questions to the lake: the current state of a resource, or of a view joined from several, with filters; and
 * whatever is asked in SQL.
 */
import type { Execution } from '../../../schemas/workbench.ts';
import type { Principal } from '../identity/principal.ts';
import type { RowsQuery } from './refinery.ts';

export interface QueryEngine {
  /** Rows as JSON values: decimals as text, dates as ISO text. In the same order each time. */
  rows(query: RowsQuery): AsyncIterable<Record<string, unknown>>;
}

/** One statement of Athena engine v3 SQL. */
export interface QueryAsk {
  readonly text: string;
  /** Where tables without a database are looked for; `shared` unless given. */
  readonly database?: string | undefined;
  readonly workGroup?: string | undefined;
  /** What each `?` stands for, as literals of SQL. */
  readonly parameters?: readonly string[] | undefined;
}

/** A row as Athena writes it into its CSV; NULL is null. */
export interface QueryRow {
  readonly values: readonly (string | null)[];
  /** Give it back as `after` to go on behind this row. */
  readonly place: string;
}

/**
 * Statements asked by a principal, run beside the request and kept as records. Cloud: Athena. Embedded: translated and
 * run by DuckDB in a child process. Whoever calls has been let through by the table of rights.
 */
export interface QueryService {
  /** @returns the execution's number. What is wrong with the statement shows in its execution. */
  start(ask: QueryAsk, principal: Principal): Promise<string>;
  /** @throws NotFound for another's execution too */
  execution(id: string, principal: Principal): Promise<Execution>;
  /** One that has ended stays as it is. */
  stop(id: string, principal: Principal): Promise<void>;
  /**
   * Rows of one that succeeded, in order, from behind `after`.
   * @throws Refused `query-unfinished`, `query-closed` when its rows come from what the principal may no longer read
   */
  results(id: string, options: { readonly after?: string }, principal: Principal): AsyncIterable<QueryRow>;
}
