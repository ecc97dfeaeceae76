/** The HTTP API as a Lambda, behind the public or the private gateway. */
import { join } from 'node:path';
import { handle } from 'hono/aws-lambda';
import { z } from 'zod';
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { cloudQueries } from '../../layers/cloud/cloud-queries.ts';
import { directories, identifyClaimed } from '../../layers/core/identity/resolve-principal.ts';
import { verifyToken } from '../../layers/oidc/verify-token.ts';
import { makeLogger } from '../masked-logger.ts';
import { createApi } from './app.ts';
import { clientCertificateOf } from './client-certificate.ts';
import { gatewayCertificate } from './gateway-certificate.ts';

const {
  TOKEN_ISSUER: issuer,
  TOKEN_AUDIENCE: audience,
  DIRECTORY: directory,
  PKI_ADDRESS: address,
} = z
  .object({
    TOKEN_ISSUER: z.url(),
    TOKEN_AUDIENCE: z.string().min(1),
    DIRECTORY: z.enum(directories),
    PKI_ADDRESS: z.url().optional(),
  })
  .parse(process.env);
const logger = makeLogger();
const env = parseCloudEnv();
const ports = cloudPorts(env);
const queries = cloudQueries(ports, env);
const readToken = verifyToken({ issuer, audience });
const identify = identifyClaimed(ports, directory);

const api = createApi({
  ports,
  ...(queries && { queries }),
  identify: async (request) => {
    const certificate = clientCertificateOf(request)?.thumbprint;
    const claimed = await readToken(request, { certificate });
    return claimed && identify(claimed);
  },
  clientCertificate: gatewayCertificate,
  address: () => address,
  streams: false,
  audit: (entry) => logger.info('access', { entry }),
  log: (entry) => logger.error('failure', { entry }),
  docsFolder: join(import.meta.dirname, 'docs'),
});

export const handler = handle(api);
