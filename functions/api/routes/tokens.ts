/** Tokens: for a department that desensitises before it uploads; and the tokeniser's key. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { makeTokens } from '../../../layers/core/desensitise/make-tokens.ts';
import { rotateTokenKey } from '../../../layers/core/desensitise/rotate-token-key.ts';
import { tokenAnswer, tokenBody, tokeniserStatusSchema } from '../../../schemas/token.ts';
import { allow, ownDepartment } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['tokens'];

const make = createRoute({
  method: 'post',
  path: '/tokens',
  operationId: 'makeTokens',
  tags,
  summary: '换取令牌 / Have values made into tokens',
  description:
    '只限本部门提供的资源中需换成令牌的信息项；每日有额度，逐次记入台账，不记值。/ For items that become tokens, of a resource of your own; a budget a day, each call in the ledger, never a value.',
  request: { body: jsonBody(tokenBody) },
  responses: { 200: json(tokenAnswer, '按次序的令牌 / the tokens, in order'), ...problems },
});

const status = createRoute({
  method: 'get',
  path: '/tokeniser',
  operationId: 'tokeniserStatus',
  tags,
  summary: '令牌服务的状态 / State of the tokeniser',
  responses: { 200: json(tokeniserStatusSchema, '状态 / state'), ...problems },
});

const rotate = createRoute({
  method: 'post',
  path: '/tokeniser/rotate',
  operationId: 'rotateTokenKey',
  tags,
  summary: '重新包装令牌密钥，令牌不变 / Wrap the token key anew; tokens stay',
  responses: { 200: json(tokeniserStatusSchema, '新的状态 / the new state'), ...problems },
});

export const tokenRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(make, async (c) => {
      const department = ownDepartment(c);
      const body = c.req.valid('json');
      allow(c, 'token.make', { owner: department }, `tokens/${department}/${body.resource}`);
      const actor = c.get('principal').name;
      const made = await makeTokens(home.ports)({ ...body, department, actor });
      return c.json({ ...made, tokens: [...made.tokens] }, 200);
    })
    .openapi(status, async (c) => {
      allow(c, 'token.rotate', {}, 'tokeniser');
      return c.json(await home.ports.tokeniser.status(), 200);
    })
    .openapi(rotate, async (c) => {
      allow(c, 'token.rotate', {}, 'tokeniser');
      return c.json(await rotateTokenKey(home.ports)(c.get('principal').name), 200);
    });
