/** Each hour: removes what nobody can see any more. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { eraseObjects } from '../../layers/core/exchange/index.ts';
import { scheduleHandler } from '../schedule-handler.ts';

export const handler = scheduleHandler(eraseObjects(cloudPorts(parseCloudEnv())));
