/** Flows: checked, deployed as versions, paused, resumed and taken back. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { checkFlow } from '../../../layers/core/flows/check-flow.ts';
import { dataServices } from '../../../layers/core/flows/data-services.ts';
import { deployFlow, pauseFlow, resumeFlow, rollBackFlow } from '../../../layers/core/flows/deploy-flow.ts';
import { flows, flowVersions } from '../../../layers/core/flows/kinds.ts';
import { must } from '../../../layers/core/records.ts';
import { typeText } from '../../../layers/core/sql/types.ts';
import {
  checkAnswer,
  dataServicesAnswer,
  deployAnswer,
  flowAnswer,
  flowBody,
  flowPath,
  flowReasonBody,
  flowsAnswer,
  flowsQuery,
  flowVersionAnswer,
  flowVersionPath,
  rollBackBody,
} from '../../../schemas/flow-api.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['flows'];

const check = createRoute({
  method: 'post',
  path: '/flows/check',
  operationId: 'checkFlow',
  tags,
  summary: '整体校验流程，逐节点说明 / Check a flow as a whole, each fault at its node',
  request: { body: jsonBody(flowBody) },
  responses: {
    200: json(checkAnswer, '校验结果与各边的列 / findings, and the columns along the edges'),
    ...problems,
  },
});

const deploy = createRoute({
  method: 'post',
  path: '/flows',
  operationId: 'deployFlow',
  tags,
  summary: '部署流程：冻结为新版本并运行 / Deploy a flow: frozen as a version, which runs',
  description:
    '输出登记为目录资源，授权由其来源的提供部门审批；同一文件再次部署不产生新版本。/ Outputs stand in the catalog, and who provides their sources decides on grants; the same document again makes no version.',
  request: { body: jsonBody(flowBody) },
  responses: { 201: json(deployAnswer, '流程 / the flow'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/flows',
  operationId: 'listFlows',
  tags,
  summary: '流程清单 / Flows',
  request: { query: flowsQuery },
  responses: { 200: json(flowsAnswer, '一页流程 / a page of flows'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/flows/{code}',
  operationId: 'getFlow',
  tags,
  summary: '查看流程：状态、版本、下次运行 / A flow: state, version, next time',
  request: { params: flowPath },
  responses: { 200: json(flowAnswer, '流程 / the flow'), ...problems },
});

const version = createRoute({
  method: 'get',
  path: '/flows/{code}/versions/{version}',
  operationId: 'getFlowVersion',
  tags,
  summary: '查看流程的一个版本 / A version of a flow, as it was deployed',
  request: { params: flowVersionPath },
  responses: { 200: json(flowVersionAnswer, '版本 / the version'), ...problems },
});

const moved = { 200: json(flowAnswer, '流程 / the flow'), ...problems };

const pause = createRoute({
  method: 'post',
  path: '/flows/{code}/pause',
  operationId: 'pauseFlow',
  tags,
  summary: '暂停流程 / Pause a flow',
  request: { params: flowPath, body: jsonBody(flowReasonBody) },
  responses: moved,
});

const resume = createRoute({
  method: 'post',
  path: '/flows/{code}/resume',
  operationId: 'resumeFlow',
  tags,
  summary: '恢复流程 / Resume a flow',
  request: { params: flowPath, body: jsonBody(flowReasonBody) },
  responses: moved,
});

const rollBack = createRoute({
  method: 'post',
  path: '/flows/{code}/rollback',
  operationId: 'rollBackFlow',
  tags,
  summary: '退回到某个版本 / Take a flow back to a version',
  request: { params: flowPath, body: jsonBody(rollBackBody) },
  responses: moved,
});

const services = createRoute({
  method: 'get',
  path: '/data-services',
  operationId: 'listDataServices',
  tags,
  summary: '十二项数据服务及其接口 / The twelve data services and where each has its place',
  responses: { 200: json(dataServicesAnswer, '数据服务 / the services'), ...problems },
});

export const flowRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(services, (c) => {
      allow(c, 'flow.read', {}, 'data-services');
      return c.json({ items: dataServices }, 200);
    })
    .openapi(check, async (c) => {
      allow(c, 'flow.draft', { owner: c.get('principal').department }, 'flows/check');
      const { findings, advice, relations } = await checkFlow(home.ports, c.req.valid('json').flow);
      const nodes = [...relations].map(([node, { columns, text }]) => ({
        node,
        columns: columns.map(({ name, type }) => ({ name, type: typeText(type) })),
        sql: text,
      }));
      return c.json(
        { fits: findings.length === 0, findings: [...findings], advice: [...advice], nodes },
        200,
      );
    })
    .openapi(deploy, async (c) => {
      const { flow } = c.req.valid('json');
      allow(c, 'flow.deploy', {}, flows.key(flow.code));
      const deployed = await deployFlow(home.ports)(flow, c.get('principal').name);
      return c.json({ ...deployed, advice: [...deployed.advice] }, 201, { location: `flows/${flow.code}` });
    })
    .openapi(list, async (c) => {
      allow(c, 'flow.read', {}, 'flows');
      const place = { index: 'topic', partition: 'flows' } as const;
      return c.json(await listRecords(home, { kind: flows, ...place, ...c.req.valid('query') }), 200);
    })
    .openapi(look, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'flow.read', {}, flows.key(code));
      return c.json((await must(home.ports.records, flows, code)).value, 200);
    })
    .openapi(version, async (c) => {
      const { code, version: number } = c.req.valid('param');
      allow(c, 'flow.read', {}, flowVersions.key(code, number));
      return c.json((await must(home.ports.records, flowVersions, code, number)).value, 200);
    })
    .openapi(pause, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'flow.run', {}, flows.key(code));
      const given = { code, actor: c.get('principal').name, reason: c.req.valid('json').reason };
      return c.json(await pauseFlow(home.ports)(given), 200);
    })
    .openapi(resume, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'flow.run', {}, flows.key(code));
      const given = { code, actor: c.get('principal').name, reason: c.req.valid('json').reason };
      return c.json(await resumeFlow(home.ports)(given), 200);
    })
    .openapi(rollBack, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'flow.deploy', {}, flows.key(code));
      const { version: to, reason } = c.req.valid('json');
      return c.json(
        await rollBackFlow(home.ports)({ code, actor: c.get('principal').name, reason }, to),
        200,
      );
    });
