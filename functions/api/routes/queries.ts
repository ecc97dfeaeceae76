/** SQL over the lake: asked, looked at, stopped, and its rows. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Refused } from '../../../layers/core/errors.ts';
import type { QueryService } from '../../../layers/core/ports/query-engine.ts';
import { executions, queriesOf } from '../../../layers/core/workbench/kinds.ts';
import { idempotencyHeaders } from '../../../schemas/api.ts';
import {
  queriesAnswer,
  queriesQuery,
  queryBody,
  queryPath,
  queryResultsAnswer,
  queryResultsQuery,
} from '../../../schemas/query-api.ts';
import { executionSchema } from '../../../schemas/workbench.ts';
import { allow } from '../allow.ts';
import { type ApiContext, type ApiEnv, type ApiHome, largestAnswer } from '../home.ts';
import { once } from '../idempotency.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['queries'];

const start = createRoute({
  method: 'post',
  path: '/queries',
  operationId: 'startQuery',
  tags,
  summary: '提交一条 SQL / Ask something of the lake in SQL',
  description:
    'Athena v3 语法。只能读到本部门有权读取的行与信息项；语句有误时，错误及位置在查询中给出。/ Athena engine v3 SQL over what your department may read; what is wrong with the statement shows in the query, with its place.',
  request: { headers: idempotencyHeaders, body: jsonBody(queryBody) },
  responses: { 201: json(executionSchema, '查询 / the query'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/queries',
  operationId: 'listQueries',
  tags,
  summary: '本人的查询，新的在前 / Your queries, newest first',
  request: { query: queriesQuery },
  responses: { 200: json(queriesAnswer, '一页查询 / a page of queries'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/queries/{id}',
  operationId: 'getQuery',
  tags,
  summary: '查看本人的一个查询 / One of your queries',
  request: { params: queryPath },
  responses: { 200: json(executionSchema, '查询 / the query'), ...problems },
});

const stop = createRoute({
  method: 'post',
  path: '/queries/{id}/stop',
  operationId: 'stopQuery',
  tags,
  summary: '停止查询 / Stop a query',
  request: { params: queryPath },
  responses: { 200: json(executionSchema, '查询 / the query'), ...problems },
});

const results = createRoute({
  method: 'get',
  path: '/queries/{id}/results',
  operationId: 'getQueryResults',
  tags,
  summary: '查询结果，一页 / A page of the rows',
  request: { params: queryPath, query: queryResultsQuery },
  responses: { 200: json(queryResultsAnswer, '一页结果 / a page of rows'), ...problems },
});

export const queryRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(start, async (c) => {
      const { service, principal } = allowQueries(c, home);
      const body = c.req.valid('json');
      const { sql, ...more } = body;
      const key = c.req.valid('header')['idempotency-key'];
      const request = ['queries', principal.department ?? null, body];
      const repeatable = { department: `query-${principal.name}`, key, request };
      // Only the number is kept under the key: how far the query is changes, and its text stands in its record.
      const id = await once(home, repeatable, () => service.start({ text: sql, ...more }, principal));
      return c.json(await service.execution(id, principal), 201, { location: `queries/${id}` });
    })
    .openapi(list, async (c) => {
      const { principal } = allowQueries(c, home);
      const listing = { kind: executions, index: 'owner', partition: queriesOf(principal.name) } as const;
      const page = await listRecords(home, {
        ...listing,
        ...c.req.valid('query'),
        newestFirst: true,
        wanted: ({ department }) => department === principal.department,
      });
      return c.json(page, 200);
    })
    .openapi(look, async (c) => {
      const { service, principal } = allowQueries(c, home);
      return c.json(await service.execution(c.req.valid('param').id, principal), 200);
    })
    .openapi(stop, async (c) => {
      const { service, principal } = allowQueries(c, home);
      const { id } = c.req.valid('param');
      await service.stop(id, principal);
      return c.json(await service.execution(id, principal), 200);
    })
    .openapi(results, async (c) => {
      const { service, principal } = allowQueries(c, home);
      const { id } = c.req.valid('param');
      const { columns } = await service.execution(id, principal);
      const { after, limit } = c.req.valid('query');
      const place = after === undefined ? {} : { after };
      return c.json({ columns, ...(await takePage(service.results(id, place, principal), limit)) }, 200);
    });

/** Asked in the name of one's own department; whose query it is, the service knows. */
function allowQueries(c: ApiContext, { queries }: ApiHome) {
  const principal = c.get('principal');
  allow(c, 'query.run', { owner: principal.department }, `queries/${principal.department ?? 'city'}`);
  if (!queries) throw noQueries();
  return { service: queries, principal };
}

async function takePage(rows: ReturnType<QueryService['results']>, limit: number) {
  const taken: (string | null)[][] = [];
  let bytes = 0;
  let last: string | undefined;
  for await (const { values, place } of rows) {
    bytes += Buffer.byteLength(JSON.stringify(values));
    if (last !== undefined && (taken.length >= limit || bytes > largestAnswer))
      return { rows: taken, next: last };
    taken.push([...values]);
    last = place;
  }
  return { rows: taken };
}

const noQueries = (): Refused =>
  new Refused(
    'no-queries',
    'this stage answers no SQL: it has no `workbench`; ask its operator for one',
    '本环境未配置 workbench，不能执行 SQL，请联系平台运维人员',
  );
