/** Runs of flows: asked for by hand or for months that are past, and what became of them. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { askDryRun, askRun, backfillFlow } from '../../../layers/core/flows/ask-run.ts';
import { flowRuns, flows } from '../../../layers/core/flows/kinds.ts';
import { readSample } from '../../../layers/core/flows/perform-dry-run.ts';
import { unknown } from '../../../layers/core/identity/decide.ts';
import { find, must, tickets } from '../../../layers/core/records.ts';
import { idempotencyHeaders } from '../../../schemas/api.ts';
import {
  backfillAnswer,
  backfillBody,
  dryRunAnswer,
  dryRunBody,
  dryRunPath,
  type FlowRunAnswer,
  type FlowRunView,
  flowPath,
  flowRunAnswer,
  flowRunBody,
  flowRunPath,
  flowRunsAnswer,
  flowRunView,
  flowsQuery,
} from '../../../schemas/flow-api.ts';
import type { FlowRun } from '../../../schemas/flow-records.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { once } from '../idempotency.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['flows'];

const run = createRoute({
  method: 'post',
  path: '/flows/{code}/runs',
  operationId: 'runFlow',
  tags,
  summary: '人工运行流程 / Run a flow by hand',
  description:
    '给出 period 时，来源中标明 period 的只取该月。/ With a period, sources that name one give that month alone.',
  request: { params: flowPath, headers: idempotencyHeaders, body: jsonBody(flowRunBody) },
  responses: { 201: json(flowRunView, '运行 / the run'), ...problems },
});

const backfill = createRoute({
  method: 'post',
  path: '/flows/{code}/backfills',
  operationId: 'backfillFlow',
  tags,
  summary: '补跑若干月，每月一次 / Run a flow for months that are past, one by one',
  request: { params: flowPath, headers: idempotencyHeaders, body: jsonBody(backfillBody) },
  responses: { 201: json(backfillAnswer, '各月的运行 / a run for each month'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/flows/{code}/runs',
  operationId: 'listFlowRuns',
  tags,
  summary: '运行清单，新的在前 / Runs of a flow, newest first',
  request: { params: flowPath, query: flowsQuery },
  responses: { 200: json(flowRunsAnswer, '一页运行 / a page of runs'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/flows/{code}/runs/{id}',
  operationId: 'getFlowRun',
  tags,
  summary:
    '查看运行：阶段、版次、输出批次、失败原因 / A run: stage, generations, batches of its outputs, fault',
  request: { params: flowRunPath },
  responses: { 200: json(flowRunAnswer, '运行 / the run'), ...problems },
});

const tryOut = createRoute({
  method: 'post',
  path: '/flows/dry-runs',
  operationId: 'dryRunFlow',
  tags,
  summary: '试运行：显示各节点前后的行，不交付 / Try a flow: rows of every node, nothing handed in',
  description:
    '只读取提出人有权看的数据；结果稍后以 GET 取得，保留一天。/ Reads what the asker may see; the rows are there shortly, by GET, and for a day.',
  request: { headers: idempotencyHeaders, body: jsonBody(dryRunBody) },
  responses: { 201: json(flowRunView, '试运行 / the dry run'), ...problems },
});

const sample = createRoute({
  method: 'get',
  path: '/flows/dry-runs/{id}',
  operationId: 'getFlowDryRun',
  tags,
  summary: '查看试运行的结果，限提出人 / Rows of a dry run, for who asked for it',
  request: { params: dryRunPath },
  responses: { 200: json(dryRunAnswer, '试运行 / the dry run'), ...problems },
});

const viewOf = ({ dry: _dry, ...view }: FlowRun): FlowRunView => view;

/** With what became of each file that was handed in. */
async function followed({ ports }: ApiHome, given: FlowRun): Promise<FlowRunAnswer> {
  const outputs: FlowRunAnswer['outputs'] = [];
  for (const output of given.outputs) {
    const ticket = (await find(ports.records, tickets, output.ticket))?.value;
    const taken = ticket && { taken: ticket.stage, ...(ticket.batch ? { batch: ticket.batch } : {}) };
    outputs.push({ ...output, ...taken });
  }
  return { ...viewOf(given), outputs };
}

export const flowRunRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(tryOut, async (c) => {
      const asker = c.get('principal');
      allow(c, 'flow.draft', { owner: asker.department }, 'flows/dry-runs');
      const body = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const department = asker.department ?? 'platform';
      const repeatable = { department, key, request: ['dry-runs', asker.name, body] };
      const made = await once(home, repeatable, async () => viewOf(await askDryRun(home.ports)(body, asker)));
      return c.json(made, 201, { location: `dry-runs/${made.id}` });
    })
    .openapi(sample, async (c) => {
      const asker = c.get('principal');
      const { id } = c.req.valid('param');
      allow(c, 'flow.draft', { owner: asker.department }, flowRuns.key(id));
      const found = (await find(home.ports.records, flowRuns, id))?.value;
      if (!found?.dry || found.askedBy !== asker.name) throw unknown(flowRuns.key(id));
      const shown =
        found.stage === 'done' ? { nodes: (await readSample(home.ports, found)).map(asShown) } : {};
      return c.json({ ...viewOf(found), ...shown }, 200);
    })
    .openapi(run, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'flow.run', {}, flows.key(code));
      const { period } = c.req.valid('json');
      const asked = { code, actor: c.get('principal').name };
      const key = c.req.valid('header')['idempotency-key'];
      const repeatable = { department: 'platform', key, request: ['run', code, period] };
      const made = await once(home, repeatable, () => askRun(home.ports)(asked, period));
      return c.json(made, 201, { location: `runs/${made.id}` });
    })
    .openapi(backfill, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'flow.run', {}, flows.key(code));
      const months = c.req.valid('json');
      const asked = { code, actor: c.get('principal').name };
      const key = c.req.valid('header')['idempotency-key'];
      const repeatable = { department: 'platform', key, request: ['backfill', code, months] };
      const items = await once(home, repeatable, async () => [
        ...(await backfillFlow(home.ports)(asked, months)),
      ]);
      return c.json({ items }, 201);
    })
    .openapi(list, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'flow.read', {}, flows.key(code));
      await must(home.ports.records, flows, code);
      const { cursor, limit } = c.req.valid('query');
      const page = await listRecords(home, {
        kind: flowRuns,
        index: 'topic',
        partition: `flow-runs-of/${code}`,
        cursor,
        limit,
        newestFirst: true,
      });
      return c.json({ ...page, items: page.items.map(viewOf) }, 200);
    })
    .openapi(look, async (c) => {
      const { code, id } = c.req.valid('param');
      allow(c, 'flow.read', {}, flowRuns.key(id));
      const found = (await find(home.ports.records, flowRuns, id))?.value;
      if (found?.flow !== code || found.dry) throw unknown(flowRuns.key(id));
      return c.json(await followed(home, found), 200);
    });

const asShown = ({ node, columns, count, rows }: Awaited<ReturnType<typeof readSample>>[number]) => ({
  node,
  columns: [...columns],
  count,
  rows: rows.map((row) => [...row]),
});
