/** The viewer of the log: where a message is and who had it; what happened in a department since a time. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { permits, unknown } from '../../../layers/core/identity/decide.ts';
import { entriesOfRecords, entriesSince, recordsOfMessage } from '../../../layers/core/ledger/trail.ts';
import { messageTrailAnswer, messageTrailPath, trailAnswer, trailQuery } from '../../../schemas/trail-api.ts';
import { allow, allowPlace } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { json, problems } from '../openapi.ts';

const tags = ['ledger'];

const message = createRoute({
  method: 'get',
  path: '/trail/{id}',
  operationId: 'trailMessage',
  tags,
  summary: '一条消息的踪迹：现在何处、经过谁手 / Where a message is, and who had it',
  request: { params: messageTrailPath },
  responses: {
    200: json(messageTrailAnswer, '凭证、批次、数据包及其台账 / its records and the ledger of them'),
    ...problems,
  },
});

const list = createRoute({
  method: 'get',
  path: '/trail',
  operationId: 'listTrail',
  tags,
  summary: '某部门一段时间的台账，新的在前 / What happened in a department since a time, newest first',
  request: { query: trailQuery },
  responses: {
    200: json(trailAnswer, '条目；继续时以最后一条的时间为 until / entries; go on with `until`'),
    ...problems,
  },
});

export const trailRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(message, async (c) => {
      const { id } = c.req.valid('param');
      const principal = c.get('principal');
      const known = await recordsOfMessage(home.ports, id);
      // Each sees what is in its own chain.
      const seen = known.filter(({ department }) => permits(principal, 'ledger.read', { owner: department }));
      const owner = (seen[0] ?? known[0])?.department;
      allow(c, 'ledger.read', { owner, secret: id }, `trail/${id}`);
      if (known.length === 0) throw unknown(id);
      const all = await entriesOfRecords(home.ports, known);
      const entries = all.filter((entry) => permits(principal, 'ledger.read', { owner: entry.department }));
      const records = seen.map(({ version: _version, ...one }) => one);
      return c.json({ records, entries }, 200);
    })
    .openapi(list, async (c) => {
      const { department: asked, limit, ...stretch } = c.req.valid('query');
      const department = allowPlace(c, 'ledger.read', asked, 'trail');
      return c.json({ items: await entriesSince(home.ports, { ...stretch, department }, limit) }, 200);
    });
