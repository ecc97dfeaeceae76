/**
 * Group commit. Writers hand in closures; those of one turn of the event loop share one transaction and with it one
 * sync of the disk. Each runs in a savepoint of its own: a failed condition undoes that closure and no other.
 *
 * Some writes need no sync of their own: those that are harmless to lose, or that count only once a later one names
 * them. The write-ahead log is kept in order, so a later sync makes all earlier ones durable; no write is lost in a
 * power cut while a later one is kept. A killed process loses none.
 */
import type { DatabaseSync } from 'node:sqlite';
import { nameStorageFault } from './storage-errors.ts';

interface CommitCounters {
  /** Transactions that were synced, each by one sync of the write-ahead log. */
  commits: number;
  /** Transactions that left the sync to a later one. */
  unsynced: number;
  /** Closures that went through. */
  writes: number;
  /** Times the write-ahead log was carried into the database; each syncs both. */
  checkpoints: number;
}

export interface CommitQueue {
  /**
   * Runs `write` inside the next transaction; resolves with its result when that is durable.
   * `write` is synchronous and may throw: then only its own changes are undone.
   * @throws DiskFull, FolderReadOnly, DatabaseBusy, DiskFault
   */
  run<T>(write: (database: DatabaseSync) => T): Promise<T>;
  /** As `run`, but it resolves before it is durable: see above. */
  runUnsynced<T>(write: (database: DatabaseSync) => T): Promise<T>;
  /** Somebody is at work who will write before long: while there are several, a sync waits for company. @returns ends it */
  beginWork(): () => void;
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

/** What became of a transaction: some of its writes may have been refused, and are tried anew at once. */
type Outcome = 'through' | 'some refused' | 'undone';

/** @returns what to tell the writer once the transaction is durable */
function runInSavepoint(
  database: DatabaseSync,
  waiting: Waiting,
): { readonly tell: () => void; readonly isRefused?: true } {
  database.exec('savepoint write');
  try {
    const value = waiting.write(database);
    database.exec('release write');
    return { tell: () => waiting.resolve(value) };
  } catch (error) {
    // A full disk or an I/O error rolls the whole transaction back: then there is nothing left to go on with.
    if (!database.isTransaction) throw error;
    database.exec('rollback to write; release write');
    return { tell: () => waiting.reject(nameStorageFault(error)), isRefused: true };
  }
}

function commitTogether(
  database: DatabaseSync,
  batch: readonly Waiting[],
  beforeCommit: () => void,
): Outcome {
  const answers: ReturnType<typeof runInSavepoint>[] = [];
  try {
    database.exec('begin immediate');
    for (const waiting of batch) answers.push(runInSavepoint(database, waiting));
    beforeCommit();
    database.exec('commit');
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    const named = nameStorageFault(error);
    for (const waiting of batch) waiting.reject(named);
    return 'undone';
  }
  for (const { tell } of answers) tell();
  return answers.some(({ isRefused }) => isRefused) ? 'some refused' : 'through';
}

/** Switches between syncing each commit, which is how a database is opened, and leaving it to a later one. */
function syncSwitch(database: DatabaseSync): (synced: boolean) => void {
  let now = true;
  return (synced) => {
    if (synced === now) return;
    database.exec(`pragma synchronous = ${synced ? 'full' : 'normal'}`);
    now = synced;
  };
}

interface QueueOptions {
  /** For fault tests: what it throws fails the transaction. */
  readonly beforeCommit?: () => void;
  /** Milliseconds of a monotonic clock; the machine's own unless told otherwise. */
  readonly now?: () => number;
  /** Called after each synced transaction. @returns was the write-ahead log carried into the database? */
  readonly checkpoint?: () => boolean;
}

/** After a shared sync the next one waits as long as that one took, so that more writes share it; never longer than this. */
const longestPause = 20;
/** So many at work are a backlog: their writes come anyway, and nobody looks at the clock for the single one. */
const severalAtWork = 4;
/** In a backlog syncs begin no closer together than this, in milliseconds. A write after a lull does not wait. */
const backlogPause = 75;

export function createCommitQueue(database: DatabaseSync, options: QueueOptions = {}): CommitQueue {
  const { beforeCommit = () => {}, now = () => performance.now(), checkpoint = () => false } = options;
  const counters: CommitCounters = { commits: 0, unsynced: 0, writes: 0, checkpoints: 0 };
  const waiting: { readonly synced: Waiting[]; readonly unsynced: Waiting[] } = { synced: [], unsynced: [] };
  const setSynced = syncSwitch(database);
  let scheduled: 'no' | 'unsynced' | 'synced' = 'no';
  let pausing: NodeJS.Timeout | undefined;
  let closed = false;
  let notBefore = 0;
  let atWork = 0;

  /** Those that need no sync come first: what is synced may name what they wrote. */
  function flush(): void {
    const due = closed || now() >= notBefore;
    scheduled = 'no';
    clearTimeout(pausing);
    const batch = waiting.unsynced.splice(0, mostPerCommit);
    const synced = due ? waiting.synced.splice(0, mostPerCommit - batch.length) : [];
    if (batch.length + synced.length > 0) commit([...batch, ...synced], synced.length > 0);
    schedule();
  }

  function commit(batch: readonly Waiting[], synced: boolean): void {
    counters.writes += batch.length;
    counters[synced ? 'commits' : 'unsynced'] += 1;
    const begun = now();
    try {
      setSynced(synced);
    } catch (error) {
      for (const { reject } of batch) reject(nameStorageFault(error));
      return;
    }
    const outcome = commitTogether(database, batch, beforeCommit);
    if (!synced) return;
    const ended = now();
    notBefore = ended + pauseAfter(outcome, batch.length, ended - begun);
    if (checkpoint()) counters.checkpoints += 1;
  }

  /** Writers for one record go through one a transaction: while any were refused, the next may not wait long. */
  function pauseAfter(outcome: Outcome, writes: number, took: number): number {
    if (atWork >= severalAtWork) return outcome === 'some refused' ? longestPause : backlogPause;
    return writes > 1 ? Math.min(took, longestPause) : 0;
  }

  function schedule(): void {
    const wanted = waiting.unsynced.length > 0 ? 'unsynced' : waiting.synced.length > 0 ? 'synced' : 'no';
    if (wanted === 'no' || scheduled === 'unsynced' || scheduled === wanted) return;
    scheduled = wanted;
    const pause = wanted === 'synced' ? notBefore - now() : 0;
    if (pause > 1) pausing = setTimeout(flush, pause);
    else setImmediate(flush);
  }

  const runIn =
    (list: Waiting[]) =>
    <T>(write: (database: DatabaseSync) => T) =>
      new Promise<T>((resolve, reject) => {
        if (closed) return reject(new Error('the home is closed; open it again'));
        list.push({ write, resolve: resolve as (value: unknown) => void, reject });
        schedule();
      });

  return {
    counters,
    run: runIn(waiting.synced),
    runUnsynced: runIn(waiting.unsynced),
    beginWork() {
      atWork += 1;
      return () => {
        atWork -= 1;
      };
    },
    close() {
      closed = true;
      while (waiting.synced.length + waiting.unsynced.length > 0) flush();
    },
  };
}
