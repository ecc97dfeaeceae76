/** What departments' own stores hand in, and what they have left to give. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Forbidden } from '../../../layers/core/errors.ts';
import { budgets, questions, results } from '../../../layers/core/questions/kinds.ts';
import { resultStands } from '../../../layers/core/questions/result-stands.ts';
import { takeResult } from '../../../layers/core/questions/take-result.ts';
import { must } from '../../../layers/core/records.ts';
import {
  budgetsAnswer,
  budgetsQuery,
  questionPath,
  resultAnswer,
  resultPath,
  resultsAnswer,
  resultsQuery,
} from '../../../schemas/question-api.ts';
import { handedResultSchema, type Result, resultSchema } from '../../../schemas/result.ts';
import { allow, allowPlace, ownDepartment } from '../allow.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['results'];

const handIn = createRoute({
  method: 'post',
  path: '/questions/{id}/results',
  operationId: 'handInResult',
  tags,
  summary: '部门提交签名的结果 / A store hands in a signed result',
  description:
    '须以提供部门有效的签名证书签名；每个版本每个期间一次，相同内容重复提交得到同样的答复。/ Signed under a certificate of the provider that is good now. Once for each version and period; the same again gets the same answer.',
  request: { params: questionPath, body: jsonBody(handedResultSchema) },
  responses: { 200: json(resultSchema, '已接收的结果 / the result as taken'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/results',
  operationId: 'listResults',
  tags,
  summary: '本部门的结果，新的在前 / Results for a department, newest first',
  request: { query: resultsQuery },
  responses: { 200: json(resultsAnswer, '一页结果 / a page of results'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/results/{id}/{version}/{period}',
  operationId: 'getResult',
  tags,
  summary: '查看结果及其签名 / A result with its signature',
  description: '命中清单只给提出查询的人。/ Hits are shown to who proposed the question alone.',
  request: { params: resultPath },
  responses: { 200: json(resultAnswer, '结果 / the result'), ...problems },
});

const budget = createRoute({
  method: 'get',
  path: '/budgets',
  operationId: 'listBudgets',
  tags,
  summary:
    '各部门就地计算的额度：已用、剩余、何时恢复 / What each store has given, has left, and when it returns',
  request: { query: budgetsQuery },
  responses: { 200: json(budgetsAnswer, '一页额度 / a page of budgets'), ...problems },
});

/** Hits name people, if only by token: they are for the owner of the case. */
function checkOwner(c: ApiContext, result: Result): void {
  if (result.kind !== 'match' || c.get('principal').name === result.owner) return;
  throw new Forbidden(
    'hits are shown to the owner of the case alone, who proposed the question',
    '命中清单只提供给提出查询的办案人',
  );
}

const summarise = ({ document, signature: _signature, chain: _chain, ...rest }: Result) => ({
  ...rest,
  question: document.question,
  version: document.version,
  period: document.period,
  resource: document.resource,
  withheld: document.withheld,
});

export const resultRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(handIn, async (c) => {
      const { id } = c.req.valid('param');
      const { value: question } = await must(home.ports.records, questions, id);
      allow(c, 'result.publish', { providers: [question.provider] }, questions.key(id));
      const given = { question: id, department: ownDepartment(c), actor: c.get('principal').name };
      return c.json(await takeResult(home.ports)({ ...given, result: c.req.valid('json') }), 200);
    })
    .openapi(list, async (c) => {
      const { department: asked, cursor, limit } = c.req.valid('query');
      const department = allowPlace(c, 'result.read', asked, 'results');
      const place = { index: 'owner', partition: `results/${department}` } as const;
      const page = await listRecords(home, { kind: results, ...place, cursor, limit, newestFirst: true });
      return c.json({ ...page, items: page.items.map(summarise) }, 200);
    })
    .openapi(look, async (c) => {
      const { id, version, period } = c.req.valid('param');
      const { value: question } = await must(home.ports.records, questions, id);
      const about = results.key(id, version, period);
      allow(c, 'result.read', { owner: question.receiver, providers: [question.provider] }, about);
      const { value } = await must(home.ports.records, results, id, version, period);
      checkOwner(c, value);
      return c.json({ ...value, stands: await resultStands(home.ports)(value) }, 200);
    })
    .openapi(budget, async (c) => {
      allow(c, 'question.read', {}, 'budgets');
      const { cursor, limit } = c.req.valid('query');
      const place = { index: 'topic', partition: 'budgets' } as const;
      return c.json(await listRecords(home, { kind: budgets, ...place, cursor, limit }), 200);
    });
