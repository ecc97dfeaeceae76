/**
 * Removes what no table of a workspace names, a day after it was put: objects of tables that were dropped, and of
 * statements that died before their transaction. A query that began before the end is done by then.
 */
import type { Ports } from '../ports/index.ts';
import { find } from '../records.ts';
import { objectsUnder } from '../walk.ts';
import { workspaceEntries } from './kinds.ts';

export const eraseWorkspaces = (ports: Ports) => async (): Promise<{ objects: number }> => {
  const old = new Date(ports.clock.now().getTime() - ports.settings.eraseHours * 3_600_000);
  let objects = 0;
  for await (const { key, putAt } of objectsUnder(ports.objects, 'workspace/')) {
    if (putAt > old || !(await isAbandoned(ports, key, old.toISOString()))) continue;
    await ports.probe.at('erase-workspaces: object chosen');
    await ports.objects.remove(key);
    await ports.probe.at('erase-workspaces: object removed');
    objects += 1;
  }
  return { objects };
};

/** Read by key. What was unloaded stays. */
async function isAbandoned({ records }: Ports, key: string, old: string): Promise<boolean> {
  const [, database = '', table = ''] = /^workspace\/([^/]+)\/tables\/([^/]+)\//.exec(key) ?? [];
  if (table === '') return false;
  const entry = (await find(records, workspaceEntries, database, table))?.value;
  if (entry?.kind === 'dropped') return entry.at <= old;
  return entry?.kind !== 'table' || entry.objects.every((object) => object.key !== key);
}
