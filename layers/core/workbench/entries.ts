/** Tables and views of a workspace, read by name for a change. */
import type { WorkspaceEntry } from '../../../schemas/workbench.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, type Held } from '../records.ts';
import { workspaceEntries } from './kinds.ts';
import type { TablePlace } from './places.ts';
import { QueryFailed } from './query-failed.ts';

/** What lies there, or did; version 0: nothing ever did. */
export async function entryAt(
  { records }: Pick<Ports, 'records'>,
  { database, table }: TablePlace,
): Promise<Held<WorkspaceEntry | undefined>> {
  const held = await find(records, workspaceEntries, database, table);
  return held ?? absent(workspaceEntries.key(database, table));
}

export const isThere = ({ value }: Held<WorkspaceEntry | undefined>): boolean =>
  value !== undefined && value.kind !== 'dropped';

export const takenName = ({ database, table }: TablePlace): QueryFailed =>
  new QueryFailed(
    'TABLE_ALREADY_EXISTS',
    `${database}.${table} already exists; drop it first, or choose another name`,
    `${database}.${table} 已存在，请先删除或换一个名称`,
  );

export const notATable = ({ database, table }: TablePlace, what: string): QueryFailed =>
  new QueryFailed(
    'TABLE_NOT_FOUND',
    `there is no ${what} ${database}.${table} in your workspace; see SHOW TABLES IN ${database}`,
    `工作区中没有 ${database}.${table}（${what}），可用 SHOW TABLES IN ${database} 查看`,
  );
