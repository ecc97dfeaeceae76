/** The queues, for the operator: depths, dead letters, giving them back, throwing them away. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { lettersBody, queuePath } from '../../../schemas/api.ts';
import { countAnswer, lettersAnswer, queuesAnswer } from '../../../schemas/api-answers.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { json, problems } from '../openapi.ts';

const tags = ['queues'];
const optionalIds = { content: { 'application/json': { schema: lettersBody } } };

const depths = createRoute({
  method: 'get',
  path: '/queues',
  operationId: 'listQueues',
  tags,
  summary: '各队列的积压 / Depths of the queues',
  responses: { 200: json(queuesAnswer, '队列 / queues'), ...problems },
});

const dead = createRoute({
  method: 'get',
  path: '/queues/{queue}/dead',
  operationId: 'listDeadLetters',
  tags,
  summary: '死信 / Dead letters of a queue',
  request: { params: queuePath },
  responses: { 200: json(lettersAnswer, '死信 / dead letters'), ...problems },
});

const redrive = createRoute({
  method: 'post',
  path: '/queues/{queue}/redrive',
  operationId: 'redriveDeadLetters',
  tags,
  summary: '退回队列重试 / Give dead letters back to their queue',
  request: { params: queuePath, body: optionalIds },
  responses: { 200: json(countAnswer, '退回的条数 / how many'), ...problems },
});

const purge = createRoute({
  method: 'post',
  path: '/queues/{queue}/purge',
  operationId: 'purgeDeadLetters',
  tags,
  summary: '删除死信 / Delete dead letters',
  request: { params: queuePath, body: optionalIds },
  responses: { 200: json(countAnswer, '删除的条数 / how many'), ...problems },
});

export const queueRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(depths, async (c) => {
      allow(c, 'queue.read', {}, 'queues');
      return c.json({ items: [...(await home.ports.queue.depth())] }, 200);
    })
    .openapi(dead, async (c) => {
      const { queue } = c.req.valid('param');
      allow(c, 'queue.read', {}, `queue/${queue}`);
      const letters = await home.ports.queue.deadLetters(queue);
      const items = letters.map(({ id, message, failures, lastError }) => ({
        id,
        record: message.record,
        version: message.version,
        failures,
        lastError,
      }));
      return c.json({ items }, 200);
    })
    .openapi(redrive, async (c) => {
      const { queue } = c.req.valid('param');
      allow(c, 'queue.change', {}, `queue/${queue}`);
      return c.json({ count: await home.ports.queue.redrive(queue, c.req.valid('json').ids) }, 200);
    })
    .openapi(purge, async (c) => {
      const { queue } = c.req.valid('param');
      allow(c, 'queue.change', {}, `queue/${queue}`);
      return c.json({ count: await home.ports.queue.purge(queue, c.req.valid('json').ids) }, 200);
    });
