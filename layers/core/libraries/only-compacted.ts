/** Whether inputs differ from those of then by compaction alone: it moves rows and changes none. Read by key. */
import { changesSince } from '../exchange/live-list.ts';
import type { Ports } from '../ports/index.ts';
import { leavesOf } from '../views/resolve-view.ts';
import type { Inputs } from './look-at-inputs.ts';

/** Further back nobody looks: the table is made anew, and begins from there. */
const mostChanges = 48;

export async function onlyCompacted(
  ports: Ports,
  then: Inputs['from'],
  { from, resources }: Inputs,
): Promise<boolean> {
  if (Object.keys(then).length !== Object.keys(from).length) return false;
  for (const [input, now] of Object.entries(from)) {
    const before = then[input];
    if (before === now) continue;
    const resolved = resources.get(input);
    if (before === undefined || !resolved) return false;
    if (versionsOf(before) !== versionsOf(now)) return false;
    const [old, young] = [generationsIn(before), generationsIn(now)];
    for (const [index, { code }] of leavesOf(resolved).entries())
      if (!(await isCompacted(ports, code, old[index] ?? 0, young[index] ?? 0))) return false;
  }
  return true;
}

/** `1/1@3,2@7` without its generations, and these alone: see `LibraryTable.made.from`. */
const versionsOf = (from: string): string => from.replaceAll(/@\d+/g, '');
const generationsIn = (from: string): number[] => [...from.matchAll(/@(\d+)/g)].map(([, one]) => Number(one));

async function isCompacted(ports: Ports, code: string, from: number, to: number): Promise<boolean> {
  if (to < from || to - from > mostChanges) return false;
  for await (const { add, remove } of changesSince(ports, code, from, to))
    if (add || remove.length > 0) return false;
  return true;
}
