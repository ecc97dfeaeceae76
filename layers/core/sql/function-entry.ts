/** What is known of a function of Athena: its signatures and what DuckDB is told in its stead. */
import { parseSignature, type Signature } from './signature.ts';
import type { SqlType } from './types.ts';

/** A piece of DuckDB's SQL and the type that its value has in Athena. */
export interface Typed {
  readonly sql: string;
  readonly type: SqlType;
  /** Of a literal: its value, for functions that must know it before they run. NULL is `null`. */
  readonly constant?: string | number | boolean | null;
}

/** A call whose signature is chosen and whose arguments have become what it asks for. */
export interface BoundCall {
  /** As DuckDB's SQL, of the types in `arguments`. */
  readonly args: readonly string[];
  readonly arguments: readonly Typed[];
  readonly result: SqlType;
  /** Of the name in the text. */
  readonly at: number;
  /**
   * Of an aggregate or a window function: the call with its DISTINCT, ORDER BY, FILTER, IGNORE NULLS and OVER.
   * `aggregate('sum', 'x')` → `sum(DISTINCT x ORDER BY …) FILTER (WHERE …) OVER (…)`.
   */
  aggregate(name: string, ...args: readonly string[]): string;
}

export interface FunctionEntry {
  readonly kind: 'scalar' | 'aggregate' | 'window';
  readonly signature: Signature;
  /**
   * `$1` is the first argument, `$*` all of them with commas; or a function that may look at types and constants, and
   * refuse. Of an aggregate or window function a template names DuckDB's function in braces: `CAST({sum}($1) AS BIGINT)`
   * is `sum` with its DISTINCT, ORDER BY, FILTER and OVER.
   */
  readonly emit: string | ((call: BoundCall) => string);
  /** Its type, where the signature cannot say: `decimal(p, s)` by arithmetic, a row's fields. */
  readonly resultOf?: (args: readonly Typed[]) => SqlType;
  /** Trino gathers the map that it gives by hashes: it comes out in their order, which is not ours. */
  readonly hashed?: true;
}

type Options = Pick<FunctionEntry, 'resultOf' | 'hashed'>;

const entry =
  (kind: FunctionEntry['kind']) =>
  (signature: string, emit: FunctionEntry['emit'], options: Options = {}): FunctionEntry => ({
    kind,
    signature: parseSignature(signature),
    emit,
    ...options,
  });

export const scalar = entry('scalar');
export const aggregate = entry('aggregate');
export const windowed = entry('window');

/** A function that is documented for Athena and refused here, by name. */
export interface RefusedFunction {
  readonly name: string;
  /** Why, in both languages; and what to write instead, where there is something. */
  readonly en: string;
  readonly zh: string;
  readonly instead?: string;
}

/**
 * One subject's functions. `macros` are DuckDB's statements `CREATE OR REPLACE MACRO tr_…`, in the order they need. What
 * raises does so by `raise` of emit.ts, or in a macro by a cast that fails, `CAST('DIVISION_BY_ZERO: …' AS INTEGER)`:
 * DuckDB's `error()` cannot stand in TRY.
 */
export interface FunctionLibrary {
  readonly entries: readonly FunctionEntry[];
  readonly refused: readonly RefusedFunction[];
  readonly macros: readonly string[];
}
