/** Each minute: what is open to society is checked again and published anew; files nobody can reach go. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { tendOpenings } from '../../layers/core/portal/publish-openings.ts';
import { scheduleHandler } from '../schedule-handler.ts';

export const handler = scheduleHandler(tendOpenings(cloudPorts(parseCloudEnv())));
