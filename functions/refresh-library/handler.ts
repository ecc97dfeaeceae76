/** Each five minutes: tables of the libraries are made anew where an input moved, and handed in for who subscribes. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { cloudSqlRunner } from '../../layers/cloud/cloud-sql-runner.ts';
import { eraseLibraries } from '../../layers/core/libraries/erase-libraries.ts';
import { offerLibraries } from '../../layers/core/libraries/offer-libraries.ts';
import { refreshLibraries } from '../../layers/core/libraries/refresh-library.ts';
import { bundledLibraries } from '../bundled-libraries.ts';
import { scheduleHandler } from '../schedule-handler.ts';

const env = parseCloudEnv();
const ports = cloudPorts(env);
const runner = cloudSqlRunner(env);

/** Of the function's 55: a table begun last has as long again, and some is left to end in order. */
const beginSeconds = { refresh: 15, offer: 8 };
const endMilliseconds = 48_000;

export const handler = scheduleHandler(async () => {
  const libraries = await bundledLibraries();
  const signal = AbortSignal.timeout(endMilliseconds);
  const made = await refreshLibraries(ports, runner, libraries)({ seconds: beginSeconds.refresh, signal });
  const offered = await offerLibraries(ports, runner, libraries)({ seconds: beginSeconds.offer, signal });
  return { made, offered, ...(await eraseLibraries(ports)()) };
});
