/** Requests for certificates: asked for, looked at, issued or refused; renewal is one too. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import {
  certificateRequests,
  certificates,
  issueCertificate,
  refuseRequest,
  renewCertificate,
  requestCertificate,
  resolveOwner,
} from '../../../layers/core/certificates/index.ts';
import { InvalidInput } from '../../../layers/core/errors.ts';
import { must } from '../../../layers/core/records.ts';
import { idempotencyHeaders } from '../../../schemas/api.ts';
import {
  certificatePath,
  certificatesQuery,
  certificateView,
  refuseRequestBody,
  renewCertificateBody,
  requestCertificateBody,
  requestPath,
  requestsAnswer,
  requestView,
} from '../../../schemas/certificate.ts';
import { allow } from '../allow.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { once } from '../idempotency.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';
import { ofDepartment, viewCertificate, viewRequest } from '../views/certificate-view.ts';

const tags = ['certificates'];

const ask = createRoute({
  method: 'post',
  path: '/certificates/requests',
  operationId: 'requestCertificate',
  tags,
  summary: '申请证书 / Request a certificate',
  description:
    '私钥由申请方自己生成和保管；申请须由该私钥签名。/ The asker makes and keeps the private key, and signs the request with it.',
  request: { headers: idempotencyHeaders, body: jsonBody(requestCertificateBody) },
  responses: { 201: json(requestView, '申请 / the request'), ...problems },
});

const listRequests = createRoute({
  method: 'get',
  path: '/certificates/requests',
  operationId: 'listCertificateRequests',
  tags,
  summary: '证书申请 / Requests for certificates',
  request: { query: certificatesQuery },
  responses: { 200: json(requestsAnswer, '一页申请 / a page of requests'), ...problems },
});

const showRequest = createRoute({
  method: 'get',
  path: '/certificates/requests/{id}',
  operationId: 'getCertificateRequest',
  tags,
  summary: '查看证书申请 / A request',
  request: { params: requestPath },
  responses: { 200: json(requestView, '申请 / the request'), ...problems },
});

const issue = createRoute({
  method: 'post',
  path: '/certificates/requests/{id}/issue',
  operationId: 'issueCertificate',
  tags,
  summary: '签发证书 / Issue a certificate',
  description:
    '申请人不得签发自己的申请；重复签发得到同一证书。/ Who asked does not issue; issuing again gives the same certificate.',
  request: { params: requestPath },
  responses: { 200: json(certificateView, '证书 / the certificate'), ...problems },
});

const refuse = createRoute({
  method: 'post',
  path: '/certificates/requests/{id}/refuse',
  operationId: 'refuseCertificate',
  tags,
  summary: '拒绝证书申请 / Refuse a request',
  request: { params: requestPath, body: jsonBody(refuseRequestBody) },
  responses: { 200: json(requestView, '申请 / the request'), ...problems },
});

const renew = createRoute({
  method: 'post',
  path: '/certificates/{serial}/renew',
  operationId: 'renewCertificate',
  tags,
  summary: '申请续期 / Request what follows a certificate',
  request: {
    headers: idempotencyHeaders,
    params: certificatePath,
    body: jsonBody(renewCertificateBody),
  },
  responses: { 201: json(requestView, '申请 / the request'), ...problems },
});

/** The department asked for, else the principal's own. */
function whose(c: ApiContext, asked: string | undefined): string {
  const department = asked ?? c.get('principal').department;
  if (department !== undefined) return department;
  throw new InvalidInput(
    'this account acts for no department; say whose certificate it is with department',
    '该账号未绑定部门，请以 department 指明部门',
  );
}

export const certificateRequestRoutes = (home: ApiHome) => {
  const { ports } = home;
  const actorOf = (c: ApiContext) => c.get('principal').name;

  return new OpenAPIHono<ApiEnv>()
    .openapi(ask, async (c) => {
      const { department: asked, application, account, ...body } = c.req.valid('json');
      const department = whose(c, asked);
      allow(c, 'certificate.request', { owner: department }, `certificates/${department}`);
      const owner = await resolveOwner(ports, { department, application, account });
      const key = c.req.valid('header')['idempotency-key'];
      const repeatable = { department, key, request: ['certificates', owner, body] };
      const made = await once(home, repeatable, () =>
        requestCertificate(ports)({ ...body, owner, actor: actorOf(c) }),
      );
      return c.json(viewRequest(made), 201, { location: `certificates/requests/${made.id}` });
    })
    .openapi(listRequests, async (c) => {
      allow(c, 'certificate.read', {}, 'certificate-requests');
      const { department, cursor, limit } = c.req.valid('query');
      const place = ofDepartment('certificate-requests', department);
      const page = await listRecords(home, {
        kind: certificateRequests,
        ...place,
        cursor,
        limit,
        newestFirst: true,
      });
      return c.json({ ...page, items: page.items.map(viewRequest) }, 200);
    })
    .openapi(showRequest, async (c) => {
      const { id } = c.req.valid('param');
      allow(c, 'certificate.read', {}, certificateRequests.key(id));
      return c.json(viewRequest((await must(ports.records, certificateRequests, id)).value), 200);
    })
    .openapi(issue, async (c) => {
      const { id } = c.req.valid('param');
      allow(c, 'certificate.issue', {}, certificateRequests.key(id));
      const address = home.address?.() ?? new URL(c.req.url).origin;
      const made = await issueCertificate(ports)({ request: id, actor: actorOf(c), address });
      return c.json(viewCertificate(made, ports.clock.now()), 200);
    })
    .openapi(refuse, async (c) => {
      const { id } = c.req.valid('param');
      allow(c, 'certificate.issue', {}, certificateRequests.key(id));
      const { reason } = c.req.valid('json');
      return c.json(viewRequest(await refuseRequest(ports)({ request: id, reason, actor: actorOf(c) })), 200);
    })
    .openapi(renew, async (c) => {
      const { serial } = c.req.valid('param');
      const { owner } = (await must(ports.records, certificates, serial)).value;
      allow(c, 'certificate.request', { owner: owner.department }, certificates.key(serial));
      const body = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const repeatable = {
        department: owner.department ?? owner.name,
        key,
        request: ['renew', serial, body],
      };
      const made = await once(home, repeatable, () =>
        renewCertificate(ports)({ serial, ...body, actor: actorOf(c) }),
      );
      return c.json(viewRequest(made), 201, { location: `certificates/requests/${made.id}` });
    });
};
