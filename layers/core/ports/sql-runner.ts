/**
 * Runs one statement that was translated, away from this process: neither a crash of native code nor a query that eats
 * the memory takes the home down. It decides nothing: which tables there are and who may read them is settled before.
 */
import type { RowsSource } from './refinery.ts';

/** A relation of the statement, under a name the user's text cannot contain. */
export type RunTable = { readonly name: string } & (
  | {
      /** The current state of a resource or view. */
      readonly of: 'state';
      readonly source: RowsSource;
      readonly items: readonly string[];
      /** A condition that each row must meet. */
      readonly filter?: string;
    }
  /** Rows as they were accepted, with `_batch` and `_line`. */
  | { readonly of: 'accepted'; readonly source: RowsSource }
  | {
      readonly of: 'objects';
      readonly keys: readonly string[];
      readonly columns: readonly { readonly name: string; readonly carrier: string }[];
    }
);

/** Where the rows go; every object is put once. */
export type RunOutput =
  /** One CSV in Athena's form; the statement's columns are text. */
  | { readonly to: 'csv'; readonly key: string; readonly names: readonly string[] }
  | {
      readonly to: 'parquet';
      /** `zstd` unless given. */
      readonly codec?: 'zstd' | 'gzip' | 'snappy';
      readonly prefix: string;
      readonly names: readonly string[];
      readonly partitionedBy: readonly string[];
      /** Of `partitionedBy`: files lie in folders of the values and do not repeat them, as other programs read them. */
      readonly inFolders?: boolean;
    }
  /** Lines of text for other programs. */
  | {
      readonly to: 'text' | 'json';
      readonly prefix: string;
      readonly names: readonly string[];
      readonly gzip: boolean;
      readonly delimiter: string;
    };

export interface SqlRun {
  readonly tables: readonly RunTable[];
  /** Run once before: macros and settings. */
  readonly prelude: string;
  /** One statement of DuckDB's, with columns `c1`, `c2`, … */
  readonly sql: string;
  readonly output: RunOutput;
}

export interface RunObject {
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
  /** Values of `partitionedBy`. */
  readonly partition: readonly (string | null)[];
}

export interface SqlRunner {
  /**
   * @param started told when it leaves the queue
   * @throws QueryFailed; whatever `signal` was aborted with
   */
  run(run: SqlRun, signal: AbortSignal, started: () => void): Promise<readonly RunObject[]>;
}
