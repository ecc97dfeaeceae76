/** Each minute: what seats in Athena's console may read is what grants give now; results of who reads less are erased. */
import { cloudConsole } from '../../layers/cloud/cloud-console.ts';
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { tendLakeLeave } from '../../layers/core/console-leave/tend-lake-leave.ts';
import { bundledLibraries } from '../bundled-libraries.ts';
import { scheduleHandler } from '../schedule-handler.ts';

const env = parseCloudEnv();
const ports = cloudPorts(env);
let opened: ReturnType<typeof cloudConsole> | undefined;

/** Of the function's 55; what is left then is given at the next turn. */
const grantSeconds = 40;

export const handler = scheduleHandler(async () => {
  opened ??= cloudConsole(env);
  return tendLakeLeave(ports, { ...opened, libraries: await bundledLibraries() })(grantSeconds);
});
