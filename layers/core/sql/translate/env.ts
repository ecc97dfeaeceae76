/** What a translation knows while it goes through a query. */
import type { Expression, Query, Window } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import type { SqlType } from '../types.ts';
import { type Frame, frameWithin, type QueryUse } from './frames.ts';
import type { Scope, ScopeColumn } from './scope.ts';

export interface SourceColumn {
  readonly name: string;
  readonly type: SqlType;
}

export interface SourceTable {
  readonly columns: readonly SourceColumn[];
  /** A relation of DuckDB: what stands after FROM. Its columns have exactly the names given. */
  readonly sql: string;
  /** Some rows or values are hidden from whoever asks: nothing of the query may run on them. */
  readonly guarded?: boolean;
}

export interface TableSource {
  /** By the parts of its name, `[schema, table]` or `[table]`; undefined: there is none. */
  table(parts: readonly string[]): SourceTable | undefined;
}

export interface OutputColumn {
  /** None: Athena numbers it, `_col0`. */
  readonly name?: string;
  readonly type: SqlType;
}

/** A query as DuckDB is told; its columns are called `c1`, `c2`, … */
export interface TranslatedQuery {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

/** A table of WITH, under its name in lower case. */
export interface CommonTableEntry {
  readonly alias: string;
  readonly columns: readonly OutputColumn[];
}

/** Who asks, and where; of what is not known nothing can be asked. */
export interface Session {
  readonly user?: string;
  /** The database that names without one mean. */
  readonly database?: string;
}

/** The state of one whole translation. */
export interface Translation {
  readonly catalog: TableSource;
  readonly parameters: readonly Expression[];
  /** In milliseconds since 1970: one moment for the whole query. */
  readonly now: number;
  readonly session: Session;
  /** Every table of the catalog that is read, as its name was written. */
  readonly tables: Map<string, readonly string[]>;
  /** Guarded relations, by their names in the text given to DuckDB. */
  readonly guarded: Map<string, { readonly alias: string; readonly sql: string }>;
  /** A name that nothing else has: `r1`, `r2`, … */
  fresh(prefix: string): string;
  expression(node: Expression, env: Env): Typed;
  query(node: Query, outer: Env, use: QueryUse): TranslatedQuery;
}

/** An expression that GROUP BY names: it is known as a whole, and may stand where its columns may not. */
export interface GroupingKey {
  readonly node: Expression;
  readonly value: Typed;
}

/** Where an expression stands. */
export interface Env {
  readonly all: Translation;
  readonly scope?: Scope;
  /** The query it is in. */
  readonly frame?: Frame;
  readonly commonTables: ReadonlyMap<string, CommonTableEntry>;
  /** Of a grouped query: what the arguments of its aggregates see. None: aggregates are not allowed here. */
  readonly rows?: Env;
  readonly keys?: readonly GroupingKey[];
  /** The columns and keys that GROUPING may name, by their text. */
  readonly grouped?: readonly string[];
  /** Windows by their names. None: window functions are not allowed here. */
  readonly windows?: ReadonlyMap<string, Window>;
  /** Said in the refusal where aggregates and windows are not allowed: `WHERE clause`. */
  readonly clause: string;
}

export const typed = (node: Expression, env: Env): Typed => env.all.expression(node, env);

/** An environment for a place where only plain expressions may stand. */
export const plainEnv = (
  { all, commonTables, frame }: Env,
  scope: Scope | undefined,
  clause: string,
): Env => ({
  all,
  commonTables,
  ...(scope ? { scope } : {}),
  ...(frame ? { frame } : {}),
  clause,
});

/** The columns of a query's own level. */
export const levelOf = (columns: readonly ScopeColumn[], { scope, frame }: Env): Scope => ({
  columns,
  ...(frame ? { frame } : {}),
  ...(scope ? { parent: scope } : {}),
});

/** Where a query within stands: it may read what is around, and is noted when it does. */
export const envWithin = (outer: Env, use: QueryUse): Env => ({
  ...outer,
  frame: frameWithin(outer.frame, use === 'derived table' ? use : `query in ${outer.clause}`),
});
