/** The lake's tables and partitions, in SQLite. */
import type { DatabaseSync } from 'node:sqlite';
import { NotFound } from '../core/errors.ts';
import type { LakeCatalog, LakePartition, LakeTable } from '../core/ports/lake-catalog.ts';
import type { CommitQueue } from './commit-queue.ts';

function prepare(database: DatabaseSync) {
  return {
    define: database.prepare(
      `insert into lake_tables(database, name, definition) values (?, ?, ?)
       on conflict do update set definition = excluded.definition`,
    ),
    find: database.prepare('select definition from lake_tables where database = ? and name = ?'),
    drop: database.prepare('delete from lake_tables where database = ? and name = ?'),
    dropPartitions: database.prepare('delete from lake_partitions where database = ? and name = ?'),
    register: database.prepare(
      'insert into lake_partitions(database, name, vals, location) values (?, ?, ?, ?) on conflict do nothing',
    ),
    partitions: database.prepare(
      'select vals, location from lake_partitions where database = ? and name = ? order by vals',
    ),
  };
}

const noTable = (database: string, name: string): NotFound =>
  new NotFound(
    `there is no table ${database}.${name}; define it first`,
    `没有表 ${database}.${name}，请先定义`,
  );

/** Makes the port. */
export function embeddedLakeCatalog(database: DatabaseSync, commits: CommitQueue): LakeCatalog {
  const statements = prepare(database);

  function find(inDatabase: string, name: string): LakeTable | undefined {
    const row = statements.find.get(inDatabase, name) as { definition: string } | undefined;
    return row && (JSON.parse(row.definition) as LakeTable);
  }

  function register(inDatabase: string, name: string, partitions: readonly LakePartition[]): void {
    if (!find(inDatabase, name)) throw noTable(inDatabase, name);
    for (const { values, location } of partitions)
      statements.register.run(inDatabase, name, JSON.stringify(values), location);
  }

  return {
    defineTable: (table) =>
      commits.run(() => void statements.define.run(table.database, table.name, JSON.stringify(table))),
    table: async (inDatabase, name) => find(inDatabase, name),
    dropTable: (inDatabase, name) =>
      commits.run(() => {
        statements.dropPartitions.run(inDatabase, name);
        statements.drop.run(inDatabase, name);
      }),
    registerPartitions: (inDatabase, name, partitions) =>
      // Whoever registers commits the parts next; registering makes nothing visible.
      commits.runUnsynced(() => register(inDatabase, name, partitions)),
    async partitions(inDatabase, name) {
      if (!find(inDatabase, name)) throw noTable(inDatabase, name);
      const rows = statements.partitions.all(inDatabase, name) as { vals: string; location: string }[];
      return rows.map(({ vals, location }) => ({ values: JSON.parse(vals) as string[], location }));
    },
  };
}
