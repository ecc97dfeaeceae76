/** Opening a resource to society: the disclosure check, a person's decision, and where each stands. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { checkOpening } from '../../../layers/core/portal/check-opening.ts';
import { decideOpening } from '../../../layers/core/portal/decide-opening.ts';
import { openings, openingsTopic } from '../../../layers/core/portal/kinds.ts';
import { publishOpening } from '../../../layers/core/portal/publish-openings.ts';
import { must } from '../../../layers/core/records.ts';
import {
  openingDecisionBody,
  openingPath,
  openingSchema,
  openingsAnswer,
  openingsQuery,
} from '../../../schemas/portal.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['open'];

const list = createRoute({
  method: 'get',
  path: '/openings',
  operationId: 'listOpenings',
  tags,
  summary: '开放审查一览 / Openings and where they stand',
  request: { query: openingsQuery },
  responses: { 200: json(openingsAnswer, '一页 / a page'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/openings/{code}',
  operationId: 'getOpening',
  tags,
  summary: '一项资源的开放审查 / One opening',
  request: { params: openingPath },
  responses: { 200: json(openingSchema, '开放审查 / the opening'), ...problems },
});

const check = createRoute({
  method: 'post',
  path: '/openings/{code}/check',
  operationId: 'checkOpening',
  tags,
  summary: '披露检查 / Check for disclosure',
  description:
    '检查目录现行版本与当前版次的全部数据；报告只有计数，不含数据值。/ Looks at every row of the present generation; the report has counts, never a value.',
  request: { params: openingPath },
  responses: { 200: json(openingSchema, '检查结果 / what was found'), ...problems },
});

const decide = createRoute({
  method: 'post',
  path: '/openings/{code}/decisions',
  operationId: 'decideOpening',
  tags,
  summary: '决定开放、不予开放或停止开放 / Open, refuse or close',
  description:
    '决定绑定所依据检查的目录版本与数据版次。/ A decision is bound to the version and generation that were checked.',
  request: { params: openingPath, body: jsonBody(openingDecisionBody) },
  responses: { 200: json(openingSchema, '现状 / where it stands'), ...problems },
});

export const openingRoutes = (home: ApiHome) => {
  const { ports } = home;
  return new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      allow(c, 'catalog.read', {}, 'opening');
      const { cursor, limit } = c.req.valid('query');
      const place = { index: 'topic', partition: openingsTopic } as const;
      return c.json(await listRecords(home, { kind: openings, ...place, cursor, limit }), 200);
    })
    .openapi(look, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'catalog.read', {}, openings.key(code));
      return c.json((await must(ports.records, openings, code)).value, 200);
    })
    .openapi(check, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'open.review', {}, openings.key(code));
      return c.json(await checkOpening(ports)({ code, actor: c.get('principal').name }), 200);
    })
    .openapi(decide, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'open.review', {}, openings.key(code));
      const decided = await decideOpening(ports)({
        code,
        ...c.req.valid('json'),
        actor: c.get('principal').name,
      });
      // What is left of it, should this end here, the clock does.
      if (decided.stage === 'open') await publishOpening(ports)(code);
      return c.json((await must(ports.records, openings, code)).value, 200);
    });
};
