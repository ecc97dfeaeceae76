/** Each minute: chains and signs what each department's ledger has new. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { sealLedgers } from '../../layers/core/ledger/index.ts';
import { listChains } from '../api/list-chains.ts';
import { scheduleHandler } from '../schedule-handler.ts';

const ports = cloudPorts(parseCloudEnv());

export const handler = scheduleHandler(async () => sealLedgers(ports)(await listChains(ports)));
