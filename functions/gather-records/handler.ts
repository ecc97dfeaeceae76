/** Each minute, and within it again: gathers what the real-time channels took, so that no row waits a minute. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { gatherRecords } from '../../layers/core/realtime/gather-records.ts';
import { scheduleHandler } from '../schedule-handler.ts';

const gather = gatherRecords(cloudPorts(parseCloudEnv()));
/** The clock calls no oftener than once a minute. */
const pauseMilliseconds = 17_000;
/** After this long none is begun: the function would be ended in the middle of it. */
const lastLookMilliseconds = 40_000;

export const handler = scheduleHandler(async () => {
  const begun = performance.now();
  let told = await gather();
  for (;;) {
    await sleep(pauseMilliseconds);
    if (performance.now() - begun > lastLookMilliseconds) return { told };
    told += await gather();
  }
});
