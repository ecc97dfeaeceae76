/**
 * What the embedded identity provider keeps beside the records: sessions, grants and codes of OpenID Connect, its
 * signing keys, failed tries, and what was used once. A file of its own, for it changes with every sign-in and holds
 * nothing that the ledger answers for.
 */
import { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../core/errors.ts';
import { nameStorageFault } from '../storage-errors.ts';

const schemaVersion = 1;

const schema = `
create table artifacts(
  model text not null, id text not null, payload text not null, expires integer not null, consumed integer,
  grant_id text, uid text, user_code text, primary key(model, id)) without rowid;
create index artifacts_by_grant on artifacts(grant_id) where grant_id is not null;
create index artifacts_by_uid on artifacts(model, uid) where uid is not null;
create index artifacts_by_user_code on artifacts(model, user_code) where user_code is not null;
create index artifacts_by_end on artifacts(expires);
create table sign_ins(
  id text primary key, account text not null, kind text not null, client text not null, agent text not null,
  address text not null, since integer not null, seen integer not null) without rowid;
create index sign_ins_by_account on sign_ins(account);
create table attempts(
  name text primary key, failures integer not null, last_at integer not null) without rowid;
create table kept(
  kind text not null, id text not null, value text not null, expires integer not null,
  primary key(kind, id)) without rowid;
create table marks(kind text not null, id text not null, value integer not null, primary key(kind, id)) without rowid;
create table signing_keys(kid text primary key, key text not null, made integer not null) without rowid;
`;

const settings = `
pragma journal_mode = wal;
pragma synchronous = full;
pragma fullfsync = 1;
pragma busy_timeout = 5000;
`;

/** Opens the file, making its tables the first time. @throws Refused `newer-data`, FolderReadOnly, DiskFull */
export function openIdentityDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path);
    database.exec(settings);
    const { user_version: found } = database.prepare('pragma user_version').get() as { user_version: number };
    if (found === 0)
      database.exec(`begin immediate; ${schema} pragma user_version = ${schemaVersion}; commit;`);
    else if (found !== schemaVersion) throw newerData(found);
    return database;
  } catch (error) {
    throw nameStorageFault(error);
  }
}

const newerData = (found: number): Refused =>
  new Refused(
    'newer-data',
    `identity.sqlite has form ${found}, this program knows form ${schemaVersion}; start it with the newer version`,
    `identity.sqlite 的格式版本为 ${found}，本程序只认识版本 ${schemaVersion}；请使用较新版本的程序启动`,
  );
