/** Refines one chunk of a large file. Told twice it does the same once: see `transformChunk`. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { transformChunk } from '../../layers/core/exchange/index.ts';
import { readMessage } from '../queue-bodies.ts';
import { queueHandler } from '../queue-handler.ts';

export const handler = queueHandler(readMessage, transformChunk(cloudPorts(parseCloudEnv())));
