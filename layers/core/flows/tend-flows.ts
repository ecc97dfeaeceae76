/** What keeps flows going by the clock: runs that are due are begun, and runs that are open are performed. */
import { Faults } from '../faults.ts';
import { type Timing, untimed } from '../libraries/refresh-library.ts';
import type { Ports } from '../ports/index.ts';
import type { SqlRunner } from '../ports/sql-runner.ts';
import { find } from '../records.ts';
import { shown } from '../walk.ts';
import { flowRuns, openRuns } from './kinds.ts';
import { performDryRun } from './perform-dry-run.ts';
import { performRun } from './perform-run.ts';

/**
 * Runs in the order they were asked for; what is not begun in time has its turn in the next pass.
 * @returns how many were ended @throws what the first failed with, after all others
 */
export const performRuns =
  (ports: Ports, runner: SqlRunner) =>
  async ({ seconds, signal }: Timing = untimed): Promise<number> => {
    const end = ports.clock.now().getTime() + seconds * 1000;
    const faults = new Faults();
    let ended = 0;
    for await (const { key } of shown(ports.records, ['due', openRuns])) {
      if (signal.aborted || ports.clock.now().getTime() >= end) break;
      if (await faults.unless(() => performOne(ports, runner, key.slice('flow-run/'.length), signal)))
        ended += 1;
    }
    faults.throwFirst();
    return ended;
  };

async function performOne(
  ports: Ports,
  runner: SqlRunner,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  const held = await find(ports.records, flowRuns, id);
  if (!held || (held.value.stage !== 'asked' && held.value.stage !== 'pinned')) return false;
  return held.value.dry ? performDryRun(ports, runner)(held, signal) : performRun(ports, runner)(id, signal);
}
