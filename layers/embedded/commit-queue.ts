/**
 * Group commit. Writers hand in closures; those of one turn of the event loop share one transaction and with it one
 * sync of the disk. Each runs in a savepoint of its own: a failed condition undoes that closure and no other.
 */
import type { DatabaseSync } from 'node:sqlite';
import { nameStorageFault } from './storage-errors.ts';

interface CommitCounters {
  /** Transactions, each one sync of the write-ahead log. */
  commits: number;
  /** Closures that went through. */
  writes: number;
}

export interface CommitQueue {
  /**
   * Runs `write` inside the next transaction; resolves with its result when that is durable.
   * `write` is synchronous and may throw: then only its own changes are undone.
   * @throws DiskFull, FolderReadOnly, DatabaseBusy, DiskFault
   */
  run<T>(write: (database: DatabaseSync) => T): Promise<T>;
  readonly counters: Readonly<CommitCounters>;
  /** Commits what waits. Further writes are refused. */
  close(): void;
}

interface Waiting {
  readonly write: (database: DatabaseSync) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** More would let one transaction block the event loop for long. */
const mostPerCommit = 500;

/** @returns what to tell the writer once the transaction is durable */
function runInSavepoint(database: DatabaseSync, waiting: Waiting): () => void {
  database.exec('savepoint write');
  try {
    const value = waiting.write(database);
    database.exec('release write');
    return () => waiting.resolve(value);
  } catch (error) {
    // A full disk or an I/O error rolls the whole transaction back: then there is nothing left to go on with.
    if (!database.isTransaction) throw error;
    database.exec('rollback to write; release write');
    return () => waiting.reject(nameStorageFault(error));
  }
}

function commitTogether(database: DatabaseSync, batch: readonly Waiting[], beforeCommit: () => void): void {
  const answers: (() => void)[] = [];
  try {
    database.exec('begin immediate');
    for (const waiting of batch) answers.push(runInSavepoint(database, waiting));
    beforeCommit();
    database.exec('commit');
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    const named = nameStorageFault(error);
    for (const waiting of batch) waiting.reject(named);
    return;
  }
  for (const answer of answers) answer();
}

/** `beforeCommit` is for fault tests: what it throws fails the transaction. */
export function createCommitQueue(
  database: DatabaseSync,
  options: { beforeCommit?: () => void } = {},
): CommitQueue {
  const counters: CommitCounters = { commits: 0, writes: 0 };
  const waiting: Waiting[] = [];
  let scheduled = false;
  let closed = false;

  function flush(): void {
    scheduled = false;
    const batch = waiting.splice(0, mostPerCommit);
    if (batch.length === 0) return;
    if (waiting.length > 0) schedule();
    counters.commits += 1;
    counters.writes += batch.length;
    commitTogether(database, batch, options.beforeCommit ?? (() => {}));
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  }

  return {
    counters,
    run: <T>(write: (database: DatabaseSync) => T) =>
      new Promise<T>((resolve, reject) => {
        if (closed) return reject(new Error('the home is closed; open it again'));
        waiting.push({ write, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      }),
    close() {
      closed = true;
      while (waiting.length > 0) flush();
    },
  };
}
