/** Each five minutes: what moved stands in the lake's catalog as a plain table again, for people in Athena's console. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { cloudSqlRunner } from '../../layers/cloud/cloud-sql-runner.ts';
import { publishLake } from '../../layers/core/publish-lake/publish-lake.ts';
import { bundledLibraries } from '../bundled-libraries.ts';
import { scheduleHandler } from '../schedule-handler.ts';

const env = parseCloudEnv();
const ports = cloudPorts(env);
const runner = cloudSqlRunner(env);

/** Of the function's 55: a table begun last has as long again, and some is left to end in order. */
const beginSeconds = 20;
const endMilliseconds = 48_000;

export const handler = scheduleHandler(async () =>
  publishLake(
    ports,
    runner,
    await bundledLibraries(),
  )({
    seconds: beginSeconds,
    signal: AbortSignal.timeout(endMilliseconds),
  }),
);
