/**
 * What a power cut may leave of a home: its write-ahead log up to the end of any transaction that is not older than
 * the last sync. The log is kept in order, so nothing else is possible.
 */
import { copyFileSync, cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A transaction by where it ended in the log. */
export interface Committed {
  /** Bytes of the log once it was in. */
  readonly end: number;
  readonly synced: boolean;
}

export interface Watch {
  readonly transactions: readonly Committed[];
  /** Bytes of the log that were synced: what a cut at this moment leaves at least. */
  readonly durable: number;
  stop(): void;
}

const databaseOf = (folder: string): string => join(folder, 'home.sqlite');
const logOf = (folder: string): string => `${databaseOf(folder)}-wal`;
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Watches the commits of the one home that this process has open in `folder`. */
export function watchCommits(folder: string): Watch {
  const transactions: Committed[] = [];
  const real = DatabaseSync.prototype.exec;
  let synced = true;
  let durable = 0;
  DatabaseSync.prototype.exec = function exec(this: DatabaseSync, sql: string): void {
    real.call(this, sql);
    const mode = /^pragma synchronous = (full|normal)$/.exec(sql)?.[1];
    if (mode) synced = mode === 'full';
    if (sql !== 'commit') return;
    const end = sizeOf(logOf(folder));
    // A transaction whose only write failed on its condition leaves nothing.
    if (end > (transactions.at(-1)?.end ?? 0)) transactions.push({ end, synced });
    if (synced) durable = end;
  };
  return {
    transactions,
    get durable() {
      return durable;
    },
    stop: () => {
      DatabaseSync.prototype.exec = real;
    },
  };
}

/** Copies an open home with its log as it is; afterwards `cutAt` makes what a cut would have left. */
export function copyHome(folder: string, to: string): void {
  const ofThisProcess = ['home.sqlite-shm', 'host.json', 'scratch'];
  cpSync(folder, to, { recursive: true, filter: (path) => !ofThisProcess.includes(basename(path)) });
}

/** Makes a data folder with the first `end` bytes of the log; files that no row names lie there as after a cut. */
export function cutAt(copy: string, end: number, to: string): void {
  const log = logOf(copy);
  cpSync(copy, to, { recursive: true, filter: (path) => path !== log });
  writeFileSync(logOf(to), readFileSync(log).subarray(0, end));
}

/** What a database holds, as far as lossy writes change it. */
interface Contents {
  readonly objects: ReadonlySet<string>;
  readonly announcements: number;
  readonly quotas: number;
  readonly partitions: number;
  /** By number: how often it was taken. */
  readonly messages: ReadonlyMap<number, number>;
}

function contentsAt(copy: string, end: number, scratch: string): Contents {
  const path = join(scratch, 'looked-at.sqlite');
  copyFileSync(databaseOf(copy), path);
  writeFileSync(`${path}-wal`, readFileSync(logOf(copy)).subarray(0, end));
  const database = new DatabaseSync(path);
  const all = <T>(sql: string) => database.prepare(sql).all() as T[];
  const one = (sql: string) => all<{ n: number }>(sql)[0]?.n ?? 0;
  try {
    return {
      objects: new Set(
        all<{ key: string }>('select cast(key as text) as key from objects').map(({ key }) => key),
      ),
      announcements: one("select count(*) as n from records where cast(key as text) like 'announcement/%'"),
      quotas: one("select sum(version) as n from records where cast(key as text) like 'usage/%'"),
      partitions: one('select count(*) as n from lake_partitions'),
      messages: new Map(
        all<{ seq: number; receives: number }>('select seq, receives from messages').map((row) => [
          row.seq,
          row.receives,
        ]),
      ),
    };
  } finally {
    database.close();
  }
}

/** The kinds of write that are allowed to be lost. */
export const lossyKinds = [
  'live list',
  'ledger tree',
  'refinery object',
  'message sent',
  'message taken',
  'message settled',
  'announcement deleted',
  'partition registered',
  'quota counted',
] as const;
export type LossyKind = (typeof lossyKinds)[number];

const objectKind = (key: string): LossyKind[] => {
  if (key.startsWith('lake/live/')) return ['live list'];
  if (key.startsWith('ledger/')) return ['ledger tree'];
  return /^(lake\/raw|inbox|rejects)\//.test(key) ? ['refinery object'] : [];
};

function messageKinds(before: Contents, after: Contents): LossyKind[] {
  const kinds: LossyKind[] = [];
  for (const [seq, receives] of after.messages) {
    const known = before.messages.get(seq);
    if (known === undefined) kinds.push('message sent');
    else if (receives > known) kinds.push('message taken');
  }
  for (const seq of before.messages.keys()) if (!after.messages.has(seq)) kinds.push('message settled');
  return kinds;
}

function kindsBetween(before: Contents, after: Contents): Set<LossyKind> {
  const added = [...after.objects].filter((key) => !before.objects.has(key));
  return new Set([
    ...added.flatMap(objectKind),
    ...messageKinds(before, after),
    ...(after.announcements < before.announcements ? (['announcement deleted'] as const) : []),
    ...(after.partitions > before.partitions ? (['partition registered'] as const) : []),
    ...(after.quotas > before.quotas ? (['quota counted'] as const) : []),
  ]);
}

export interface LossyWrite {
  readonly kinds: ReadonlySet<LossyKind>;
  /** The log without it and all that came later. */
  readonly before: number;
}

/** The transactions that were not synced, and what was in each. */
export function lossyWrites(copy: string, transactions: readonly Committed[], scratch: string): LossyWrite[] {
  const found: LossyWrite[] = [];
  let [before, end] = [contentsAt(copy, 0, scratch), 0];
  for (const transaction of transactions) {
    const after = contentsAt(copy, transaction.end, scratch);
    if (!transaction.synced) found.push({ kinds: kindsBetween(before, after), before: end });
    [before, end] = [after, transaction.end];
  }
  return found;
}
