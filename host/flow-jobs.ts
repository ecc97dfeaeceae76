/** Flows in the embedded home: looked at each minute, and what was asked for is begun within seconds. */
import { beginDueRuns } from '../layers/core/flows/begin-due-runs.ts';
import { eraseDryRuns } from '../layers/core/flows/perform-dry-run.ts';
import { performRuns } from '../layers/core/flows/tend-flows.ts';
import { untimed } from '../layers/core/libraries/refresh-library.ts';
import type { Ports } from '../layers/core/ports/index.ts';
import type { SqlRunner } from '../layers/core/ports/sql-runner.ts';
import { hour, type Job, minute } from './schedule.ts';

export const flowJobs = (ports: Ports, runner: SqlRunner, signal: AbortSignal): readonly Job[] => [
  { name: 'flows due', every: minute, run: () => beginDueRuns(ports)() },
  { name: 'flow runs', every: minute / 30, run: () => performRuns(ports, runner)({ ...untimed, signal }) },
  { name: 'dry runs', every: hour, run: () => eraseDryRuns(ports)() },
];
