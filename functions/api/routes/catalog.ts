/** The catalog's entries on their way: drafts, submission, review, publication, withdrawal; and what a version changes. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { diffEntry } from '../../../layers/core/catalog/diff-entry.ts';
import { draftEntry } from '../../../layers/core/catalog/draft-entry.ts';
import { missingElements } from '../../../layers/core/catalog/elements.ts';
import { entryOf, readStanding, type Standing } from '../../../layers/core/catalog/entry-record.ts';
import { catalogEntries } from '../../../layers/core/catalog/kinds.ts';
import { moveEntry } from '../../../layers/core/catalog/move-entry.ts';
import { moves } from '../../../layers/core/catalog/moves.ts';
import { parseResource } from '../../../layers/core/catalog/parse-resource.ts';
import { InvalidInput, NotFound } from '../../../layers/core/errors.ts';
import { permits } from '../../../layers/core/identity/decide.ts';
import type { Principal } from '../../../layers/core/identity/principal.ts';
import { definitions, find } from '../../../layers/core/records.ts';
import { idempotencyHeaders, resourcePath } from '../../../schemas/api.ts';
import {
  type CatalogEntry,
  catalogAnswer,
  catalogEntrySchema,
  catalogQuery,
  diffAnswer,
  diffQuery,
  entryAnswer,
  moveBody,
} from '../../../schemas/catalog-entry.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { once } from '../idempotency.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems, resourceFileBody } from '../openapi.ts';

const tags = ['catalog'];

const list = createRoute({
  method: 'get',
  path: '/catalog',
  operationId: 'listCatalog',
  tags,
  summary: '目录及其状态 / Catalog entries and their states',
  request: { query: catalogQuery },
  responses: { 200: json(catalogAnswer, '一页目录 / a page of entries'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/catalog/{code}',
  operationId: 'getCatalogEntry',
  tags,
  summary: '目录的状态、草稿与经过 / An entry: state, draft, history',
  request: { params: resourcePath },
  responses: { 200: json(entryAnswer, '目录 / the entry'), ...problems },
});

const draft = createRoute({
  method: 'put',
  path: '/catalog/{code}/draft',
  operationId: 'draftCatalogEntry',
  tags,
  summary: '起草或修改目录 / Write an entry’s draft',
  description:
    '正文为资源文件（YAML 或 JSON）；现行版本不变，发布后才生效。/ The body is a resource file; what is in force stays until the draft is published.',
  request: {
    params: resourcePath,
    body: resourceFileBody,
  },
  responses: { 200: json(catalogEntrySchema, '目录 / the entry'), ...problems },
});

const move = createRoute({
  method: 'post',
  path: '/catalog/{code}/moves',
  operationId: 'moveCatalogEntry',
  tags,
  summary: '提交、退回、登记、发布、撤销 / Submit, return, register, publish, withdraw',
  description:
    '重试时带同一个 Idempotency-Key，答复与首次相同；不带键时，重复的动作会被拒绝（not-now），不会重复生效。/ Under the same Idempotency-Key the same again gets the first answer; without one it is refused as not-now and does nothing twice.',
  request: { params: resourcePath, headers: idempotencyHeaders, body: jsonBody(moveBody) },
  responses: { 200: json(catalogEntrySchema, '目录 / the entry'), ...problems },
});

const diff = createRoute({
  method: 'get',
  path: '/catalog/{code}/diff',
  operationId: 'diffCatalogEntry',
  tags,
  summary: '版本差异及其影响 / What a version changes, and whom it breaks',
  request: { params: resourcePath, query: diffQuery },
  responses: { 200: json(diffAnswer, '差异 / the difference'), ...problems },
});

export const catalogRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      allow(c, 'catalog.read', {}, 'catalog-entry');
      const { cursor, limit, state, department } = c.req.valid('query');
      const place = { index: 'topic', partition: 'catalog-entries' } as const;
      const page = await listRecords(home, {
        kind: catalogEntries,
        ...place,
        cursor,
        limit,
        wanted: (entry) =>
          (state === undefined || entry.state === state) &&
          (department === undefined || entry.departments.includes(department)) &&
          (entry.published !== undefined || isShown(c.get('principal'), entry)),
      });
      const items = await Promise.all(page.items.map((entry) => summarise(home, entry)));
      return c.json({ ...page, items }, 200);
    })
    .openapi(look, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'catalog.read', {}, catalogEntries.key(code));
      const { entry, definition } = await standingOf(home, code);
      if (!isShown(c.get('principal'), entry) && !entry.published && entry.state !== 'withdrawn')
        throw noEntry(code);
      const shown = isShown(c.get('principal'), entry) ? entry : { ...entry, draft: undefined };
      const missing = shown.draft ? [...missingElements(shown.draft)] : [];
      return c.json({ entry: shown, inForce: definition?.value.resource, missing }, 200);
    })
    .openapi(draft, async (c) => {
      const { code } = c.req.valid('param');
      const resource = parseResource(await c.req.text(), `${code.toLowerCase()}.yaml`);
      const providers = await ownersOf(home, code, resource);
      allow(c, 'resource.draft', { providers }, catalogEntries.key(code));
      if (resource.code !== code) throw otherCode(code, resource.code);
      return c.json(await draftEntry(home.ports)(resource, c.get('principal').name), 200);
    })
    .openapi(move, async (c) => {
      const { code } = c.req.valid('param');
      const body = c.req.valid('json');
      const providers = await ownersOf(home, code);
      allow(c, moves[body.move].action, { providers }, catalogEntries.key(code));
      const wish = { ...body, code, actor: c.get('principal').name };
      const key = c.req.valid('header')['idempotency-key'];
      const repeatable = { department: `catalog-${wish.actor}`, key, request: ['moves', code, body] };
      return c.json(await once(home, repeatable, () => moveEntry(home.ports)(wish)), 200);
    })
    .openapi(diff, async (c) => {
      const { code } = c.req.valid('param');
      const { from, to } = c.req.valid('query');
      allow(c, 'catalog.read', {}, catalogEntries.key(code));
      if (to === undefined) {
        const { entry } = await standingOf(home, code);
        if (!isShown(c.get('principal'), entry)) throw noEntry(code);
      }
      const found = await diffEntry(home.ports)(code, from, to);
      return c.json({ ...found, changes: [...found.changes], breaks: [...found.breaks] }, 200);
    });

/** What is being worked on is its departments' and the centre's business; what is in force is everybody's. */
const isShown = (principal: Principal, { departments }: CatalogEntry): boolean =>
  principal.roles.includes('auditor') ||
  permits(principal, 'resource.draft', { providers: departments }) !== undefined ||
  permits(principal, 'resource.review', { providers: departments }) !== undefined;

