/** Questions to departments' own stores: proposed, decided on, run only as signed. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { approvedVersion, decideQuestion } from '../../../layers/core/questions/decide-question.ts';
import { questions } from '../../../layers/core/questions/kinds.ts';
import {
  proposeQuestion,
  reviseQuestion,
  withdrawQuestion,
} from '../../../layers/core/questions/propose-question.ts';
import { type Held, must } from '../../../layers/core/records.ts';
import { idempotencyHeaders } from '../../../schemas/api.ts';
import { type Question, questionSchema, signedQuestionSchema } from '../../../schemas/question.ts';
import {
  questionBody,
  questionDecisionBody,
  questionPath,
  questionsAnswer,
  questionsQuery,
  questionVersionBody,
  questionWithdrawBody,
} from '../../../schemas/question-api.ts';
import { allow, ownDepartment } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { once } from '../idempotency.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['questions'];

const propose = createRoute({
  method: 'post',
  path: '/questions',
  operationId: 'proposeQuestion',
  tags,
  summary: '提出就地计算的查询 / Propose a question to a department’s own store',
  description:
    '数据不出部门，只交付结果。提供部门与交换中心都批准后，由平台签名，部门按签名的版本执行。/ The data stay; only results leave. When the provider and the exchange centre have both approved a version, the platform signs it and the store runs that.',
  request: { headers: idempotencyHeaders, body: jsonBody(questionBody) },
  responses: { 201: json(questionSchema, '查询 / the question'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/questions',
  operationId: 'listQuestions',
  tags,
  summary: '查询清单，新的在前 / Questions, newest first',
  request: { query: questionsQuery },
  responses: { 200: json(questionsAnswer, '一页查询 / a page of questions'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/questions/{id}',
  operationId: 'getQuestion',
  tags,
  summary: '查看查询：目的、依据、内容、谁批准 / A question: purpose, basis, content, who said yes',
  request: { params: questionPath },
  responses: { 200: json(questionSchema, '查询 / the question'), ...problems },
});

const revise = createRoute({
  method: 'post',
  path: '/questions/{id}/versions',
  operationId: 'reviseQuestion',
  tags,
  summary: '修改查询：产生新版本，重新审批 / Change a question: a new version, decided on anew',
  request: { params: questionPath, headers: idempotencyHeaders, body: jsonBody(questionVersionBody) },
  responses: { 201: json(questionSchema, '新版本 / the new version'), ...problems },
});

const decide = createRoute({
  method: 'post',
  path: '/questions/{id}/decisions',
  operationId: 'decideQuestion',
  tags,
  summary: '审批查询的当前版本 / Approve or refuse the version in question',
  description:
    '提供部门与交换中心各自决定；已批准的版本可以随时改为不批准，立即停止执行。/ The provider and the exchange centre each decide; an approved version can be refused at any time and then no longer runs.',
  request: { params: questionPath, body: jsonBody(questionDecisionBody) },
  responses: { 200: json(questionSchema, '查询 / the question'), ...problems },
});

const withdraw = createRoute({
  method: 'post',
  path: '/questions/{id}/withdrawal',
  operationId: 'withdrawQuestion',
  tags,
  summary: '撤回查询 / Withdraw a question',
  request: { params: questionPath, body: jsonBody(questionWithdrawBody) },
  responses: { 200: json(questionSchema, '查询 / the question'), ...problems },
});

const approved = createRoute({
  method: 'get',
  path: '/questions/{id}/approved',
  operationId: 'getApprovedQuestion',
  tags,
  summary: '已批准并签名的版本，供部门执行 / The approved, signed version, for the store',
  request: { params: questionPath },
  responses: { 200: json(signedQuestionSchema, '签名的版本 / the signed version'), ...problems },
});

const findQuestion = ({ ports }: ApiHome, id: string): Promise<Held<Question>> =>
  must(ports.records, questions, id);

export const questionRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(propose, async (c) => {
      const receiver = ownDepartment(c);
      allow(c, 'question.propose', { owner: receiver }, `questions/${receiver}`);
      const body = c.req.valid('json');
      const actor = c.get('principal').name;
      const key = c.req.valid('header')['idempotency-key'];
      const repeatable = { department: receiver, key, request: ['questions', body] };
      const made = await once(home, repeatable, () =>
        proposeQuestion(home.ports)({ ...body, receiver, actor }),
      );
      return c.json(made, 201, { location: `questions/${made.id}` });
    })
    .openapi(list, async (c) => {
      allow(c, 'question.read', {}, 'questions');
      const { resource, state, cursor, limit } = c.req.valid('query');
      const place = resource
        ? ({ index: 'owner', partition: `questions-of/${resource}` } as const)
        : ({ index: 'topic', partition: 'questions' } as const);
      const wanted = (one: Question) => state === undefined || one.state === state;
      const page = await listRecords(home, {
        kind: questions,
        ...place,
        cursor,
        limit,
        newestFirst: true,
        wanted,
      });
      return c.json(page, 200);
    })
    .openapi(look, async (c) => {
      const { id } = c.req.valid('param');
      allow(c, 'question.read', {}, questions.key(id));
      return c.json((await findQuestion(home, id)).value, 200);
    })
    .openapi(revise, async (c) => {
      const receiver = ownDepartment(c);
      const { id } = c.req.valid('param');
      allow(c, 'question.propose', { owner: receiver }, questions.key(id));
      const body = c.req.valid('json');
      const actor = c.get('principal').name;
      const key = c.req.valid('header')['idempotency-key'];
      const repeatable = { department: receiver, key, request: ['questions', id, body] };
      const made = await once(home, repeatable, () =>
        reviseQuestion(home.ports)({ ...body, id, receiver, actor }),
      );
      return c.json(made, 201);
    })
    .openapi(decide, async (c) => {
      const { id } = c.req.valid('param');
      const { value: question } = await findQuestion(home, id);
      const relation = allow(c, 'question.decide', { providers: [question.provider] }, questions.key(id));
      const { name: actor, department } = c.get('principal');
      const side = relation === 'city' ? 'centre' : 'provider';
      const given = { ...c.req.valid('json'), id, actor, department, side } as const;
      return c.json(await decideQuestion(home.ports)(given), 200);
    })
    .openapi(withdraw, async (c) => {
      const receiver = ownDepartment(c);
      const { id } = c.req.valid('param');
      allow(c, 'question.propose', { owner: receiver }, questions.key(id));
      const { reason } = c.req.valid('json');
      const given = { id, receiver, actor: c.get('principal').name, reason };
      return c.json(await withdrawQuestion(home.ports)(given), 200);
    })
    .openapi(approved, async (c) => {
      const { id } = c.req.valid('param');
      allow(c, 'question.read', {}, questions.key(id));
      const { value } = await findQuestion(home, id);
      return c.json(approvedVersion(value, home.ports.clock.now()), 200);
    });
