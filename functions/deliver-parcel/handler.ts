/** Makes a planned parcel, signs it and puts it into its inbox. Told twice it does the same once: see `deliverParcel`. */
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { deliverParcel } from '../../layers/core/exchange/index.ts';
import { readMessage } from '../queue-bodies.ts';
import { queueHandler } from '../queue-handler.ts';

export const handler = queueHandler(readMessage, deliverParcel(cloudPorts(parseCloudEnv())));
