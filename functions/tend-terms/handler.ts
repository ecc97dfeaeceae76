/** Each hour: accounts and applications whose term is over are ended, and departments are told before. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { tendTerms } from '../../layers/core/identity/tend-terms.ts';
import { scheduleHandler } from '../schedule-handler.ts';

export const handler = scheduleHandler(tendTerms(cloudPorts(parseCloudEnv())));
