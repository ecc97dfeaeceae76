/**
 * Removes objects of published tables that no longer count, a day after they ceased to, and those of attempts that never
 * did, a day after they were put. A query that began before is done by then.
 */
import type { Ports } from '../ports/index.ts';
import { find } from '../records.ts';
import { objectsUnder } from '../walk.ts';
import { publishedFolder, publishedTables } from './kinds.ts';

export const erasePublished = (ports: Ports) => async (): Promise<{ objects: number }> => {
  const old = new Date(ports.clock.now().getTime() - ports.settings.eraseHours * 3_600_000);
  let objects = 0;
  for await (const { key, putAt } of objectsUnder(ports.objects, publishedFolder)) {
    if (putAt > old || !(await isAbandoned(ports, key, old.toISOString()))) continue;
    await ports.probe.at('erase-published: object chosen');
    await ports.objects.remove(key);
    await ports.probe.at('erase-published: object removed');
    objects += 1;
  }
  return { objects };
};

/** Read by key. */
async function isAbandoned({ records }: Ports, key: string, old: string): Promise<boolean> {
  const [resource = '', attempt = ''] = key.slice(publishedFolder.length).split('/');
  const table = (await find(records, publishedTables, resource))?.value;
  if (table?.made?.attempt === attempt) return false;
  return !table?.former.some((one) => one.attempt === attempt && one.until > old);
}
