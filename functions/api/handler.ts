/** The HTTP API as a Lambda, behind the public or the private gateway. */
import { join } from 'node:path';
import { handle } from 'hono/aws-lambda';
import { z } from 'zod';
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { verifyToken } from '../../layers/oidc/verify-token.ts';
import { makeLogger } from '../masked-logger.ts';
import { createApi } from './app.ts';

const { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience } = z
  .object({ TOKEN_ISSUER: z.url(), TOKEN_AUDIENCE: z.string().min(1) })
  .parse(process.env);
const logger = makeLogger();

const api = createApi({
  ports: cloudPorts(parseCloudEnv()),
  identify: verifyToken({ issuer, audience }),
  streams: false,
  audit: (entry) => logger.info('access', { entry }),
  log: (entry) => logger.error('failure', { entry }),
  docsFolder: join(import.meta.dirname, 'docs'),
});

export const handler = handle(api);
