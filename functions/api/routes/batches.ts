/** Batches: what became of a file. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { isEnded, isUnderway } from '../../../layers/core/exchange/batch-state.ts';
import { parcelsOf, traceLine, withdrawBatch } from '../../../layers/core/exchange/index.ts';
import { batches } from '../../../layers/core/records.ts';
import {
  batchesQuery,
  batchPath,
  ifNoneMatchHeaders,
  linePath,
  waitQuery,
  withdrawBody,
} from '../../../schemas/api.ts';
import { batchesAnswer, batchView, lineageAnswer, parcelsAnswer } from '../../../schemas/api-answers.ts';
import type { Batch } from '../../../schemas/records.ts';
import { allowPlace } from '../allow.ts';
import { holdsTag, notModified, tagOf } from '../etag.ts';
import { boundResource, findBatchFor } from '../find-targets.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { waitForNews } from '../long-poll.ts';
import { json, jsonBody, plainAnswer, problems, unchanged } from '../openapi.ts';
import { summariseBatch, viewBatch } from '../views/batch-view.ts';
import { viewParcel } from '../views/parcel-view.ts';

const tags = ['batches'];

const list = createRoute({
  method: 'get',
  path: '/batches',
  operationId: 'listBatches',
  tags,
  summary: '本部门的批次，新的在前 / Batches of a department, newest first',
  request: { query: batchesQuery },
  responses: { 200: json(batchesAnswer, '一页批次 / a page of batches'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/batches/{id}',
  operationId: 'getBatch',
  tags,
  summary: '查看批次，可等待处理结果 / A batch; waits for its outcome',
  request: { params: batchPath, query: waitQuery, headers: ifNoneMatchHeaders },
  responses: { 200: json(batchView, '批次 / the batch'), ...unchanged, ...problems },
});

const lineage = createRoute({
  method: 'get',
  path: '/batches/{id}/lineage/{line}',
  operationId: 'traceLine',
  tags,
  summary: '追溯一行的来源 / Where a row came from, and the line itself',
  request: { params: linePath },
  responses: { 200: json(lineageAnswer, '来源 / lineage'), ...problems },
});

const parcels = createRoute({
  method: 'get',
  path: '/batches/{id}/parcels',
  operationId: 'listParcelsOfBatch',
  tags,
  summary: '批次送往哪些部门 / Parcels made of a batch',
  request: { params: batchPath },
  responses: { 200: json(parcelsAnswer, '数据包 / parcels'), ...problems },
});

const withdraw = createRoute({
  method: 'post',
  path: '/batches/{id}/withdraw',
  operationId: 'withdrawBatch',
  tags,
  summary: '撤回批次 / Withdraw a batch',
  request: { params: batchPath, body: jsonBody(withdrawBody) },
  responses: { 200: json(batchView, '撤回后的批次 / the batch as it ended'), ...problems },
});

/** Committed, ended, or waiting for somebody: nothing of it is at work now. */
const isAtRest = ({ stage }: Batch): boolean =>
  !isUnderway(stage) || stage === 'asks' || stage === 'scanning';

export const batchRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      const { department: asked, cursor, limit } = c.req.valid('query');
      const department = allowPlace(c, 'batch.read', asked, 'batches');
      const partition = `batches/${department}`;
      const page = await listRecords(home, {
        kind: batches,
        index: 'owner',
        partition,
        cursor,
        limit,
        newestFirst: true,
      });
      const language = c.get('language');
      return c.json({ ...page, items: page.items.map((batch) => summariseBatch(batch, language)) }, 200);
    })
    .openapi(look, async (c) => {
      const { id } = c.req.valid('param');
      const batch = await waitForNews(c, home, c.req.valid('query').wait, {
        read: () => findBatchFor(c, home, 'batch.read', id),
        tag: ({ version }) => tagOf(version),
        atRest: ({ value }) => isAtRest(value),
        isFinal: ({ value }) => isEnded(value.stage),
      });
      const tag = tagOf(batch.version);
      if (holdsTag(c, tag)) return plainAnswer(notModified(c, tag));
      const resource = await boundResource(home, batch.value);
      return c.json(viewBatch(batch.value, c.get('language'), resource), 200, { etag: tag });
    })
    .openapi(lineage, async (c) => {
      const { id, line } = c.req.valid('param');
      await findBatchFor(c, home, 'batch.contents', id);
      const { original, collected, problems: found, ...traced } = await traceLine(home.ports)(id, line);
      const rows = { original: original && { ...original }, collected: collected && { ...collected } };
      return c.json({ ...traced, ...rows, problems: found && [...found] }, 200);
    })
    .openapi(parcels, async (c) => {
      const { id } = c.req.valid('param');
      await findBatchFor(c, home, 'batch.read', id);
      const language = c.get('language');
      const sent = await parcelsOf(home.ports, id);
      return c.json({ items: sent.map((parcel) => viewParcel(parcel, language)) }, 200);
    })
    .openapi(withdraw, async (c) => {
      const { id } = c.req.valid('param');
      const { value } = await findBatchFor(c, home, 'batch.withdraw', id);
      const batch = await withdrawBatch(home.ports)({
        department: value.department,
        actor: c.get('principal').name,
        batch: id,
        reason: c.req.valid('json').reason,
      });
      return c.json(viewBatch(batch, c.get('language')), 200);
    });
