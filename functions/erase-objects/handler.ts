/** Each hour: removes what nobody can see any more, and what is remembered no longer. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { eraseObjects } from '../../layers/core/exchange/index.ts';
import { eraseRecords } from '../../layers/core/realtime/erase-records.ts';
import { eraseQueryRecords } from '../../layers/core/workbench/erase-queries.ts';
import { scheduleHandler } from '../schedule-handler.ts';

const ports = cloudPorts(parseCloudEnv());
const objects = eraseObjects(ports);
const records = eraseRecords(ports);
const queries = eraseQueryRecords(ports);

export const handler = scheduleHandler(async () => ({
  ...(await objects()),
  records: await records(),
  ...(await queries()),
}));
