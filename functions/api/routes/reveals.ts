/** Requests for clear text: asked by a case's owner, answered by the provider's side, sealed between the two. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { answerReveal, askReveal, refuseReveal } from '../../../layers/core/desensitise/ask-reveal.ts';
import { reveals } from '../../../layers/core/desensitise/kinds.ts';
import type { Action } from '../../../layers/core/identity/actions.ts';
import { unknown } from '../../../layers/core/identity/decide.ts';
import { find, type Held } from '../../../layers/core/records.ts';
import { idempotencyHeaders } from '../../../schemas/api.ts';
import {
  type Reveal,
  revealAnswerBody,
  revealBody,
  revealPath,
  revealRefusalBody,
  revealSchema,
  revealsAnswer,
  revealsQuery,
} from '../../../schemas/reveal.ts';
import { allow, allowPlace, ownDepartment } from '../allow.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { once } from '../idempotency.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['reveals'];
const answer = { 200: json(revealSchema, '申请 / the request'), ...problems };

const ask = createRoute({
  method: 'post',
  path: '/reveals',
  operationId: 'askReveal',
  tags,
  summary: '申请查看一个值的原文 / Ask for the clear text of one value',
  request: { headers: idempotencyHeaders, body: jsonBody(revealBody) },
  responses: { 201: json(revealSchema, '申请 / the request'), ...problems },
});

const list = createRoute({
  method: 'get',
  path: '/reveals',
  operationId: 'listReveals',
  tags,
  summary: '原文申请，新的在前 / Requests for clear text, newest first',
  request: { query: revealsQuery },
  responses: { 200: json(revealsAnswer, '一页申请 / a page of requests'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/reveals/{id}',
  operationId: 'getReveal',
  tags,
  summary: '查看一项申请；密封的答复只给申请人 / One request; the sealed answer only to who asked',
  request: { params: revealPath },
  responses: answer,
});

const reply = createRoute({
  method: 'post',
  path: '/reveals/{id}/answer',
  operationId: 'answerReveal',
  tags,
  summary: '以密封的原文答复 / Answer with the clear text, sealed for the asker',
  request: { params: revealPath, body: jsonBody(revealAnswerBody) },
  responses: answer,
});

const refuse = createRoute({
  method: 'post',
  path: '/reveals/{id}/refuse',
  operationId: 'refuseReveal',
  tags,
  summary: '拒绝申请 / Refuse the request',
  request: { params: revealPath, body: jsonBody(revealRefusalBody) },
  responses: answer,
});

async function findRevealFor(
  c: ApiContext,
  { ports }: ApiHome,
  action: Action,
  id: string,
): Promise<Held<Reveal>> {
  const held = await find(ports.records, reveals, id);
  const name = reveals.key(id);
  allow(
    c,
    action,
    { owner: held?.value.department, providers: held ? [held.value.provider] : [], secret: name },
    name,
  );
  if (held) return held;
  throw unknown(name);
}

/** The sealed answer goes to who asked alone, though nobody else could open it. */
function viewFor(c: ApiContext, { sealed, ...reveal }: Reveal): Reveal {
  return sealed !== undefined && c.get('principal').name === reveal.askedBy ? { ...reveal, sealed } : reveal;
}

export const revealRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(ask, async (c) => {
      const department = ownDepartment(c);
      const body = c.req.valid('json');
      allow(c, 'reveal.ask', { owner: department }, `reveals-by/${department}`);
      const key = c.req.valid('header')['idempotency-key'];
      const actor = c.get('principal').name;
      const repeatable = { department, key, request: ['reveals', body] };
      const asked = await once(home, repeatable, () => askReveal(home.ports)({ ...body, department, actor }));
      return c.json(asked, 201, { location: `reveals/${asked.id}` });
    })
    .openapi(list, async (c) => {
      const { side, department: asked, cursor } = c.req.valid('query');
      const page = side === 'asked' ? askedPlace(c, asked) : providerPlace(c, asked);
      const found = await listRecords(home, { kind: reveals, ...page, cursor, limit: 50, newestFirst: true });
      return c.json({ ...found, items: found.items.map((one) => viewFor(c, one)) }, 200);
    })
    .openapi(look, async (c) => {
      const held = await findRevealFor(c, home, 'reveal.read', c.req.valid('param').id);
      return c.json(viewFor(c, held.value), 200);
    })
    .openapi(reply, async (c) => {
      const held = await findRevealFor(c, home, 'reveal.answer', c.req.valid('param').id);
      const { sealed } = c.req.valid('json');
      const settled = await answerReveal(home.ports)(held, c.get('principal').name, sealed);
      return c.json(viewFor(c, settled), 200);
    })
    .openapi(refuse, async (c) => {
      const held = await findRevealFor(c, home, 'reveal.answer', c.req.valid('param').id);
      const { reason } = c.req.valid('json');
      const settled = await refuseReveal(home.ports)(held, c.get('principal').name, reason);
      return c.json(viewFor(c, settled), 200);
    });

const askedPlace = (c: ApiContext, asked: string | undefined) => {
  const department = allowPlace(c, 'reveal.read', asked, 'reveals-by');
  return { index: 'owner', partition: `reveals-by/${department}` } as const;
};

const providerPlace = (c: ApiContext, asked: string | undefined) => {
  const provider = asked ?? ownDepartment(c);
  const partition = `reveals-to/${provider}`;
  allow(c, 'reveal.read', { providers: [provider] }, partition);
  return { index: 'topic', partition } as const;
};
