/** Subscriptions: which resources a department receives. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { subscribe, unsubscribe } from '../../../layers/core/exchange/index.ts';
import { subscribers } from '../../../layers/core/records.ts';
import {
  idempotencyHeaders,
  subscriptionBody,
  subscriptionPath,
  subscriptionsQuery,
} from '../../../schemas/api.ts';
import { subscriptionsAnswer } from '../../../schemas/api-answers.ts';
import { type Subscription, subscriptionSchema } from '../../../schemas/records.ts';
import { allow, allowPlace, ownDepartment } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { once } from '../idempotency.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['subscriptions'];

const create = createRoute({
  method: 'post',
  path: '/subscriptions',
  operationId: 'subscribe',
  tags,
  summary: '订阅信息资源 / Subscribe to a resource',
  description:
    '从下一个批次起送达；湖中已有的数据不补送。/ Batches committed from now on are sent; what is in the lake already is not.',
  request: { headers: idempotencyHeaders, body: jsonBody(subscriptionBody) },
  responses: { 201: json(subscriptionSchema, '订阅 / the subscription'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/subscriptions',
  operationId: 'listSubscriptions',
  tags,
  summary: '本部门的订阅 / Subscriptions of a department',
  request: { query: subscriptionsQuery },
  responses: { 200: json(subscriptionsAnswer, '订阅 / subscriptions'), ...problems },
});

const end = createRoute({
  method: 'delete',
  path: '/subscriptions/{resource}/{id}',
  operationId: 'unsubscribe',
  tags,
  summary: '取消订阅 / End a subscription',
  request: { params: subscriptionPath },
  responses: { 204: { description: '已取消 / ended' }, ...problems },
});

export const subscriptionRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(create, async (c) => {
      const receiver = ownDepartment(c);
      const body = c.req.valid('json');
      allow(c, 'subscription.change', { owner: receiver }, subscribers.key(body.resource));
      const key = c.req.valid('header')['idempotency-key'];
      const actor = c.get('principal').name;
      const repeatable = { department: receiver, key, request: ['subscriptions', body] };
      const made = await once(home, repeatable, () => subscribe(home.ports)({ ...body, receiver, actor }));
      return c.json(made, 201, { location: `subscriptions/${made.resource}/${made.id}` });
    })
    .openapi(list, async (c) => {
      const department = allowPlace(c, 'subscription.read', c.req.valid('query').department, 'subscriptions');
      return c.json({ items: await subscriptionsOf(home, department) }, 200);
    })
    .openapi(end, async (c) => {
      const receiver = ownDepartment(c);
      const { resource, id } = c.req.valid('param');
      allow(c, 'subscription.change', { owner: receiver }, subscribers.key(resource));
      await unsubscribe(home.ports)({ resource, receiver, actor: c.get('principal').name, id });
      return c.body(null, 204);
    });

/** Subscribers stand with their resource, so all resources that have any are looked through. */
async function subscriptionsOf(home: ApiHome, department: string): Promise<Subscription[]> {
  const found: Subscription[] = [];
  let cursor: string | undefined;
  do {
    const place = { index: 'topic', partition: 'subscribers' } as const;
    const page = await listRecords(home, { kind: subscribers, ...place, limit: 100, cursor });
    found.push(...page.items.flatMap(({ list }) => list.filter((one) => one.receiver === department)));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
