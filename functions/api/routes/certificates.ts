/** Certificates as they were issued: listed, shown, revoked. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { certificates, revokeCertificate } from '../../../layers/core/certificates/index.ts';
import { must } from '../../../layers/core/records.ts';
import {
  certificatePath,
  certificatesAnswer,
  certificatesQuery,
  certificateView,
  revokeCertificateBody,
} from '../../../schemas/certificate.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';
import { ofDepartment, viewCertificate } from '../views/certificate-view.ts';

const tags = ['certificates'];

const list = createRoute({
  method: 'get',
  path: '/certificates',
  operationId: 'listCertificates',
  tags,
  summary: '证书，新的在前 / Certificates, newest first',
  request: { query: certificatesQuery },
  responses: { 200: json(certificatesAnswer, '一页证书 / a page of certificates'), ...problems },
});

const show = createRoute({
  method: 'get',
  path: '/certificates/{serial}',
  operationId: 'getCertificate',
  tags,
  summary: '查看证书 / A certificate',
  request: { params: certificatePath },
  responses: { 200: json(certificateView, '证书 / the certificate'), ...problems },
});

const revoke = createRoute({
  method: 'post',
  path: '/certificates/{serial}/revoke',
  operationId: 'revokeCertificate',
  tags,
  summary: '吊销证书，立即生效 / Revoke a certificate, at once',
  request: { params: certificatePath, body: jsonBody(revokeCertificateBody) },
  responses: { 200: json(certificateView, '证书 / the certificate'), ...problems },
});

export const certificateRoutes = (home: ApiHome) => {
  const { ports } = home;
  const now = () => ports.clock.now();
  const certificate = async (serial: string) => (await must(ports.records, certificates, serial)).value;

  return new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      allow(c, 'certificate.read', {}, 'certificates');
      const { department, cursor, limit } = c.req.valid('query');
      const place = ofDepartment('certificates', department);
      const page = await listRecords(home, {
        kind: certificates,
        ...place,
        cursor,
        limit,
        newestFirst: true,
      });
      return c.json({ ...page, items: page.items.map((one) => viewCertificate(one, now())) }, 200);
    })
    .openapi(show, async (c) => {
      const { serial } = c.req.valid('param');
      allow(c, 'certificate.read', {}, certificates.key(serial));
      return c.json(viewCertificate(await certificate(serial), now()), 200);
    })
    .openapi(revoke, async (c) => {
      const { serial } = c.req.valid('param');
      const { owner } = await certificate(serial);
      allow(c, 'certificate.revoke', { owner: owner.department }, certificates.key(serial));
      const { reason } = c.req.valid('json');
      const revoked = await revokeCertificate(ports)({ serial, reason, actor: c.get('principal').name });
      return c.json(viewCertificate(revoked, now()), 200);
    });
};