async function standingOf({ ports }: ApiHome, code: string) {
  const standing = await readStanding(ports.records, code);
  const entry = entryOf(code, standing);
  if (!entry) throw noEntry(code);
  return { entry, definition: standing.definition };
}

/** Whose the entry is: of what is in force; of a new one those that it names. */
async function ownersOf({ ports }: ApiHome, code: string, fresh?: Resource): Promise<readonly string[]> {
  const standing: Standing = await readStanding(ports.records, code);
  return entryOf(code, standing)?.departments ?? fresh?.departments ?? [];
}

async function summarise({ ports }: ApiHome, entry: CatalogEntry) {
  const inForce = entry.published && (await find(ports.records, definitions, entry.code))?.value.resource;
  const resource =
    inForce ?? entry.draft ?? (await find(ports.records, definitions, entry.code))?.value.resource;
  return {
    code: entry.code,
    name: resource?.name ?? entry.code,
    classification: resource?.classification?.code,
    departments: entry.departments,
    grade: resource?.grade ?? 3,
    cycle: resource?.cycle ?? 'yearly',
    state: entry.state,
    version: entry.published?.version,
    effective: entry.approval?.effective,
    origin: entry.origin?.peer,
    changedAt: entry.changedAt,
  };
}

const noEntry = (code: string): NotFound =>
  new NotFound(
    `there is no entry ${code} in the catalog; see GET /catalog for those there are`,
    `目录中没有 ${code}，可在资源目录中查看`,
    { place: { resource: code } },
  );

const otherCode = (path: string, body: string): InvalidInput =>
  new InvalidInput(
    `the path says ${path}, the file says code: ${body}; make them the same`,
    `路径为 ${path}，文件中 code 为 ${body}，请保持一致`,
    { place: { resource: path } },
  );
