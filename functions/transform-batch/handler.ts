/** Turns an accepted upload into committed rows of the lake. Told twice it does the same once: see `transformBatch`. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { transformBatch } from '../../layers/core/exchange/index.ts';
import { readMessage } from '../queue-bodies.ts';
import { queueHandler } from '../queue-handler.ts';

export const handler = queueHandler(readMessage, transformBatch(cloudPorts(parseCloudEnv())));
