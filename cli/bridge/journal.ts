/**
 * The bridge's journal: one SQLite file at the department, with the queue of what is to be sent, how far each job has
 * come, and which parcels were applied. An entry is in it only once its file is on the disk, and its position and its
 * successor's beginning are one: whoever dies goes on exactly where the last entry ends.
 */
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

export type EntryState = 'queued' | 'sent' | 'accepted' | 'done' | 'refused';

export interface Entry {
  readonly job: string;
  /** From 1, in the order of reading. */
  readonly number: number;
  /** Name under the queue's folder. */
  readonly file: string;
  /** Name the platform sees. */
  readonly fileName: string;
  readonly rows: number | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly coverage: string | null;
  /** Where reading goes on after it; JSON of the reader's own. */
  readonly position: string | null;
  readonly state: EntryState;
  /** What is sent in its place, desensitised, and by which version of the description. */
  readonly prepared: string | null;
  readonly preparedVersion: number | null;
  /** Tickets asked for: above 0 where an earlier one ended before its bytes came. */
  readonly attempt: number;
  readonly ticket: string | null;
  readonly batch: string | null;
  /** Rows the platform refused. */
  readonly refusedRows: number | null;
  readonly problem: string | null;
  readonly madeAt: string;
  readonly doneAt: string | null;
}

export type NewEntry = Omit<
  Entry,
  | 'number'
  | 'state'
  | 'prepared'
  | 'preparedVersion'
  | 'attempt'
  | 'ticket'
  | 'batch'
  | 'refusedRows'
  | 'problem'
  | 'doneAt'
>;

export interface AppliedParcel {
  readonly parcel: string;
  readonly job: string;
  readonly sha256: string;
  readonly rows: number;
  readonly rejected: number;
  /** JSON file of refused rows; null when there are none. */
  readonly rejects: string | null;
  readonly at: string;
}

export interface Journal {
  /** Of this journal and no other: names of what is sent out of it begin with it. */
  readonly id: string;
  /** Adds an entry behind the last of its job. */
  add(entry: NewEntry): Entry;
  change(entry: Entry, change: Partial<Pick<Entry, ChangedByState>>): Entry;
  /** Of a job, or all; oldest first. */
  open(job?: string): readonly Entry[];
  last(job: string): Entry | undefined;
  /** Was a file of this name and digest taken before, and not dropped? */
  hasFile(job: string, fileName: string, sha256: string): boolean;
  /** Where reading goes on: behind the last entry, whatever became of it. */
  position(job: string): string | undefined;
  /** What the platform has: behind the last entry that is done. */
  acceptedPosition(job: string): string | undefined;
  /** Forgets what is not accepted, so that it is read anew. @returns the files */
  drop(job: string): readonly string[];
  /** Forgets how far a job has come: it is read from its beginning. */
  forget(job: string): void;
  addParcel(parcel: AppliedParcel): void;
  parcel(id: string): AppliedParcel | undefined;
  counts(): readonly {
    readonly job: string;
    readonly state: EntryState;
    readonly entries: number;
    readonly rows: number;
  }[];
  parcels(): readonly {
    readonly job: string;
    readonly parcels: number;
    readonly rows: number;
    readonly rejected: number;
  }[];
  close(): void;
}

type ChangedByState =
  | 'state'
  | 'prepared'
  | 'preparedVersion'
  | 'attempt'
  | 'ticket'
  | 'batch'
  | 'problem'
  | 'doneAt'
  | 'refusedRows';

const tables = `
create table if not exists entries (
  job text not null, number integer not null, file text not null, fileName text not null, rows integer,
  bytes integer not null, sha256 text not null, coverage text, position text, state text not null,
  prepared text, preparedVersion integer, attempt integer not null default 0, ticket text,
  batch text, refusedRows integer, problem text, madeAt text not null, doneAt text,
  primary key (job, number)) strict;
create table if not exists journal (id text not null) strict;
create index if not exists entries_open on entries (state) where state <> 'done';
create table if not exists parcels (
  parcel text primary key, job text not null, sha256 text not null, rows integer not null,
  rejected integer not null, rejects text, at text not null) strict;`;

