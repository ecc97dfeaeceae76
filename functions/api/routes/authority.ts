/** The certificates of the authority itself: what it shows, what its root signs, what is put in force. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { writePem } from '../../../layers/authority/pem.ts';
import {
  authorities,
  installAuthority,
  mustAuthority,
  requestAuthority,
} from '../../../layers/core/certificates/index.ts';
import { authorityAnswer, authorityBody, authorityRequestAnswer } from '../../../schemas/certificate.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['certificates'];

const showAuthority = createRoute({
  method: 'get',
  path: '/certificates/authority',
  operationId: 'getAuthority',
  tags,
  summary: '签发机构的证书链 / The authority’s own certificates',
  responses: { 200: json(authorityAnswer, '证书链 / the chain'), ...problems },
});

const askAuthority = createRoute({
  method: 'get',
  path: '/certificates/authority/request',
  operationId: 'requestAuthority',
  tags,
  summary: '导出签发机构的证书申请，供离线根签署 / What the offline root signs',
  responses: { 200: json(authorityRequestAnswer, 'PKCS #10'), ...problems },
});

const install = createRoute({
  method: 'put',
  path: '/certificates/authority',
  operationId: 'installAuthority',
  tags,
  summary: '安装签发机构的证书链 / Install the authority’s certificates',
  request: { body: jsonBody(authorityBody) },
  responses: { 200: json(authorityAnswer, '证书链 / the chain'), ...problems },
});

export const authorityRoutes = (home: ApiHome) => {
  const { ports } = home;

  return new OpenAPIHono<ApiEnv>()
    .openapi(showAuthority, async (c) => {
      allow(c, 'certificate.read', {}, authorities.key());
      return c.json(await viewAuthority(home), 200);
    })
    .openapi(askAuthority, async (c) => {
      allow(c, 'authority.install', {}, authorities.key());
      return c.json({ csr: await requestAuthority(ports)() }, 200);
    })
    .openapi(install, async (c) => {
      allow(c, 'authority.install', {}, authorities.key());
      await installAuthority(ports)({ ...c.req.valid('json'), actor: c.get('principal').name });
      return c.json(await viewAuthority(home), 200);
    });
};

async function viewAuthority({ ports }: ApiHome) {
  const { issuing, root, installedAt, installedBy } = await mustAuthority(ports);
  const pemOf = (certificate: string) => writePem('CERTIFICATE', Buffer.from(certificate, 'base64'));
  const read = ports.certificates.read(issuing);
  const above = ports.certificates.read(root);
  return {
    pem: pemOf(issuing) + pemOf(root),
    subject: read.subject,
    rootSubject: above.subject,
    rootSha256: above.sha256,
    notAfter: read.notAfter,
    installedAt,
    installedBy,
  };
}
