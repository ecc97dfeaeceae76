/**
 * Records: small JSON documents under a key, each with a version, changed only by transactions. Cloud: one DynamoDB
 * table. Embedded: SQLite with group commit, keeping the cloud's limits: 400 kB an item, 100 writes a transaction,
 * indexes that may lag.
 */

/** The indexes a record may stand in. What an index shows may be stale: read it again by key before deciding. */
export const indexNames = ['owner', 'topic', 'due'] as const;
export type IndexName = (typeof indexNames)[number];
/** Partition and sort value of each index the record stands in. Sort values compare as UTF-8 bytes. */
export type IndexEntries = Partial<Record<IndexName, readonly [partition: string, sort: string]>>;

export interface Stored {
  readonly key: string;
  /** 1 when first written, one more with each change. */
  readonly version: number;
  readonly value: unknown;
}

/** `expect` is the version the record must have; 0: it must not be there. */
export type Write =
  | {
      readonly put: string;
      readonly value: unknown;
      readonly expect: number;
      readonly indexes?: IndexEntries;
    }
  | { readonly remove: string; readonly expect?: number }
  | { readonly check: string; readonly expect: number };

/** `totalBytes`: of all items of one transaction together. */
export const transactionLimits = { writes: 100, itemBytes: 400_000, totalBytes: 4_000_000 } as const;

export interface IndexPage {
  readonly items: readonly Stored[];
  readonly next?: string;
}

export interface CommitOptions {
  /** It may be lost in a power cut, but never while anything committed later is kept. */
  readonly lossy?: boolean;
}

export interface Records {
  /** Reads by key, consistently. */
  get(key: string): Promise<Stored | undefined>;
  /** Up to 100 keys at once, each consistent; the answer is in the order asked. */
  getMany(keys: readonly string[]): Promise<readonly (Stored | undefined)[]>;
  /**
   * Items of one partition of an index in the order of their sort values, `from` and `to` included. May be stale.
   * `limit` is 100 unless given, at most 1,000; a page may hold fewer: go on while there is a `next`.
   */
  query(
    index: IndexName,
    partition: string,
    options?: { from?: string; to?: string; after?: string; limit?: number; descending?: boolean },
  ): Promise<IndexPage>;
  /**
   * All or nothing, durable when it resolves, unless the caller can bear a loss.
   * @throws ConditionFailed naming each key that had moved
   * @throws InvalidInput over 100 writes, an item over 400 kB, over 4 MB in all, or one key twice
   */
  commit(writes: readonly Write[], options?: CommitOptions): Promise<void>;
}
