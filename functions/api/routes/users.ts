/** Accounts: who may sign in, what he may do, until when; the second pair of eyes, and the list of reviews. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { Action } from '../../../layers/core/identity/actions.ts';
import { permits, unknown } from '../../../layers/core/identity/decide.ts';
import { accounts, placeOf } from '../../../layers/core/identity/kinds.ts';
import {
  addAccount,
  changeAccount,
  confirmAccount,
  declineAccount,
  reviewAccount,
  setAccountStatus,
} from '../../../layers/core/identity/tend-accounts.ts';
import { find } from '../../../layers/core/records.ts';
import type { Account } from '../../../schemas/account.ts';
import { idempotencyHeaders } from '../../../schemas/api.ts';
import {
  refusalBody,
  reviewsAnswer,
  reviewsQuery,
  statusBody,
  userAnswer,
  userBody,
  userChangeBody,
  userPath,
  usersAnswer,
  usersQuery,
} from '../../../schemas/directory-api.ts';
import { allow } from '../allow.ts';
import { answerCsv } from '../csv.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { once } from '../idempotency.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';
import { viewAccount, viewAccounts } from '../views/account-view.ts';

const tags = ['users'];
const one = { 200: json(userAnswer, '账号 / the account'), ...problems };

const list = createRoute({
  method: 'get',
  path: '/users',
  operationId: 'listUsers',
  tags,
  summary: '账号列表 / Accounts',
  request: { query: usersQuery },
  responses: { 200: json(usersAnswer, '一页账号 / a page of accounts'), ...problems },
});

const add = createRoute({
  method: 'post',
  path: '/users',
  operationId: 'addUser',
  tags,
  summary: '新建账号 / Add an account',
  description:
    '运维、安全管理员、审计员角色须由另一名安全管理员确认。/ The roles operator, security officer and auditor wait until a second security officer confirms them.',
  request: { headers: idempotencyHeaders, body: jsonBody(userBody) },
  responses: { 201: json(userAnswer, '账号 / the account'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/users/{name}',
  operationId: 'getUser',
  tags,
  summary: '查看账号 / One account',
  request: { params: userPath },
  responses: one,
});

const change = createRoute({
  method: 'post',
  path: '/users/{name}/changes',
  operationId: 'changeUser',
  tags,
  summary: '变更账号 / Change an account',
  request: { params: userPath, body: jsonBody(userChangeBody) },
  responses: one,
});

const status = createRoute({
  method: 'put',
  path: '/users/{name}/status',
  operationId: 'setUserStatus',
  tags,
  summary: '暂停、恢复、终止账号 / Suspend, resume or end an account',
  request: { params: userPath, body: jsonBody(statusBody) },
  responses: one,
});

const confirm = createRoute({
  method: 'post',
  path: '/users/{name}/confirmation',
  operationId: 'confirmUser',
  tags,
  summary: '确认待生效的角色 / Confirm roles another officer asked for',
  request: { params: userPath },
  responses: one,
});

const decline = createRoute({
  method: 'post',
  path: '/users/{name}/refusal',
  operationId: 'declineUser',
  tags,
  summary: '不同意待生效的角色 / Decline roles another officer asked for',
  request: { params: userPath, body: jsonBody(refusalBody) },
  responses: one,
});

const review = createRoute({
  method: 'post',
  path: '/users/{name}/review',
  operationId: 'reviewUser',
  tags,
  summary: '复核：仍需使用 / Review: still needed as it is',
  request: { params: userPath },
  responses: one,
});

const reviews = createRoute({
  method: 'get',
  path: '/account-reviews',
  operationId: 'listReviews',
  tags,
  summary: '待复核账号 / Accounts to be reviewed',
  description: 'format=csv 导出表格 / format=csv: as a table',
  request: { query: reviewsQuery },
  responses: { 200: json(reviewsAnswer, '待复核的账号 / accounts to be reviewed'), ...problems },
});

type Place = Pick<Account, 'department' | 'district'>;
const targetOf = ({ department, district }: Place) => ({ owner: department, district });

export const userRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      const { cursor, limit, status: asked, ...query } = c.req.valid('query');
      const page = await accountsOf(home, c, { ...query, cursor, limit: Math.min(limit, 100), asked });
      return c.json({ ...page, items: await viewAccounts(home, page.items) }, 200);
    })
    .openapi(add, async (c) => {
      const body = c.req.valid('json');
      allow(c, 'user.change', targetOf(body), accounts.key(body.name));
      const officer = c.get('principal');
      const key = c.req.valid('header')['idempotency-key'];
      const repeatable = { department: `user-${officer.name}`, key, request: ['users', body] };
      const made = await once(home, repeatable, () => addAccount(home.ports)(officer, body));
      return c.json(await viewAccount(home, made), 201, { location: `users/${made.name}` });
    })
    .openapi(look, async (c) => {
      const account = await findAccount(c, home, 'user.read', c.req.valid('param').name);
      return c.json(await viewAccount(home, account), 200);
    })
    .openapi(change, async (c) => {
      const { name } = c.req.valid('param');
      const body = c.req.valid('json');
      await findAccount(c, home, 'user.change', name);
      if (body.place) allow(c, 'user.change', targetOf(body.place), accounts.key(name));
      return answer(c, home, await changeAccount(home.ports)(c.get('principal'), name, body));
    })
    .openapi(status, async (c) => {
      const { name } = c.req.valid('param');
      const body = c.req.valid('json');
      await findAccount(c, home, 'user.change', name);
      const officer = c.get('principal');
      return answer(c, home, await setAccountStatus(home.ports)(officer, name, body.status, body.reason));
    })
    .openapi(confirm, async (c) => {
      const { name } = c.req.valid('param');
      await findAccount(c, home, 'user.change', name);
      return answer(c, home, await confirmAccount(home.ports)(c.get('principal'), name));
    })
    .openapi(decline, async (c) => {
      const { name } = c.req.valid('param');
      const { reason } = c.req.valid('json');
      await findAccount(c, home, 'user.change', name);
      return answer(c, home, await declineAccount(home.ports)(c.get('principal'), name, reason));
    })
    .openapi(review, async (c) => {
      const { name } = c.req.valid('param');
      await findAccount(c, home, 'user.change', name);
      return answer(c, home, await reviewAccount(home.ports)(c.get('principal'), name));
    })
    .openapi(reviews, async (c) => {
      const due = await allReviews(home, c);
      if (c.req.valid('query').format === 'json') return c.json({ items: due }, 200);
      return answerCsv(c, 'reviews.csv', [reviewHead, ...due.map(reviewRow)]);
    });

const answer = async (c: ApiContext, home: ApiHome, account: Account) =>
  c.json(await viewAccount(home, account), 200);

/** @throws NotFound for what is not there or is tended elsewhere; Forbidden for a role that may not */
async function findAccount(
  c: ApiContext,
  { ports }: ApiHome,
  action: Action,
  name: string,
): Promise<Account> {
  const held = await find(ports.records, accounts, name);
  const key = accounts.key(name);
  allow(c, action, { ...(held ? targetOf(held.value) : {}), secret: key }, key);
  if (held) return held.value;
  throw unknown(key);
}