const isOpenSql = "state in ('queued', 'sent', 'accepted', 'refused')";

/** Opens or makes it. Everything written is on the disk when a call returns. */
export function openJournal(path: string): Journal {
  const database = new DatabaseSync(path);
  database.exec(
    `pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 10000; ${tables}`,
  );
  const all = <T>(sql: string, ...values: (string | number | null)[]): T[] =>
    database
      .prepare(sql)
      .all(...values)
      .map((row) => ({ ...row }) as T);
  const one = <T>(sql: string, ...values: (string | number | null)[]): T | undefined =>
    all<T>(sql, ...values)[0];
  const run = (sql: string, ...values: (string | number | null)[]) =>
    void database.prepare(sql).run(...values);
  const find = (job: string, number: number): Entry => {
    const found = one<Entry>('select * from entries where job = ? and number = ?', job, number);
    if (!found) throw new Error(`the journal has no entry ${job} ${number}`);
    return found;
  };

  run('insert into journal select ? where not exists (select 1 from journal)', randomUUID());
  const { id } = one<{ id: string }>('select id from journal') as { id: string };

  return {
    id,
    add(entry) {
      const sql = `insert into entries (job, number, file, fileName, rows, bytes, sha256, coverage, position, state, madeAt)
        select ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'queued', ?9 from entries where job = ?1`;
      const { job, file, fileName, rows, bytes, sha256, coverage, position, madeAt } = entry;
      run(sql, job, file, fileName, rows, bytes, sha256, coverage, position, madeAt);
      const { number } = one<{ number: number }>(
        'select max(number) as number from entries where job = ?',
        job,
      ) as { number: number };
      return find(job, number);
    },
    change(entry, change) {
      const now = { ...entry, ...change };
      run(
        `update entries set state = ?, prepared = ?, preparedVersion = ?, attempt = ?, ticket = ?, batch = ?,
         problem = ?, doneAt = ?, refusedRows = ? where job = ? and number = ?`,
        now.state,
        now.prepared,
        now.preparedVersion,
        now.attempt,
        now.ticket,
        now.batch,
        now.problem,
        now.doneAt,
        now.refusedRows,
        now.job,
        now.number,
      );
      return now;
    },
    open: (job) =>
      job === undefined
        ? all(`select * from entries where ${isOpenSql} order by job, number`)
        : all(`select * from entries where job = ? and ${isOpenSql} order by number`, job),
    last: (job) => one('select * from entries where job = ? order by number desc limit 1', job),
    hasFile: (job, fileName, sha256) =>
      one('select 1 from entries where job = ? and fileName = ? and sha256 = ?', job, fileName, sha256) !==
      undefined,
    position: (job) =>
      one<{ position: string }>(
        'select position from entries where job = ? and position is not null order by number desc limit 1',
        job,
      )?.position,
    acceptedPosition: (job) =>
      one<{ position: string }>(
        "select position from entries where job = ? and position is not null and state = 'done' order by number desc limit 1",
        job,
      )?.position,
    drop(job) {
      const files = all<{ file: string }>(
        `delete from entries where job = ? and ${isOpenSql} returning file`,
        job,
      );
      return files.map(({ file }) => file);
    },
    forget: (job) => run("update entries set position = null, sha256 = '' where job = ?", job),
    addParcel: ({ parcel, job, sha256, rows, rejected, rejects, at }) =>
      run(
        'insert or replace into parcels values (?, ?, ?, ?, ?, ?, ?)',
        parcel,
        job,
        sha256,
        rows,
        rejected,
        rejects,
        at,
      ),
    parcel: (id) => one('select * from parcels where parcel = ?', id),
    counts: () =>
      all(
        `select job, state, count(*) as entries, coalesce(sum(rows), 0) as rows from entries
         group by job, state order by job, state`,
      ),
    parcels: () =>
      all(
        `select job, count(*) as parcels, sum(rows) as rows, sum(rejected) as rejected from parcels
         group by job order by job`,
      ),
    close: () => database.close(),
  };
}
