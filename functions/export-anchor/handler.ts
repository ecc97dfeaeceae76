/** Each week: signs the heads of all chains, to be kept outside the platform. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { exportAnchor } from '../../layers/core/ledger/index.ts';
import { scheduleHandler } from '../schedule-handler.ts';

const exportNow = exportAnchor(cloudPorts(parseCloudEnv()));

export const handler = scheduleHandler(async () => ({ chains: (await exportNow()).chains.length }));
