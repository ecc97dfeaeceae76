/** What the platform has told a department, or its operator. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { notices } from '../../../layers/core/records.ts';
import { noticesQuery } from '../../../schemas/api.ts';
import { noticesAnswer } from '../../../schemas/api-answers.ts';
import { allowPlace } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, problems } from '../openapi.ts';

const list = createRoute({
  method: 'get',
  path: '/notices',
  operationId: 'listNotices',
  tags: ['notices'],
  summary: '通知，新的在前 / Notices to a department, or to the operator, newest first',
  request: { query: noticesQuery },
  responses: { 200: json(noticesAnswer, '一页通知 / a page of notices'), ...problems },
});

/** Whom notices are for that are no department's. */
const operator = 'operator';

export const noticeRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>().openapi(list, async (c) => {
    const { department: asked, cursor, limit } = c.req.valid('query');
    const usual = c.get('principal').department ?? operator;
    const to = allowPlace(c, 'notice.read', asked ?? usual, 'notices');
    const place = { index: 'owner', partition: `notices/${to}` } as const;
    return c.json(
      await listRecords(home, { kind: notices, ...place, cursor, limit, newestFirst: true }),
      200,
    );
  });
