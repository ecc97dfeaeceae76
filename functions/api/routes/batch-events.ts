/** The progress of a batch as server-sent events, where the home can stream. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { Refused } from '../../../layers/core/errors.ts';
import { isEnded } from '../../../layers/core/exchange/batch-state.ts';
import { batches, find } from '../../../layers/core/records.ts';
import { batchPath } from '../../../schemas/api.ts';
import { boundResource, findBatchFor } from '../find-targets.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { plainAnswer, problems } from '../openapi.ts';
import { viewBatch } from '../views/batch-view.ts';
import { enterWaitingRoom } from '../waiting-room.ts';

const events = createRoute({
  method: 'get',
  path: '/batches/{id}/events',
  operationId: 'watchBatch',
  tags: ['batches'],
  summary: '处理进度（server-sent events）/ Progress as server-sent events',
  description:
    '每次变化一个 progress 事件，内容同批次；云端不提供，请改用 wait。/ One `progress` event a change, its data as of the batch; not in the cloud, use `wait`.',
  request: { params: batchPath },
  responses: {
    200: {
      description: '事件流 / events',
      content: { 'text/event-stream': { schema: { type: 'string' as const } } },
    },
    ...problems,
  },
});

const lookMilliseconds = 250;
const heartbeatMilliseconds = 15_000;
/** Browsers connect again by themselves; nobody holds a connection for ever. */
const longestMilliseconds = 30 * 60_000;

export const eventRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>().openapi(events, async (c) => {
    const { id } = c.req.valid('param');
    await findBatchFor(c, home, 'batch.read', id);
    if (!home.streams)
      throw new Refused(
        'no-streams',
        `this home does not stream; ask GET /batches/${id}?wait=20 again and again`,
        `当前环境不支持事件流，请反复请求 GET /batches/${id}?wait=20`,
      );
    const leave = enterWaitingRoom(home, c.get('principal').name);
    const tell = (stream: SSEStreamingApi) => tellProgress(c, home, id, stream).finally(leave);
    return plainAnswer(streamSSE(c, tell));
  });

async function tellProgress(
  c: ApiContext,
  home: ApiHome,
  id: string,
  stream: SSEStreamingApi,
): Promise<void> {
  const begun = performance.now();
  let told = 0;
  let spoke = begun;
  while (!stream.aborted && performance.now() - begun < longestMilliseconds) {
    const batch = await find(home.ports.records, batches, id);
    if (!batch) return;
    if (batch.version !== told) {
      const view = viewBatch(batch.value, c.get('language'), await boundResource(home, batch.value));
      await stream.writeSSE({ event: 'progress', id: String(batch.version), data: JSON.stringify(view) });
      told = batch.version;
      spoke = performance.now();
      if (batch.value.stage === 'committed' || isEnded(batch.value.stage)) return;
    }
    if (performance.now() - spoke > heartbeatMilliseconds) {
      await stream.write(': still here\n\n');
      spoke = performance.now();
    }
    await (home.pause ?? sleep)(lookMilliseconds);
  }
}
