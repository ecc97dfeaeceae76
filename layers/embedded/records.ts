/** Records on SQLite with the cloud's limits and its late indexes: see `index-lag.ts`. */
import type { DatabaseSync } from 'node:sqlite';
import { ConditionFailed, InvalidInput } from '../core/errors.ts';
import type { IndexEntries, Records, Stored, Write } from '../core/ports/records.ts';
import type { CommitQueue } from './commit-queue.ts';
import { createIndexLag, type IndexLag, type LagChoice } from './index-lag.ts';
import { queryIndex } from './record-index.ts';
import { type CheckedWrite, checkWrites, recordKeyBytes } from './record-limits.ts';

interface RecordsOptions {
  /** How late indexes show a change: 20 ms unless told otherwise. */
  readonly indexLag?: LagChoice;
  /** Milliseconds of a monotonic clock; the machine's own unless told otherwise. */
  readonly now?: () => number;
}

interface Row {
  version: number;
  value: string;
  entries: string;
}

/** What a commit replaced, for the indexes that still show it. */
interface Replaced {
  readonly key: string;
  readonly before: Row | undefined;
}

function prepare(database: DatabaseSync) {
  return {
    get: database.prepare('select version, value, entries from records where key = ?'),
    version: database.prepare('select version from records where key = ?'),
    put: database.prepare(
      `insert into records(key, version, value, entries) values (?, ?, ?, ?)
       on conflict(key) do update set version = excluded.version, value = excluded.value, entries = excluded.entries`,
    ),
    remove: database.prepare('delete from records where key = ?'),
    enter: database.prepare('insert into record_index(name, partition, sort, key) values (?, ?, ?, ?)'),
    leave: database.prepare(
      'delete from record_index where name = ? and partition = ? and sort = ? and key = ?',
    ),
  };
}
type Statements = ReturnType<typeof prepare>;

function eachEntry(
  entries: IndexEntries,
  use: (name: string, partition: Uint8Array, sort: Uint8Array) => void,
): void {
  for (const [name, entry] of Object.entries(entries))
    if (entry) use(name, Buffer.from(entry[0]), Buffer.from(entry[1]));
}

function failedKeys(statements: Statements, writes: readonly CheckedWrite[]): string[] {
  const moved = writes.filter(({ expect, bytes }) => {
    if (expect === undefined) return false;
    const row = statements.version.get(bytes) as { version: number } | undefined;
    return (row?.version ?? 0) !== expect;
  });
  return moved.map(({ key }) => key);
}

function applyWrite(statements: Statements, write: CheckedWrite): Replaced | undefined {
  if (write.kind === 'check') return undefined;
  const before = statements.get.get(write.bytes) as Row | undefined;
  if (before)
    eachEntry(JSON.parse(before.entries), (name, partition, sort) =>
      statements.leave.run(name, partition, sort, write.bytes),
    );
  if (write.kind === 'put') {
    const version = (before?.version ?? 0) + 1;
    statements.put.run(write.bytes, version, write.value, JSON.stringify(write.indexes));
    eachEntry(write.indexes, (name, partition, sort) =>
      statements.enter.run(name, partition, sort, write.bytes),
    );
  } else {
    statements.remove.run(write.bytes);
  }
  return { key: write.key, before };
}

function applyAll(statements: Statements, writes: readonly CheckedWrite[]): Replaced[] {
  const failed = failedKeys(statements, writes);
  if (failed.length > 0) throw new ConditionFailed(failed);
  return writes.flatMap((write) => applyWrite(statements, write) ?? []);
}

const toStored = (key: string, row: Row): Stored => ({
  key,
  version: row.version,
  value: JSON.parse(row.value),
});

function holdBack(lag: IndexLag, replaced: readonly Replaced[]): void {
  for (const { key, before } of replaced)
    lag.hold(key, before && { stored: toStored(key, before), entries: JSON.parse(before.entries) });
}

/** Makes the port. Values are JSON: what JSON cannot hold (undefined members, functions) is not kept. */
export function embeddedRecords(
  database: DatabaseSync,
  commits: CommitQueue,
  options: RecordsOptions = {},
): Records {
  const statements = prepare(database);
  const lag = createIndexLag(options.indexLag ?? 20, options.now ?? (() => performance.now()));

  function read(key: string): Stored | undefined {
    const row = statements.get.get(recordKeyBytes(key)) as Row | undefined;
    return row && toStored(key, row);
  }

  return {
    get: async (key) => read(key),
    async getMany(keys) {
      if (keys.length > 100)
        throw new InvalidInput(
          `at most 100 records are read at once, not ${keys.length}; read them in pages`,
          `一次最多读取 100 条记录，当前 ${keys.length} 条，请分页读取`,
        );
      return keys.map(read);
    },
    query: async (index, partition, range = {}) => queryIndex(database, lag, index, partition, range),
    async commit(writes: readonly Write[], { lossy = false } = {}) {
      const checked = checkWrites(writes);
      if (checked.length === 0) return;
      const run = lossy ? commits.runUnsynced : commits.run;
      holdBack(lag, await run(() => applyAll(statements, checked)));
    },
  };
}
