/** The current state of a resource, row by row: for its providers, its subscribers and the operator. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { NotFound } from '../../../layers/core/errors.ts';
import { findOr, subscribers } from '../../../layers/core/records.ts';
import { resourcePath, rowsQuery } from '../../../schemas/api.ts';
import { rowsAnswer } from '../../../schemas/api-answers.ts';
import type { Subscription } from '../../../schemas/records.ts';
import { allow } from '../allow.ts';
import { findDefinition } from '../find-targets.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { json, problems } from '../openapi.ts';
import { readRows } from '../read-rows.ts';

const rows = createRoute({
  method: 'get',
  path: '/resources/{code}/rows',
  operationId: 'readRows',
  tags: ['resources'],
  summary: '资源的当前数据 / The current state of a resource',
  description:
    '提供部门与运维看全部；订阅部门只看订阅的信息项与行。/ Providers and the operator see all; a subscriber its items and rows.',
  request: { params: resourcePath, query: rowsQuery },
  responses: { 200: json(rowsAnswer, '一页数据 / a page of rows'), ...problems },
});

export const rowRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>().openapi(rows, async (c) => {
    const { code } = c.req.valid('param');
    const { resource } = (await findDefinition(home, code)).value;
    const { list } = (await findOr(home.ports.records, subscribers, { resource: code, list: [] }, code))
      .value;
    const parties = { providers: resource.departments, receivers: list.map((one) => one.receiver) };
    const relation = allow(c, 'rows.read', parties, `rows/${code}`);
    const query = c.req.valid('query');
    const under = relation === 'receiver' ? ownSubscription(c, list, query.subscription) : undefined;
    return c.json(await readRows(home.ports, resource, query, under), 200);
  });

/** The one asked for, else the newest. @throws NotFound when it is not the department's */
function ownSubscription(
  c: ApiContext,
  list: readonly Subscription[],
  asked: string | undefined,
): Subscription {
  const own = list.filter((one) => one.receiver === c.get('principal').department);
  const found = asked === undefined ? own.at(-1) : own.find((one) => one.id === asked);
  if (found) return found;
  throw new NotFound(
    `you have no subscription ${asked}; see GET /subscriptions`,
    `本部门没有订阅 ${asked}，可在订阅列表中查看`,
  );
}
