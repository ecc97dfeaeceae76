/** When an account was seen last, to the day. It decides only who stands on the list of reviews. */
import type { Ports } from '../ports/index.ts';
import { find } from '../records.ts';
import { seen } from './kinds.ts';

/** Notes it once a day; of people, not of applications. It may be lost, and nobody waits for another who notes the same. */
export const noteSeen = (ports: Pick<Ports, 'records' | 'clock'>) => {
  const noted = new Map<string, string>();
  return async (name: string): Promise<void> => {
    const at = ports.clock.now().toISOString();
    const day = at.slice(0, 10);
    if (name.startsWith('app-') || noted.get(name) === day) return;
    noted.set(name, day);
    const held = await find(ports.records, seen, name);
    if (held?.value.at.slice(0, 10) === day) return;
    const write = { put: seen.key(name), value: { name, at }, expect: held?.version ?? 0 };
    await ports.records.commit([write], { lossy: true }).catch(() => {});
  };
};
