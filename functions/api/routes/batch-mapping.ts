/** The columns of a file: what the bus proposes, and what the department answers. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { answerMapping } from '../../../layers/core/exchange/index.ts';
import { answersBody, batchPath } from '../../../schemas/api.ts';
import { mappingAnswer, wokenAnswer } from '../../../schemas/api-answers.ts';
import type { Batch } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { boundResource, findBatchFor } from '../find-targets.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { json, jsonBody, problems } from '../openapi.ts';
import { viewQuestions } from '../views/batch-view.ts';

const tags = ['batches'];

const propose = createRoute({
  method: 'get',
  path: '/batches/{id}/mapping',
  operationId: 'getMapping',
  tags,
  summary: '列与信息项的对应，及待确认的列 / Columns, items, and the columns in question',
  request: { params: batchPath },
  responses: { 200: json(mappingAnswer, '对应关系 / the mapping'), ...problems },
});

const answer = createRoute({
  method: 'post',
  path: '/batches/{id}/mapping',
  operationId: 'answerMapping',
  tags,
  summary: '确认列的对应关系，今后同版式不再询问 / Answer; the same layout is not asked about again',
  request: { params: batchPath, body: jsonBody(answersBody) },
  responses: { 200: json(wokenAnswer, '继续处理的批次 / batches that go on'), ...problems },
});

export const mappingRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(propose, async (c) => {
      const batch = await findBatchFor(c, home, 'mapping.read', c.req.valid('param').id);
      return c.json(viewMapping(batch.value, await boundResource(home, batch.value)), 200);
    })
    .openapi(answer, async (c) => {
      const { id } = c.req.valid('param');
      const { value } = await findBatchFor(c, home, 'mapping.answer', id);
      const { answers } = c.req.valid('json');
      const actor = c.get('principal').name;
      const woken = await answerMapping(home.ports)({
        department: value.department,
        actor,
        batch: id,
        answers,
      });
      return c.json({ woken: [...woken] }, 200);
    });

/** A waiting batch shows what is proposed, any other what it was read with. */
function viewMapping(batch: Batch, resource: Resource | undefined) {
  const { layout, mapping } = batch.proposal ?? batch;
  const items = resource?.items ?? [];
  return {
    batch: batch.id,
    state: batch.stage,
    headers: layout?.headers ?? [],
    columns: mapping?.columns ?? [],
    questions: viewQuestions(batch, resource),
    items: items.map(({ code, name, required, unit }) => ({ code, name, required, unit })),
  };
}
