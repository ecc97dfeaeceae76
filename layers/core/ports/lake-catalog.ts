/** Tables and partitions as analysts' tools see them. Registering makes nothing visible: the live list does that. */

export interface LakeTable {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly comment?: string }[];
  readonly partitionKeys: readonly { readonly name: string; readonly type: string }[];
  /** Key prefix in the object store. */
  readonly location: string;
  readonly comment?: string;
}

export interface LakePartition {
  readonly values: readonly string[];
  readonly location: string;
}

export interface LakeCatalog {
  /** Makes or changes a table; the same again changes nothing. */
  defineTable(table: LakeTable): Promise<void>;
  table(database: string, name: string): Promise<LakeTable | undefined>;
  /** Takes a table and its partitions out of the catalog, and no object. One that is not there is no error. */
  dropTable(database: string, name: string): Promise<void>;
  /** Registering a partition twice is no error. */
  registerPartitions(database: string, name: string, partitions: readonly LakePartition[]): Promise<void>;
  partitions(database: string, name: string): Promise<readonly LakePartition[]>;
}
