/** Each minute: whatever somebody died over is taken up again. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { tendAlarms } from '../../layers/core/alarms/tend-alarms.ts';
import { tendCertificates } from '../../layers/core/certificates/index.ts';
import { sweep } from '../../layers/core/exchange/index.ts';
import { scheduleHandler } from '../schedule-handler.ts';

const ports = cloudPorts(parseCloudEnv());
const bus = sweep(ports);
const alarms = tendAlarms(ports);
const certificates = tendCertificates(ports);

export const handler = scheduleHandler(async () => ({
  ...(await bus()),
  certificates: await certificates(),
  alarms: await alarms(),
}));