interface Wanted extends Place {
  readonly asked?: Account['status'] | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Of the place that is asked for; else all that the asker tends. */
function accountsOf(home: ApiHome, c: ApiContext, { asked, cursor, limit, ...place }: Wanted) {
  const principal = c.get('principal');
  const own = { department: principal.department, district: principal.district?.code };
  const isNamed = place.department !== undefined || place.district !== undefined;
  const about = isNamed ? place : own;
  allow(c, 'user.read', targetOf(about), placeOf(about));
  const narrow = isNamed || about.department !== undefined;
  const where = narrow
    ? ({ index: 'owner', partition: placeOf(about) } as const)
    : ({ index: 'topic', partition: 'accounts' } as const);
  const wanted = (one: Account) =>
    (asked === undefined || one.status === asked) &&
    (!narrow || placeOf(one) === placeOf(about)) &&
    permits(principal, 'user.read', targetOf(one)) !== undefined;
  return listRecords(home, { kind: accounts, ...where, cursor, limit, wanted });
}

/** A list of reviews is worked through as a whole. */
async function allReviews(home: ApiHome, c: ApiContext) {
  const due: Awaited<ReturnType<typeof viewAccounts>> = [];
  let cursor: string | undefined;
  do {
    const page = await accountsOf(home, c, { asked: 'active', cursor, limit: 100 });
    const views = await viewAccounts(home, page.items);
    due.push(...views.filter((one) => one.review !== undefined));
    cursor = page.next;
  } while (cursor !== undefined);
  return due;
}

const reviewHead = [
  '账号 account',
  '姓名 name',
  '部门 department',
  '区县 district',
  '角色 roles',
  '原因 why',
].concat('起 since', '最近使用 last seen', '逾期停用 suspended at');

const reviewRow = (one: Awaited<ReturnType<typeof viewAccounts>>[number]): string[] => [
  one.name,
  one.displayName,
  one.department ?? '',
  one.district ?? '',
  one.roles.join(' '),
  one.review?.why ?? '',
  one.review?.since ?? '',
  one.lastSeen ?? '',
  one.review?.suspendedAt ?? '',
];
