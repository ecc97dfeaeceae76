/** Who I am and where I am signed in; and what a security officer does about others' sign-ins. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { NotFound, Refused } from '../../../layers/core/errors.ts';
import type { Action } from '../../../layers/core/identity/actions.ts';
import { unknown } from '../../../layers/core/identity/decide.ts';
import { accounts } from '../../../layers/core/identity/kinds.ts';
import { find } from '../../../layers/core/records.ts';
import type { Account } from '../../../schemas/account.ts';
import {
  endedAnswer,
  invitationAnswer,
  invitationBody,
  invitationCodeAnswer,
  meAnswer,
  ownSessionPath,
  sessionsAnswer,
  signInStateSchema,
  userNamePath,
  userSessionPath,
} from '../../../schemas/sign-in-api.ts';
import { allow } from '../allow.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { json, jsonBody, problems } from '../openapi.ts';
import type { SignInDoor } from '../sign-in-door.ts';

const tags = ['sign-in'];
const ended = { 204: { description: '已结束 / ended' }, ...problems };

const me = createRoute({
  method: 'get',
  path: '/me',
  operationId: 'whoAmI',
  tags,
  summary: '当前身份 / Who I am',
  responses: { 200: json(meAnswer, '身份 / who'), ...problems },
});

const ownSessions = createRoute({
  method: 'get',
  path: '/me/sessions',
  operationId: 'listOwnSessions',
  tags,
  summary: '本人已登录的设备 / Where I am signed in',
  responses: { 200: json(sessionsAnswer, '登录 / sign-ins'), ...problems },
});

const endOwn = createRoute({
  method: 'delete',
  path: '/me/sessions/{id}',
  operationId: 'endOwnSession',
  tags,
  summary: '结束本人的一处登录 / End one of my sign-ins',
  request: { params: ownSessionPath },
  responses: ended,
});

const sessionsOf = createRoute({
  method: 'get',
  path: '/users/{name}/sessions',
  operationId: 'listUserSessions',
  tags,
  summary: '某账号的登录 / Where an account is signed in',
  request: { params: userNamePath },
  responses: { 200: json(sessionsAnswer, '登录 / sign-ins'), ...problems },
});

const endOf = createRoute({
  method: 'delete',
  path: '/users/{name}/sessions/{id}',
  operationId: 'endUserSession',
  tags,
  summary: '结束某账号的一处登录 / End one sign-in of an account',
  request: { params: userSessionPath },
  responses: ended,
});

const endAll = createRoute({
  method: 'delete',
  path: '/users/{name}/sessions',
  operationId: 'endUserSessions',
  tags,
  summary: '结束某账号的全部登录 / End all sign-ins of an account',
  request: { params: userNamePath },
  responses: { 200: json(endedAnswer, '结束的数目 / how many'), ...problems },
});

const state = createRoute({
  method: 'get',
  path: '/users/{name}/sign-in',
  operationId: 'getSignIn',
  tags,
  summary: '某账号如何登录 / How an account signs in',
  request: { params: userNamePath },
  responses: { 200: json(signInStateSchema, '登录方式 / the ways'), ...problems },
});

const invite = createRoute({
  method: 'post',
  path: '/users/{name}/invitation',
  operationId: 'inviteUser',
  tags,
  summary: '签发一次性邀请 / Make a one-time invitation',
  description:
    '用于首次设置密码，或忘记密码后重设；再次签发则前一链接失效。/ For the first password, or a forgotten one; a new link ends the one before.',
  request: { params: userNamePath, body: jsonBody(invitationBody) },
  responses: { 201: json(invitationAnswer, '链接 / the link'), ...problems },
});

const vouch = createRoute({
  method: 'post',
  path: '/users/{name}/invitation/code',
  operationId: 'vouchForUser',
  tags,
  summary: '给出邀请码 / Give the code of an invitation',
  description:
    '由签发邀请之外的另一名安全管理员给出，直接交给本人；再次给出则前一个失效。/ By a security officer other than the one who made the invitation, handed to its owner; a new one ends the one before.',
  request: { params: userNamePath },
  responses: { 201: json(invitationCodeAnswer, '邀请码 / the code'), ...problems },
});

const unlock = createRoute({
  method: 'post',
  path: '/users/{name}/unlock',
  operationId: 'unlockUser',
  tags,
  summary: '解除登录暂缓 / Let an account try again at once',
  request: { params: userNamePath },
  responses: { 204: { description: '已解除 / done' }, ...problems },
});

export function signInRoutes(home: ApiHome) {
  /** The account a path names, once the asker may do this to it. */
  async function accountFor(c: ApiContext, action: Action, name: string): Promise<Account> {
    const held = await find(home.ports.records, accounts, name);
    const { department: owner, district } = held?.value ?? {};
    const key = accounts.key(name);
    allow(c, action, { owner, district, secret: key }, key);
    if (held) return held.value;
    throw unknown(key);
  }
  const own = (c: ApiContext): string => {
    const { name } = c.get('principal');
    allow(c, 'user.self', {}, accounts.key(name));
    return name;
  };

  return new OpenAPIHono<ApiEnv>()
    .openapi(me, async (c) => {
      const { name, department, district, roles, permissions } = c.get('principal');
      own(c);
      const held = await find(home.ports.records, accounts, name);
      const level = await home.signIn?.levelOf(c.req.raw);
      const who = { name, displayName: held?.value.displayName, department, district: district?.code };
      const may = permissions && [...permissions];
      return c.json(
        { ...who, roles: [...roles], permissions: may, acr: level?.acr, amr: level && [...level.amr] },
        200,
      );
    })
    .openapi(ownSessions, async (c) => {
      const name = own(c);
      return c.json({ items: (await home.signIn?.sessions(name, c.req.raw)) ?? [] }, 200);
    })
    .openapi(endOwn, async (c) => {
      const name = own(c);
      if (!(await doorOf(home).endSession(name, c.req.valid('param').id))) throw noSession();
      return c.body(null, 204);
    })
    .openapi(sessionsOf, async (c) => {
      const { name } = await accountFor(c, 'user.read', c.req.valid('param').name);
      return c.json({ items: await doorOf(home).sessions(name, c.req.raw) }, 200);
    })
    .openapi(endOf, async (c) => {
      const { name, id } = c.req.valid('param');
      await accountFor(c, 'user.change', name);
      if (!(await doorOf(home).endSession(name, id))) throw noSession();
      return c.body(null, 204);
    })
    .openapi(endAll, async (c) => {
      const { name } = await accountFor(c, 'user.change', c.req.valid('param').name);
      return c.json({ ended: await doorOf(home).endAllSessions(name) }, 200);
    })
    .openapi(state, async (c) => {
      const { name } = await accountFor(c, 'user.read', c.req.valid('param').name);
      return c.json(await doorOf(home).stateOf(name), 200);
    })
    .openapi(invite, async (c) => {
      const { name } = await accountFor(c, 'user.change', c.req.valid('param').name);
      const { resets } = c.req.valid('json');
      const wish = { account: name, actor: c.get('principal').name, resets };
      return c.json(await doorOf(home).invite(wish), 201);
    })
    .openapi(vouch, async (c) => {
      const { name } = await accountFor(c, 'user.change', c.req.valid('param').name);
      return c.json(await doorOf(home).vouch({ account: name, officer: c.get('principal') }), 201);
    })
    .openapi(unlock, async (c) => {
      const { name } = await accountFor(c, 'user.change', c.req.valid('param').name);
      await doorOf(home).unlock({ account: name, actor: c.get('principal').name });
      return c.body(null, 204);
    });
}

/** @throws Refused where people sign in at an issuer of their own */
function doorOf({ signIn }: ApiHome): SignInDoor {
  if (signIn) return signIn;
  throw new Refused(
    'sign-in-elsewhere',
    'people sign in at an identity provider outside this platform; tend passwords and sessions there',
    '本平台使用外部身份提供方登录，请在该系统中管理密码与会话',
  );
}

const noSession = (): NotFound =>
  new NotFound('there is no such sign-in; see the list', '没有此登录，请查看登录列表');
