/**
 * Each hour: small objects of a resource become large ones. Before that the tables of the lake are brought to what this
 * release stores, so that nobody has to think of it at a deployment, and changes of the catalog whose day has come are
 * put in force.
 */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { enforceDue } from '../../layers/core/catalog/enforce-due.ts';
import { redefineTables } from '../../layers/core/catalog/redefine-tables.ts';
import { compactLake } from '../../layers/core/exchange/index.ts';
import { scheduleHandler } from '../schedule-handler.ts';

const ports = cloudPorts(parseCloudEnv());

export const handler = scheduleHandler(async () => ({
  redefined: await redefineTables(ports)(),
  enforced: await enforceDue(ports)(),
  compacted: await compactLake(ports)(),
}));
