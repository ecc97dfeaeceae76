/**
 * What anybody may ask of the certificate authority, without an account: its certificates, the list of revoked ones,
 * and whether one is still good. Nothing here names a person; what it costs is bounded by a rate of its own.
 */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { writePem } from '../../../layers/authority/pem.ts';
import { answerStatus, currentList, mustAuthority } from '../../../layers/core/certificates/index.ts';
import { callerAddress } from '../caller-address.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { plainAnswer, problems } from '../openapi.ts';
import { createRateLimit } from '../rate-limit.ts';

const open = { tags: ['certificates'], security: [] };
const file = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: { type: 'string' as const, format: 'binary' } } } },
  ...problems,
});

const authority = createRoute({
  method: 'get',
  path: '/pki/ca.pem',
  operationId: 'fetchAuthority',
  ...open,
  summary: '签发机构与根证书（PEM） / Issuing certificate and root',
  responses: file('application/x-pem-file', 'PEM'),
});

const issuer = createRoute({
  method: 'get',
  path: '/pki/ca.cer',
  operationId: 'fetchIssuer',
  ...open,
  summary: '签发证书（DER） / Issuing certificate',
  responses: file('application/pkix-cert', 'DER'),
});

const revoked = createRoute({
  method: 'get',
  path: '/pki/crl.der',
  operationId: 'fetchRevoked',
  ...open,
  summary: '证书吊销列表（CRL） / List of revoked certificates',
  responses: file('application/pkix-crl', 'RFC 5280'),
});

const status = createRoute({
  method: 'post',
  path: '/pki/ocsp',
  operationId: 'askStatus',
  ...open,
  summary: '在线查询证书状态（OCSP） / Is a certificate still good',
  description: '也可用 GET /pki/ocsp/{base64}。/ GET /pki/ocsp/{base64} does as well.',
  request: {
    body: {
      required: true,
      content: {
        'application/ocsp-request': { schema: { type: 'string' as const, format: 'binary' } },
      },
    },
  },
  responses: file('application/ocsp-response', 'RFC 6960'),
});

/** What is no escape is left as it is: the answer then says that the request cannot be read. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const rate = { perSecond: 50, burst: 200 };
const statusPath = '/pki/ocsp/';

export const revocationRoutes = (home: ApiHome) => {
  const { ports } = home;
  const take = createRateLimit(home.rate ?? rate, () => ports.clock.now());
  const answer = async (c: ApiContext, request: Uint8Array) =>
    c.body(Buffer.from(await answerStatus(ports)(request)), 200, {
      'content-type': 'application/ocsp-response',
    });
  const routes = new OpenAPIHono<ApiEnv>();
  routes.use('/pki/*', async (c, next) => {
    take(callerAddress(c.env));
    await next();
  });
  return routes
    .openapi(authority, async (c) => {
      const { issuing, root } = await mustAuthority(ports);
      const pem = [issuing, root].map((one) => writePem('CERTIFICATE', Buffer.from(one, 'base64'))).join('');
      return plainAnswer(c.body(pem, 200, { 'content-type': 'application/x-pem-file' }));
    })
    .openapi(issuer, async (c) => {
      const { issuing } = await mustAuthority(ports);
      const der = Buffer.from(issuing, 'base64');
      return plainAnswer(c.body(der, 200, { 'content-type': 'application/pkix-cert' }));
    })
    .openapi(revoked, async (c) => {
      const der = Buffer.from(await currentList(ports)());
      return plainAnswer(c.body(der, 200, { 'content-type': 'application/pkix-crl' }));
    })
    .openapi(status, async (c) => plainAnswer(await answer(c, new Uint8Array(await c.req.arrayBuffer()))))
    .get(`${statusPath}*`, async (c) => {
      return answer(c, Buffer.from(decode(c.req.path.slice(statusPath.length)), 'base64'));
    });
};
