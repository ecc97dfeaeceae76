/** Open to everybody: is it alive, and how is it used. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { healthAnswer } from '../../../schemas/api-answers.ts';
import { docsFile, docsHeaders, docsPage } from '../docs-page.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { json, plainAnswer, problems } from '../openapi.ts';

const tags = ['system'];
const open = { tags, security: [] };

const health = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'getHealth',
  ...open,
  summary: '运行状态 / Is it alive, and can it read its records',
  responses: { 200: json(healthAnswer, '正常 / it is'), ...problems },
});

const document = createRoute({
  method: 'get',
  path: '/openapi.json',
  operationId: 'getOpenApi',
  ...open,
  summary: '接口描述（OpenAPI 3.1） / This description',
  responses: {
    200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: z.looseObject({}) } } },
  },
});

const docs = createRoute({
  method: 'get',
  path: '/docs',
  operationId: 'browseDocs',
  ...open,
  summary: '在线文档 / This description, to browse',
  responses: {
    200: { description: '网页 / a page', content: { 'text/html': { schema: { type: 'string' as const } } } },
  },
});

/** `describe` gives the document; it is asked when all routes are known. */
export const systemRoutes = (home: ApiHome, describe: () => object) => {
  const routes = new OpenAPIHono<ApiEnv>()
    .openapi(health, async (c) => {
      await home.ports.records.get('health');
      return c.json({ status: 'ok' as const, time: home.ports.clock.now().toISOString() }, 200);
    })
    .openapi(document, (c) =>
      c.json(describe() as Record<string, unknown>, 200, { 'cache-control': 'no-cache' }),
    )
    .openapi(docs, (c) => plainAnswer(c.body(docsPage, 200, docsHeaders)));
  routes.get('/docs/:file', async (c) => docsFile(c, home));
  return routes;
};
