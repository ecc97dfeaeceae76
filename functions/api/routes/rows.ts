/** The current state of a resource, row by row: for its providers, who holds a grant, and the operator. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Forbidden, NotFound } from '../../../layers/core/errors.ts';
import { byWay, grantsOn, ruleOn } from '../../../layers/core/grants/in-force.ts';
import { type Denial, leaveUnder, NoLeave } from '../../../layers/core/grants/leave.ts';
import type { Relation } from '../../../layers/core/identity/actions.ts';
import { findOr, subscribers } from '../../../layers/core/records.ts';
import { departmentsOfAll, type Resolved, resolveView } from '../../../layers/core/views/resolve-view.ts';
import { resourcePath, rowsQuery } from '../../../schemas/api.ts';
import { rowsAnswer } from '../../../schemas/api-answers.ts';
import type { Subscription } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { allow } from '../allow.ts';
import { findDefinition } from '../find-targets.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { json, problems } from '../openapi.ts';
import { type RowsLeave, readRows } from '../read-rows.ts';

const rows = createRoute({
  method: 'get',
  path: '/resources/{code}/rows',
  operationId: 'readRows',
  tags: ['resources'],
  summary: '资源的当前数据 / The current state of a resource',
  description:
    '提供部门与运维看全部；其他部门按有效授权看其信息项与行，每页都核对；逻辑资源由其来源的当前数据连接而成。/ Providers and the operator see all; others the items and rows of a grant in force, looked at for each page; a view is joined from the current state of what it is over.',
  request: { params: resourcePath, query: rowsQuery },
  responses: { 200: json(rowsAnswer, '一页数据 / a page of rows'), ...problems },
});

export const rowRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>().openapi(rows, async (c) => {
    const { code } = c.req.valid('param');
    const { resource } = (await findDefinition(home, code)).value;
    const resolved = await resolveView(home.ports.records, resource);
    const relation = await allowRows(c, home, resolved);
    const query = c.req.valid('query');
    const under = relation === 'receiver' ? await leaveToRead(c, home, resolved.resource, query) : undefined;
    return c.json(await readRows(home.ports, resolved, query, under), 200);
  });

/**
 * A view is read without a grant only by who could read all it is over. Who is refused though it was given a grant learns what has become
 * of that.
 */
async function allowRows(c: ApiContext, { ports }: ApiHome, resolved: Resolved): Promise<Relation> {
  const { resource } = resolved;
  const given = await grantsOn(ports, resource);
  const holders = given.filter(({ ruling }) => ruling.leave).map(({ held }) => held.value?.receiver ?? '');
  const parties = { providers: departmentsOfAll(resolved), receivers: holders };
  try {
    return allow(c, 'rows.read', parties, `rows/${resource.code}`);
  } catch (error) {
    const { department, permissions } = c.get('principal');
    const own = given.findLast(({ held }) => held.value?.receiver === department);
    const isPermitted = permissions?.includes('rows.read') ?? true;
    if (error instanceof Forbidden && isPermitted && own?.ruling.denial) throw new NoLeave(own.ruling.denial);
    throw error;
  }
}

interface Under {
  readonly subscription?: string | undefined;
  readonly grant?: string | undefined;
}

/** Asked at each page: by the subscription or grant that is named, else by the newest grant in force for this way. */
async function leaveToRead(
  c: ApiContext,
  home: ApiHome,
  resource: Resource,
  { subscription, grant }: Under,
): Promise<RowsLeave> {
  const receiver = c.get('principal').department ?? '';
  if (subscription === undefined && grant === undefined) return newestLeave(home, resource, receiver);
  const own =
    subscription === undefined ? undefined : await ownSubscription(home, resource, receiver, subscription);
  const at = home.ports.clock.now().toISOString();
  const question = { grant: own ? own.grant : grant, receiver, way: 'service' as const, resource, at };
  const { ruling } = await ruleOn(home.ports, question);
  if (!ruling.leave) throw new NoLeave(ruling.denial);
  if (!own) return ruling.leave;
  const filters = [...ruling.leave.filters, ...(own.filter === undefined ? [] : [own.filter])];
  return { items: own.items.filter((item) => ruling.leave.items.includes(item)), filters };
}

async function newestLeave({ ports }: ApiHome, resource: Resource, receiver: string): Promise<RowsLeave> {
  const given = await grantsOn(ports, resource, receiver);
  const rulings = given.map(({ ruling }) => byWay(ruling, 'service'));
  const found = rulings.findLast(({ leave }) => leave !== undefined);
  if (found?.leave) return found.leave;
  const denial = rulings.at(-1)?.denial ?? leaveUnder(undefined, resource, '').denial;
  throw new NoLeave(denial as Denial);
}

/** @throws NotFound when it is not the department's */
async function ownSubscription(
  { ports }: ApiHome,
  { code }: Resource,
  receiver: string,
  asked: string,
): Promise<Subscription> {
  const { list } = (await findOr(ports.records, subscribers, { resource: code, list: [] }, code)).value;
  const found = list.find((one) => one.receiver === receiver && one.id === asked);
  if (found) return found;
  throw new NotFound(
    `you have no subscription ${asked}; see GET /subscriptions`,
    `本部门没有订阅 ${asked}，可在订阅列表中查看`,
  );
}
