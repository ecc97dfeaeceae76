/** Plans the parcels of a committed batch, and the corrections of a withdrawn one. Told twice it does the same once: see `routeBatch`. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { routeBatch } from '../../layers/core/exchange/index.ts';
import { readMessage } from '../queue-bodies.ts';
import { queueHandler } from '../queue-handler.ts';

export const handler = queueHandler(readMessage, routeBatch(cloudPorts(parseCloudEnv())));
