/** Each minute: whatever somebody died over is taken up again. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { sweep } from '../../layers/core/exchange/index.ts';
import { scheduleHandler } from '../schedule-handler.ts';

export const handler = scheduleHandler(sweep(cloudPorts(parseCloudEnv())));
