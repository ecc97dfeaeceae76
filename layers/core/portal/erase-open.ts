/** Removes files that the public can reach no more: a day after they were written, when no opening names them. */
import type { Ports } from '../ports/index.ts';
import { find } from '../records.ts';
import { objectsUnder } from '../walk.ts';
import { openings } from './kinds.ts';

export const openFolder = 'open/';

/** @returns how many went */
export const eraseOpen = (ports: Ports) => async (): Promise<number> => {
  const old = ports.clock.now().getTime() - ports.settings.eraseHours * 3_600_000;
  let erased = 0;
  for await (const { key, putAt } of objectsUnder(ports.objects, openFolder)) {
    if (putAt.getTime() > old || (await isNamed(ports, key))) continue;
    await ports.probe.at('erase-open: object chosen');
    await ports.objects.remove(key);
    erased += 1;
  }
  return erased;
};

async function isNamed({ records }: Pick<Ports, 'records'>, key: string): Promise<boolean> {
  const code = key.slice(openFolder.length).split('/', 1)[0] ?? '';
  const published = (await find(records, openings, code))?.value.published;
  return published?.csv.key === key || published?.json.key === key;
}
