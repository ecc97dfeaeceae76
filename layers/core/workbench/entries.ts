/** Tables and views of a workspace, read by name for a change. */
import type { WorkspaceEntry } from '../../../schemas/workbench.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, type Held } from '../records.ts';
import { QueryRefused } from '../sql/refused.ts';
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

const words = { table: '表', view: '视图' } as const;

/** It is there, and something else. */
export const otherKind = (
  { database, table }: TablePlace,
  what: keyof typeof words,
  at: number,
): QueryRefused => {
  const is = what === 'table' ? 'view' : 'table';
  return new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: `${database}.${table} is a ${is}, not a ${what}`,
    zh: `${database}.${table} 是${words[is]}，不是${words[what]}`,
    instead: `DROP ${is.toUpperCase()} ${database}.${table}`,
  });
};

export const notATable = ({ database, table }: TablePlace, what: keyof typeof words): QueryFailed =>
  new QueryFailed(
    'TABLE_NOT_FOUND',
    `there is no ${what} ${database}.${table} in your workspace; see SHOW TABLES IN ${database}`,
    `工作区中没有${words[what]} ${database}.${table}，可用 SHOW TABLES IN ${database} 查看`,
  );
