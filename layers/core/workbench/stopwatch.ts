/** Times of a statement, as Athena tells them. */
import type { Execution } from '../../../schemas/workbench.ts';
import type { Ports } from '../ports/index.ts';

type Times = Pick<Execution, 'planningMilliseconds' | 'queueMilliseconds' | 'engineMilliseconds'>;

export interface Stopwatch {
  readonly planned: () => void;
  readonly started: () => void;
  times(): Times;
}

/** Splits the time into planning, waiting for an engine, and its work. */
export function stopwatch({ clock }: Pick<Ports, 'clock'>, begun: () => void): Stopwatch {
  const begin = clock.now().getTime();
  let planned: number | undefined;
  let started: number | undefined;
  return {
    planned: () => {
      planned ??= clock.now().getTime();
    },
    started: () => {
      started ??= clock.now().getTime();
      begun();
    },
    times() {
      const end = clock.now().getTime();
      const [afterPlan, afterQueue] = [planned ?? end, started ?? end];
      return {
        planningMilliseconds: afterPlan - begin,
        queueMilliseconds: Math.max(0, afterQueue - afterPlan),
        engineMilliseconds: Math.max(0, end - afterQueue),
      };
    },
  };
}
