/** What passes between the host and a query child. */
import type { SqlRun } from '../../core/ports/sql-runner.ts';
import type { SqlLimits, WrittenFile } from '../../refinery/run-sql.ts';

export interface QueryJob {
  readonly run: SqlRun;
  readonly folder: string;
  readonly paths: ReadonlyMap<string, string>;
  readonly limits: SqlLimits;
}

export type QueryOutcome =
  | { readonly files: readonly WrittenFile[] }
  | { readonly code: string; readonly en: string; readonly zh: string };
