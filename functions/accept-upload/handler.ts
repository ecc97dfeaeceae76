/** Takes what lies under a ticket, told by S3 or by the sweep. Told twice it does the same once: see `acceptUpload`. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { acceptUpload } from '../../layers/core/exchange/index.ts';
import { readUpload } from '../queue-bodies.ts';
import { queueHandler } from '../queue-handler.ts';

export const handler = queueHandler(readUpload, acceptUpload(cloudPorts(parseCloudEnv())));
