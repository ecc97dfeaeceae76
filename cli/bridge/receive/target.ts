/** A database as parcels are written into it. Small, so that each database is one file; what is written is decided elsewhere. */
import type { Manifest } from '../../../schemas/manifest.ts';
import type { Item } from '../../../schemas/resource.ts';
import type { Cell } from '../csv.ts';
import type { SourceColumn } from '../type-map.ts';

/** A column of the parcel and the table's column it goes into. */
export interface TargetColumn {
  readonly item: string;
  readonly type: Manifest['columns'][number]['type'];
  readonly column: SourceColumn;
}

/** Names of the staging table's columns: by the column's place in the parcel. */
export const stagedName = (index: number): string => `c${index}`;

export interface UpsertPlan {
  /** Quoted. */
  readonly table: string;
  /** What is written: a quoted column and its value out of the staging table `s`. */
  readonly values: readonly { readonly column: string; readonly value: string }[];
  /** Quoted columns of the key, and their staged columns; empty to append. */
  readonly keys: readonly { readonly column: string; readonly staged: string }[];
  /** The quoted column that tells which batch a row is of. */
  readonly batch: string;
  /** Ordinals in the staging table, both inclusive, and whatever else must hold of `s`. */
  readonly where: string;
}

export interface BuryPlan {
  /** Quoted. */
  readonly table: string;
  /** Of a row of the staging table `s`: it is a tombstone, it is of the table's row, and that one may go. */
  readonly where: readonly string[];
}

export interface TargetDialect {
  quote(name: string): string;
  text(value: string): string;
  /** A type of this database that holds all values of the column, exactly. */
  typeOf(column: Manifest['columns'][number], item: Item | undefined, isKey: boolean): string;
  /** Staged text as a value of the column. */
  cast(staged: string, target: TargetColumn): string;
  /** Type of the columns the bridge keeps of its own; `isKey`: they make up a key. */
  readonly ownType: string;
  /** Rows of a later batch are never overwritten by an earlier one. */
  upsert(plan: UpsertPlan): string;
  /** Led by the tombstones, which are few, into the table's key. */
  bury(plan: BuryPlan): string;
}

export interface Target {
  readonly dialect: TargetDialect;
  /** Undefined when there is no such table. */
  columns(table: string): Promise<readonly SourceColumn[] | undefined>;
  /** Columns of each unique index. */
  uniqueKeys(table: string): Promise<readonly (readonly string[])[]>;
  run(sql: string): Promise<number>;
  rows(sql: string): Promise<readonly Cell[][]>;
  /** Fills the temporary table `shuiyuan_stage` (n, c0, c1, …: all text) from a CSV without header. @returns rows */
  stage(path: string, columns: number): Promise<number>;
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** Is it a row that the database refuses, and no fault of the database or the network? @returns its code */
  rowFault(error: unknown): string | undefined;
  close(): Promise<void>;
}
