/** Each minute: flows whose turn it is get their runs, and runs that are open are performed. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { cloudSqlRunner } from '../../layers/cloud/cloud-sql-runner.ts';
import { beginDueRuns } from '../../layers/core/flows/begin-due-runs.ts';
import { eraseDryRuns } from '../../layers/core/flows/perform-dry-run.ts';
import { performRuns } from '../../layers/core/flows/tend-flows.ts';
import { scheduleHandler } from '../schedule-handler.ts';

const env = parseCloudEnv();
const ports = cloudPorts(env);
const runner = cloudSqlRunner(env);

/** Of the function's 55: a run begun last has as long again, and some is left to end in order. */
const beginSeconds = 20;
const endMilliseconds = 48_000;

export const handler = scheduleHandler(async () => {
  const signal = AbortSignal.timeout(endMilliseconds);
  const begun = await beginDueRuns(ports)();
  const ended = await performRuns(ports, runner)({ seconds: beginSeconds, signal });
  return { begun, ended, erased: await eraseDryRuns(ports)() };
});
