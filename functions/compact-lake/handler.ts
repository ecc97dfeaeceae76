/** Each hour: small objects of a resource become large ones. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { compactLake } from '../../layers/core/exchange/index.ts';
import { scheduleHandler } from '../schedule-handler.ts';

export const handler = scheduleHandler(compactLake(cloudPorts(parseCloudEnv())));
