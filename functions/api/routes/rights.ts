/** The table of rights, and why somebody may do something or may not. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Forbidden } from '../../../layers/core/errors.ts';
import { explain } from '../../../layers/core/identity/explain.ts';
import { accounts, applications } from '../../../layers/core/identity/kinds.ts';
import type { Principal } from '../../../layers/core/identity/principal.ts';
import { resolvePrincipal } from '../../../layers/core/identity/resolve-principal.ts';
import { rightsRows, rightsTable } from '../../../layers/core/identity/rights-table.ts';
import { find } from '../../../layers/core/records.ts';
import {
  explanationAnswer,
  explanationQuery,
  rightsAnswer,
  rightsQuery,
} from '../../../schemas/directory-api.ts';
import { allow } from '../allow.ts';
import { answerCsv } from '../csv.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { json, problems } from '../openapi.ts';

const tags = ['rights'];

const table = createRoute({
  method: 'get',
  path: '/rights',
  operationId: 'getRights',
  tags,
  summary: '权限表 / The table of rights',
  description: 'format=csv 导出表格 / format=csv: as a table',
  request: { query: rightsQuery },
  responses: { 200: json(rightsAnswer, '动作 × 角色 / actions by roles'), ...problems },
});

const why = createRoute({
  method: 'get',
  path: '/rights/explanation',
  operationId: 'explainRights',
  tags,
  summary: '为何可以或不可以 / Why somebody may, or may not',
  request: { query: explanationQuery },
  responses: { 200: json(explanationAnswer, '逐项判断 / what was looked at'), ...problems },
});

export const rightsRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(table, async (c) => {
      allow(c, 'rights.read', {}, 'rights');
      if (c.req.valid('query').format === 'csv') return answerCsv(c, 'rights.csv', rightsRows());
      return c.json(rightsTable(), 200);
    })
    .openapi(why, async (c) => {
      const { as, ...question } = c.req.valid('query');
      const own = c.get('principal');
      const who = as ?? own.name;
      const principal = as === undefined || as === own.name ? ownself(c) : await another(c, home, as);
      const { steps, ...rest } = await explain(home.ports)({ who, principal, ...question });
      return c.json({ ...rest, steps: [...steps] }, 200);
    });

function ownself(c: ApiContext): Principal {
  allow(c, 'rights.read', {}, 'rights');
  return c.get('principal');
}

/** Whoever may see an account may see what it may do. */
async function another(c: ApiContext, { ports }: ApiHome, name: string): Promise<Principal | undefined> {
  const isApplication = name.startsWith('app-');
  const held = isApplication
    ? await find(ports.records, applications, name)
    : await find(ports.records, accounts, name);
  const { department, district } = (held?.value ?? {}) as { department?: string; district?: string };
  const key = isApplication ? applications.key(name) : accounts.key(name);
  allow(
    c,
    isApplication ? 'application.read' : 'user.read',
    { owner: department, district, secret: key },
    key,
  );
  try {
    return await resolvePrincipal(ports)(name);
  } catch (error) {
    if (error instanceof Forbidden) return undefined;
    throw error;
  }
}
