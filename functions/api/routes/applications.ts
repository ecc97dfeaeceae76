/** Applications: a department's own systems, each with the actions it was given. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { Action } from '../../../layers/core/identity/actions.ts';
import { permits, unknown } from '../../../layers/core/identity/decide.ts';
import { applications } from '../../../layers/core/identity/kinds.ts';
import { addApplication, changeApplication } from '../../../layers/core/identity/tend-applications.ts';
import { find } from '../../../layers/core/records.ts';
import { idempotencyHeaders } from '../../../schemas/api.ts';
import { type Application, applicationSchema } from '../../../schemas/application.ts';
import {
  applicationBody,
  applicationChangeBody,
  applicationPath,
  applicationsAnswer,
  applicationsQuery,
} from '../../../schemas/directory-api.ts';
import { allow } from '../allow.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { once } from '../idempotency.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['applications'];

const list = createRoute({
  method: 'get',
  path: '/applications',
  operationId: 'listApplications',
  tags,
  summary: '应用列表 / Applications',
  request: { query: applicationsQuery },
  responses: { 200: json(applicationsAnswer, '一页应用 / a page of applications'), ...problems },
});

const add = createRoute({
  method: 'post',
  path: '/applications',
  operationId: 'addApplication',
  tags,
  summary: '登记应用 / Add an application',
  request: { headers: idempotencyHeaders, body: jsonBody(applicationBody) },
  responses: { 201: json(applicationSchema, '应用 / the application'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/applications/{id}',
  operationId: 'getApplication',
  tags,
  summary: '查看应用 / One application',
  request: { params: applicationPath },
  responses: { 200: json(applicationSchema, '应用 / the application'), ...problems },
});

const change = createRoute({
  method: 'post',
  path: '/applications/{id}/changes',
  operationId: 'changeApplication',
  tags,
  summary: '变更、暂停、终止应用 / Change, suspend or end an application',
  request: { params: applicationPath, body: jsonBody(applicationChangeBody) },
  responses: { 200: json(applicationSchema, '应用 / the application'), ...problems },
});

export const applicationRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      const principal = c.get('principal');
      const { cursor, limit, department: asked } = c.req.valid('query');
      const owner = asked ?? principal.department;
      const target = owner === undefined ? { district: principal.district?.code } : { owner };
      allow(c, 'application.read', target, 'application');
      const where =
        owner === undefined
          ? ({ index: 'topic', partition: 'applications' } as const)
          : ({ index: 'owner', partition: `applications/${owner}` } as const);
      const wanted = (one: Application) =>
        permits(principal, 'application.read', { owner: one.department }) !== undefined;
      const page = await listRecords(home, { kind: applications, ...where, cursor, limit, wanted });
      return c.json(page, 200);
    })
    .openapi(add, async (c) => {
      const body = c.req.valid('json');
      allow(c, 'application.change', { owner: body.department }, applications.key(body.id));
      const officer = c.get('principal');
      const key = c.req.valid('header')['idempotency-key'];
      const repeatable = { department: `user-${officer.name}`, key, request: ['applications', body] };
      const made = await once(home, repeatable, () => addApplication(home.ports)(officer, body));
      return c.json(made, 201, { location: `applications/${made.id}` });
    })
    .openapi(look, async (c) =>
      c.json(await findApplication(c, home, 'application.read', c.req.valid('param').id), 200),
    )
    .openapi(change, async (c) => {
      const { id } = c.req.valid('param');
      const body = c.req.valid('json');
      await findApplication(c, home, 'application.change', id);
      return c.json(await changeApplication(home.ports)(c.get('principal'), id, body), 200);
    });

/** @throws NotFound for what is not there or is another department's; Forbidden for a role that may not */
async function findApplication(
  c: ApiContext,
  { ports }: ApiHome,
  action: Action,
  id: string,
): Promise<Application> {
  const held = await find(ports.records, applications, id);
  const key = applications.key(id);
  allow(c, action, { owner: held?.value.department, secret: key }, key);
  if (held) return held.value;
  throw unknown(key);
}
