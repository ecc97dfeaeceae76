/** Requests for data and the grants they become: made, decided, suspended, ended; all in the open. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { decideGrant } from '../../../layers/core/grants/decide-grant.ts';
import { endGrant } from '../../../layers/core/grants/end-grant.ts';
import { grants } from '../../../layers/core/grants/kinds.ts';
import { renewGrant } from '../../../layers/core/grants/renew-grant.ts';
import { requestGrant } from '../../../layers/core/grants/request-grant.ts';
import { resumeGrant, suspendGrant } from '../../../layers/core/grants/suspend-grant.ts';
import type { Action } from '../../../layers/core/identity/actions.ts';
import { must } from '../../../layers/core/records.ts';
import { givenNow } from '../../../layers/core/views/resolve-view.ts';
import { idempotencyHeaders } from '../../../schemas/api.ts';
import { centre, type Grant } from '../../../schemas/grant.ts';
import {
  decisionBody,
  grantBody,
  grantPath,
  grantView,
  reasonBody,
  renewalBody,
  resumptionQuery,
} from '../../../schemas/grant-api.ts';
import { allow, ownDepartment } from '../allow.ts';
import { findDefinition } from '../find-targets.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { once } from '../idempotency.ts';
import { json, jsonBody, problems } from '../openapi.ts';
import { viewGrant } from '../views/grant-view.ts';

const tags = ['grants'];
const answer = json(grantView, '授权 / the grant');

const request = createRoute({
  method: 'post',
  path: '/grants',
  operationId: 'requestGrant',
  tags,
  summary: '申请使用数据 / Ask for data',
  description:
    '由提供部门审批，有条件共享的另由交换中心审批；全程公开。/ Those who provide it decide, for grade 2 the exchange centre too; all in the open.',
  request: { headers: idempotencyHeaders, body: jsonBody(grantBody) },
  responses: { 201: json(grantView, '申请 / the request'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/grants/{id}',
  operationId: 'getGrant',
  tags,
  summary: '查看申请或授权及其经过 / A request or grant, with its history',
  request: { params: grantPath },
  responses: { 200: answer, ...problems },
});

const decide = createRoute({
  method: 'post',
  path: '/grants/{id}/decisions',
  operationId: 'decideGrant',
  tags,
  summary: '批准、缩减或不批准 / Approve, reduce or refuse',
  request: { params: grantPath, body: jsonBody(decisionBody) },
  responses: { 200: answer, ...problems },
});

const suspend = createRoute({
  method: 'put',
  path: '/grants/{id}/suspension',
  operationId: 'suspendGrant',
  tags,
  summary: '立即暂停 / Suspend at once',
  request: { params: grantPath, body: jsonBody(reasonBody) },
  responses: { 200: answer, ...problems },
});

const resume = createRoute({
  method: 'delete',
  path: '/grants/{id}/suspension',
  operationId: 'resumeGrant',
  tags,
  summary: '恢复 / Let it go on',
  request: { params: grantPath, query: resumptionQuery },
  responses: { 200: answer, ...problems },
});

const end = createRoute({
  method: 'post',
  path: '/grants/{id}/end',
  operationId: 'endGrant',
  tags,
  summary: '撤销，或由使用部门放弃 / Revoke; or, by its receiver, give up',
  request: { params: grantPath, body: jsonBody(reasonBody) },
  responses: { 200: answer, ...problems },
});

const renew = createRoute({
  method: 'post',
  path: '/grants/{id}/renewals',
  operationId: 'renewGrant',
  tags,
  summary: '申请续期，重新审批 / Ask for a new term; decided anew',
  request: { params: grantPath, headers: idempotencyHeaders, body: jsonBody(renewalBody) },
  responses: { 201: json(grantView, '申请 / the request'), ...problems },
});

export const grantRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(request, async (c) => {
      const receiver = ownDepartment(c);
      const { filter, ...body } = c.req.valid('json');
      allow(c, 'grant.request', { owner: receiver }, `grants/${body.resource}`);
      const key = c.req.valid('header')['idempotency-key'];
      const actor = c.get('principal').name;
      const repeatable = { department: receiver, key, request: ['grants', filter, body] };
      const made = await once(home, repeatable, () =>
        requestGrant(home.ports)({ ...body, filters: filter === undefined ? [] : [filter], receiver, actor }),
      );
      return c.json(await view(c, home, made), 201, { location: `grants/${made.id}` });
    })
    .openapi(look, async (c) => {
      const { id } = c.req.valid('param');
      allow(c, 'grant.read', {}, grants.key(id));
      return c.json(await view(c, home, (await must(home.ports.records, grants, id)).value), 200);
    })
    .openapi(decide, async (c) => {
      const acting = await act(c, home, 'grant.decide', c.req.valid('param').id);
      const { verdict, reason, items, filter, from, until } = c.req.valid('json');
      const given = { ...acting, verdict, reason, items, filter, from, until };
      return c.json(await view(c, home, await decideGrant(home.ports)(given)), 200);
    })
    .openapi(suspend, async (c) => {
      const acting = await act(c, home, 'grant.suspend', c.req.valid('param').id);
      const halted = await suspendGrant(home.ports)({ ...acting, reason: c.req.valid('json').reason });
      return c.json(await view(c, home, halted), 200);
    })
    .openapi(resume, async (c) => {
      const acting = await act(c, home, 'grant.suspend', c.req.valid('param').id);
      const resumed = await resumeGrant(home.ports)({ ...acting, reason: c.req.valid('query').reason });
      return c.json(await view(c, home, resumed), 200);
    })
    .openapi(end, async (c) => {
      const acting = await act(c, home, 'grant.end', c.req.valid('param').id);
      const ended = await endGrant(home.ports)({ ...acting, reason: c.req.valid('json').reason });
      return c.json(await view(c, home, ended), 200);
    })
    .openapi(renew, async (c) => {
      const receiver = ownDepartment(c);
      const { id } = c.req.valid('param');
      allow(c, 'grant.request', { owner: receiver }, grants.key(id));
      const body = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const repeatable = { department: receiver, key, request: ['renewals', id, body] };
      const wish = { ...body, grant: id, receiver, actor: c.get('principal').name };
      const made = await once(home, repeatable, () => renewGrant(home.ports)(wish));
      return c.json(await view(c, home, made), 201, { location: `grants/${made.id}` });
    });

async function view(c: ApiContext, home: ApiHome, grant: Grant) {
  const { resource } = (await findDefinition(home, grant.resource)).value;
  const given = await givenNow(home.ports.records, resource);
  return viewGrant(grant, given, home.ports.clock.now().toISOString(), c.get('language'));
}

/** Decides on the access, and says for which party somebody acts. */
async function act(c: ApiContext, home: ApiHome, action: Action, id: string) {
  const { value } = await must(home.ports.records, grants, id);
  const { resource } = (await findDefinition(home, value.resource)).value;
  const { departments } = await givenNow(home.ports.records, resource);
  const target = { owner: value.receiver, providers: departments };
  allow(c, action, target, grants.key(id));
  const { name: actor, department, roles } = c.get('principal');
  const overseer = roles.includes('operator') ? centre : 'security-officer';
  return { grant: id, actor, party: department ?? overseer };
}
