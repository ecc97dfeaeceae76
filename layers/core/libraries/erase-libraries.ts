/**
 * Removes objects of libraries that no longer count, a day after they ceased to, and those of attempts that never did, a
 * day after they were put. A query that began before is done by then. So go files of tables that were never handed in.
 */
import { dropAreas, parseDropKey } from '../exchange/drop-zone.ts';
import type { Ports } from '../ports/index.ts';
import { find, tickets } from '../records.ts';
import { objectsUnder } from '../walk.ts';
import { libraryFolder, libraryTables } from './kinds.ts';
import { platform } from './library-resource.ts';

export const eraseLibraries = (ports: Ports) => async (): Promise<{ objects: number }> => {
  const old = new Date(ports.clock.now().getTime() - ports.settings.eraseHours * 3_600_000);
  let objects = 0;
  for await (const { key, putAt } of objectsUnder(ports.objects, libraryFolder)) {
    if (putAt > old || !(await isAbandoned(ports, key, old.toISOString()))) continue;
    await ports.probe.at('erase-libraries: object chosen');
    await ports.objects.remove(key);
    await ports.probe.at('erase-libraries: object removed');
    objects += 1;
  }
  for (const area of dropAreas) objects += await eraseFiles(ports, `${area}/${platform.code}/`, old);
  return { objects };
};

/** Of an attempt that was replaced before anybody handed it in: no ticket will name them. */
async function eraseFiles(ports: Ports, prefix: string, old: Date): Promise<number> {
  let files = 0;
  for await (const { key, putAt } of objectsUnder(ports.objects, prefix)) {
    const id = parseDropKey(key)?.ticket ?? '';
    if (putAt > old || (await find(ports.records, tickets, id))) continue;
    await ports.probe.at('erase-libraries: object chosen');
    await ports.objects.remove(key);
    await ports.probe.at('erase-libraries: object removed');
    files += 1;
  }
  return files;
}

/** Read by key. */
async function isAbandoned({ records }: Ports, key: string, old: string): Promise<boolean> {
  const [id = '', attempt = ''] = key.slice(libraryFolder.length).split('/');
  const table = (await find(records, libraryTables, id))?.value;
  if (table?.made?.attempt === attempt) return false;
  return !table?.former.some((one) => one.attempt === attempt && one.until > old);
}
