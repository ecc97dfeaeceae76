/** The one SQLite file of an embedded home: records, indexes, queues, objects, catalog. */
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Refused } from '../core/errors.ts';
import { nameStorageFault } from './storage-errors.ts';

/** Raised with every change of the tables. */
const schemaVersion = 1;

/** Keys are BLOBs: SQLite then orders them by their UTF-8 bytes and stops at no NUL. Inline bytes come last in their
 * row, so that listing does not read them. */
const schema = `
create table records(key blob primary key, version integer not null, value text not null, entries text not null);
create table record_index(
  name text not null, partition blob not null, sort blob not null, key blob not null,
  primary key(name, partition, sort, key)) without rowid;
create table messages(
  seq integer primary key autoincrement, queue text not null, grp blob not null, body text not null,
  visible_at integer not null, receives integer not null default 0, dead integer not null default 0, last_error text);
create index messages_by_group on messages(queue, dead, grp, seq);
create table message_groups(
  queue text not null, grp blob not null, served integer not null, primary key(queue, grp)) without rowid;
create table objects(
  key blob primary key, size integer not null, sha256 text not null, put_at integer not null, file text, inline blob);
create unique index objects_by_file on objects(file) where file is not null;
create table uploads(id text primary key, key blob not null, begun_at integer not null, done integer not null default 0);
create table upload_parts(
  upload text not null, number integer not null, size integer not null, sha256 text not null, file text not null,
  primary key(upload, number)) without rowid;
create unique index upload_parts_by_file on upload_parts(file);
create table lake_tables(
  database text not null, name text not null, definition text not null, primary key(database, name)) without rowid;
create table lake_partitions(
  database text not null, name text not null, vals text not null, location text not null,
  primary key(database, name, vals)) without rowid;
`;

/**
 * WAL with a sync a commit: what is committed survives a power cut. macOS needs to be asked for a real sync.
 * Checkpoints are made by `keepLogShort`, which counts them.
 */
const settings = `
pragma journal_mode = wal;
pragma synchronous = full;
pragma fullfsync = 1;
pragma busy_timeout = 5000;
pragma wal_autocheckpoint = 0;
pragma foreign_keys = off;
pragma journal_size_limit = 67108864;
pragma cache_size = -32768;
`;

function migrate(database: DatabaseSync): void {
  const found = (database.prepare('pragma user_version').get() as { user_version: number }).user_version;
  if (found === schemaVersion) return;
  if (found !== 0)
    throw new Refused(
      'newer-data',
      `the data folder has form ${found}, this program knows form ${schemaVersion}; start it with the program's newer version`,
      `数据目录的格式版本为 ${found}，本程序只认识版本 ${schemaVersion}；请使用较新版本的程序启动`,
    );
  database.exec(`begin immediate; ${schema} pragma user_version = ${schemaVersion}; commit;`);
}

/** Bytes of the write-ahead log above which it is carried into the database: seldom, and not for long. */
const longestLog = 8 * 1024 ** 2;

/**
 * Keeps the write-ahead log of an opened database short. Called after a commit; one that cannot be made now, because
 * somebody reads or the disk is full, is made after a later commit: what is committed is safe in the log.
 * @returns was there a checkpoint?
 */
export function keepLogShort(database: DatabaseSync, path: string): () => boolean {
  const log = `${path}-wal`;
  const size = () => statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  return () => {
    if (size() < longestLog) return false;
    try {
      database.exec('pragma busy_timeout = 0; pragma wal_checkpoint(truncate); pragma busy_timeout = 5000');
    } catch {
      database.exec('pragma busy_timeout = 5000');
    }
    return size() === 0;
  };
}

/**
 * Opens the database, making its tables the first time. `path` may be `:memory:` in tests.
 * @throws Refused `newer-data`, FolderReadOnly, DiskFull, DatabaseBusy
 */
export function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path);
    database.exec(settings);
    migrate(database);
    return database;
  } catch (error) {
    throw nameStorageFault(error);
  }
}
