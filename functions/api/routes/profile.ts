/** A resource's page: sample, counts, quality, freshness, lineage and users. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { profileResource } from '../../../layers/core/discovery/profile.ts';
import { definitions } from '../../../layers/core/records.ts';
import { resourcePath } from '../../../schemas/api.ts';
import { profileAnswer } from '../../../schemas/profile.ts';
import { allow } from '../allow.ts';
import { findDefinition } from '../find-targets.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { json, problems } from '../openapi.ts';

const look = createRoute({
  method: 'get',
  path: '/resources/{code}/profile',
  operationId: 'getResourceProfile',
  tags: ['resources'],
  summary:
    '资源概况：样例、行数、质量、时效、来源与使用 / Sample, counts, quality, freshness, lineage and users of a resource',
  description:
    '样例至多 20 行，个人信息一律掩码；3 级资源不给样例。/ A sample has at most 20 rows, personal values masked; of grade 3 there is none.',
  request: { params: resourcePath },
  responses: { 200: json(profileAnswer, '概况 / the profile'), ...problems },
});

export const profileRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>().openapi(look, async (c) => {
    const { code } = c.req.valid('param');
    allow(c, 'catalog.read', {}, definitions.key(code));
    const { resource } = (await findDefinition(home, code)).value;
    return c.json(await profileResource(home.ports)(resource), 200);
  });
