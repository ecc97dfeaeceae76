/** The open list of requests and grants. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { grants } from '../../../layers/core/grants/kinds.ts';
import type { Given } from '../../../layers/core/grants/leave.ts';
import { definitions, find } from '../../../layers/core/records.ts';
import { givenNow } from '../../../layers/core/views/resolve-view.ts';
import { type GrantView, grantsAnswer, grantsQuery } from '../../../schemas/grant-api.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, problems } from '../openapi.ts';
import { viewGrant } from '../views/grant-view.ts';

const list = createRoute({
  method: 'get',
  path: '/grants',
  operationId: 'listGrants',
  tags: ['grants'],
  summary: '全部申请与授权，新的在前 / Requests and grants, newest first',
  request: { query: grantsQuery },
  responses: { 200: json(grantsAnswer, '一页授权 / a page of grants'), ...problems },
});

export const grantListRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>().openapi(list, async (c) => {
    allow(c, 'grant.read', {}, 'grants');
    const { resource, receiver, stage, decider, cursor, limit } = c.req.valid('query');
    const place =
      receiver === undefined
        ? ({ index: 'topic', partition: 'grants' } as const)
        : ({ index: 'owner', partition: `grants/${receiver}` } as const);
    const page = await listRecords(home, {
      kind: grants,
      ...place,
      cursor,
      limit,
      newestFirst: true,
      wanted: (grant) =>
        (resource === undefined || grant.resource === resource) &&
        (stage === undefined || grant.stage === stage),
    });
    const at = home.ports.clock.now().toISOString();
    const described = await descriptionsOf(home, new Set(page.items.map((one) => one.resource)));
    const views = page.items.flatMap((grant): GrantView[] => {
      const description = described.get(grant.resource);
      return description ? [viewGrant(grant, description, at, c.get('language'))] : [];
    });
    const items = decider === undefined ? views : views.filter((one) => one.waitsFor.includes(decider));
    return c.json({ ...page, items }, 200);
  });

async function descriptionsOf({ ports }: ApiHome, codes: ReadonlySet<string>): Promise<Map<string, Given>> {
  const found = new Map<string, Given>();
  for (const code of codes) {
    const held = await find(ports.records, definitions, code);
    if (held) found.set(code, await givenNow(ports.records, held.value.resource));
  }
  return found;
}
