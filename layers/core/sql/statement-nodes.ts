/** Statements: queries, and all that is done with tables beside. */
import type { Expression, Name, Placed, Query, TypeName } from './ast.ts';

export type Statement =
  | Query
  | CreateView
  | CreateTableAs
  | CreateTable
  | Insert
  | Unload
  | Drop
  | Show
  | Describe
  | Explain
  | Prepare
  | Execute
  | Deallocate
  | Repair
  | AlterTable;

/** `WITH (format = 'PARQUET', partitioned_by = ARRAY['a'])`; names in lower case. */
export type Properties = readonly { readonly name: Name; readonly value: Expression }[];

export interface CreateView extends Placed {
  readonly kind: 'create-view';
  readonly name: readonly Name[];
  readonly replace: boolean;
  readonly query: Query;
  /** The query as it was written. */
  readonly text: string;
}

export interface CreateTableAs extends Placed {
  readonly kind: 'create-table-as';
  readonly name: readonly Name[];
  readonly ifNotExists: boolean;
  readonly properties: Properties;
  readonly columns: readonly Name[];
  readonly query: Query;
  readonly withData: boolean;
}

/** Hive DDL as Athena takes it; types as written there (`string`, `int`, `decimal(18,2)`, `array<string>`). */
export interface CreateTable extends Placed {
  readonly kind: 'create-table';
  readonly external: boolean;
  readonly name: readonly Name[];
  readonly ifNotExists: boolean;
  readonly columns: readonly HiveColumn[];
  readonly partitionedBy: readonly HiveColumn[];
  readonly comment?: string;
  readonly rowFormat?: RowFormat;
  /** A format's name in lower case (`parquet`), or the class of the input format. */
  readonly storedAs?: string;
  readonly location?: string;
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

/** `ROW FORMAT SERDE '…' WITH SERDEPROPERTIES (…)`; DELIMITED has no SerDe, and `field.delim` and the like. */
export interface RowFormat {
  readonly serde?: string;
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

export interface HiveColumn extends Placed {
  readonly name: Name;
  readonly type: TypeName;
  readonly comment?: string;
}

export interface Insert extends Placed {
  readonly kind: 'insert';
  readonly into: readonly Name[];
  readonly columns: readonly Name[];
  readonly query: Query;
}

export interface Unload extends Placed {
  readonly kind: 'unload';
  readonly query: Query;
  readonly to: string;
  readonly properties: Properties;
}

export interface Drop extends Placed {
  readonly kind: 'drop';
  readonly what: 'table' | 'view' | 'database';
  readonly name: readonly Name[];
  readonly ifExists: boolean;
}

export interface Show extends Placed {
  readonly kind: 'show';
  readonly what:
    | 'databases'
    | 'tables'
    | 'views'
    | 'columns'
    | 'partitions'
    | 'create-table'
    | 'create-view'
    | 'tblproperties'
    | 'functions';
  /** The table, or the database that is listed. */
  readonly of: readonly Name[];
  /** `LIKE '…'`, or the pattern that SHOW TABLES 'a*|b' takes. */
  readonly pattern?: string;
}

export interface Describe extends Placed {
  readonly kind: 'describe';
  readonly name: readonly Name[];
  readonly detail: 'plain' | 'extended' | 'formatted';
}

export interface Explain extends Placed {
  readonly kind: 'explain';
  readonly analyze: boolean;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly statement: Statement;
}

export interface Prepare extends Placed {
  readonly kind: 'prepare';
  readonly name: Name;
  /** What is prepared, as written. */
  readonly text: string;
  readonly statement: Statement;
}

export interface Execute extends Placed {
  readonly kind: 'execute';
  readonly name: Name;
  readonly using: readonly Expression[];
}

export interface Deallocate extends Placed {
  readonly kind: 'deallocate';
  readonly name: Name;
}

/** `MSCK REPAIR TABLE t`. */
export interface Repair extends Placed {
  readonly kind: 'repair';
  readonly name: readonly Name[];
}

/** `ALTER TABLE t ADD [IF NOT EXISTS] PARTITION (a = 'x') LOCATION '…'` and `DROP PARTITION`. */
export interface AlterTable extends Placed {
  readonly kind: 'alter-table';
  readonly name: readonly Name[];
  readonly action: 'add-partitions' | 'drop-partitions';
  /** IF NOT EXISTS, IF EXISTS. */
  readonly lenient: boolean;
  readonly partitions: readonly {
    readonly values: readonly { readonly name: Name; readonly value: string }[];
    readonly location?: string;
  }[];
}
