/**
 * What a department unloaded, and who may read it now. A folder counts from the transaction that ends its query; it is
 * closed to whoever may no longer read what its rows were made of, as far as then.
 */

import { unloadedSchema } from '../../../schemas/work-group.ts';
import type { ReadSource } from '../../../schemas/workbench.ts';
import { NotFound, Refused } from '../errors.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import { find, findOr, kind } from '../records.ts';
import { closedSource } from './access.ts';
import type { Act, Performed } from './act.ts';
import { ownWorkspace } from './places.ts';

const unloaded = kind({
  name: 'unloaded',
  key: (workspace: string, folder: string) => `unloaded/${workspace}/${folder}`,
  schema: unloadedSchema,
});

/** Prefix of the objects of a workspace's folders. */
export const unloadedUnder = (workspace: string): string => `workspace/${workspace}/unload/`;

/** The folder becomes readable with the transaction that ends its query. */
export async function noteUnloaded(
  { ports, id }: Pick<Act, 'ports' | 'id'>,
  { workspace, folder }: { readonly workspace: string; readonly folder: string },
  sources: readonly ReadSource[],
): Promise<Performed['change']> {
  const value = { workspace, folder, query: id, sources: [...sources] };
  const held = await findOr(ports.records, unloaded, value, workspace, folder);
  return (transaction) =>
    transaction.put(unloaded, held, value, { action: 'rows unloaded', detail: { query: id } });
}

/** `a/b` and `a` of `a/b/0.parquet`, the nearest first. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

/**
 * Lets a principal read an object of his department's folders.
 * @param path behind `s3://workspace/`
 * @returns the object's key
 * @throws NotFound; Refused `unloaded-closed`
 */
export async function openUnloaded(
  ports: Pick<Ports, 'records' | 'clock'>,
  principal: Principal,
  path: string,
): Promise<string> {
  const own = ownWorkspace(principal);
  for (const folder of own === undefined ? [] : foldersAbove(path)) {
    const held = own === undefined ? undefined : await find(ports.records, unloaded, own, folder);
    if (!held || own === undefined) continue;
    const closed = await closedSource(ports, principal, held.value.sources);
    if (closed !== undefined) throw closedFolder(folder, closed);
    return `${unloadedUnder(own)}${path}`;
  }
  throw new NotFound(`there is no file ${path} in your workspace`, `工作区中没有文件 ${path}`);
}

const closedFolder = (folder: string, code: string): Refused =>
  new Refused(
    'unloaded-closed',
    `${folder} was unloaded from ${code}, which you may no longer read as far as then; ask for a grant`,
    `${folder} 由 ${code} 导出，现已无权按当时范围读取；请申请授权`,
  );
