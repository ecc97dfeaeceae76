/** Search in the catalog. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { discover } from '../../../layers/core/discovery/discover.ts';
import { openShelf } from '../../../layers/core/discovery/shelf.ts';
import { discoverAnswer, discoverQuery } from '../../../schemas/discovery.ts';
import { allow } from '../allow.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { json, problems } from '../openapi.ts';

const find = createRoute({
  method: 'get',
  path: '/discover',
  operationId: 'discover',
  tags: ['resources'],
  summary: '检索信息资源 / Search the catalog',
  description:
    '支持中文、拼音、拼音首字母、英文与代码；可按部门、分类、周期、级别、标识、资源库等筛选，附各项计数。/ Chinese, pinyin, its initials, English or codes; narrowed by department, class, cycle, grade, identifier, database, with counts.',
  request: { query: discoverQuery },
  responses: { 200: json(discoverAnswer, '检索结果 / what was found'), ...problems },
});

const placeSchema = z.number().int().min(0);

export const discoverRoutes = (home: ApiHome) => {
  const shelf = openShelf(home.ports);
  return new OpenAPIHono<ApiEnv>().openapi(find, async (c) => {
    allow(c, 'catalog.read', {}, 'definition');
    const { cursor, limit, ...asked } = c.req.valid('query');
    const scope = JSON.stringify(['discover', asked]);
    const offset = readCursor(scope, cursor, placeSchema) ?? 0;
    const found = discover(await shelf.search(), asked, { offset, limit });
    const next = offset + limit < found.total ? { next: writeCursor(scope, offset + limit) } : {};
    return c.json({ ...found, ...next }, 200);
  });
};
