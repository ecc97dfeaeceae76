/** The resource catalog: what departments provide, described; and the current state of a resource. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { parseResource } from '../../../layers/core/catalog/parse-resource.ts';
import { InvalidInput } from '../../../layers/core/errors.ts';
import { currentGeneration } from '../../../layers/core/exchange/live-list.ts';
import { definitions } from '../../../layers/core/records.ts';
import { ifNoneMatchHeaders, resourcePath, resourceQuery, resourcesQuery } from '../../../schemas/api.ts';
import { appliedAnswer, resourceAnswer, resourcesAnswer } from '../../../schemas/api-answers.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { allow } from '../allow.ts';
import { holdsTag, notModified, tagOf } from '../etag.ts';
import { findDefinition } from '../find-targets.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, plainAnswer, problems, resourceFileBody, unchanged } from '../openapi.ts';

const tags = ['resources'];

const list = createRoute({
  method: 'get',
  path: '/resources',
  operationId: 'listResources',
  tags,
  summary: '信息资源目录 / The resource catalog',
  request: { query: resourcesQuery },
  responses: { 200: json(resourcesAnswer, '一页资源 / a page of resources'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/resources/{code}',
  operationId: 'getResource',
  tags,
  summary: '信息资源的描述 / A resource’s description',
  request: { params: resourcePath, query: resourceQuery, headers: ifNoneMatchHeaders },
  responses: { 200: json(resourceAnswer, '描述 / the description'), ...unchanged, ...problems },
});

const put = createRoute({
  method: 'put',
  path: '/resources/{code}',
  operationId: 'applyResource',
  tags,
  summary: '登记或变更信息资源 / Put a resource’s description in force',
  description:
    '正文为资源文件（YAML 或 JSON）；相同内容不产生新版本。/ The body is a resource file, YAML or JSON; the same again changes nothing.',
  request: {
    params: resourcePath,
    body: resourceFileBody,
  },
  responses: { 200: json(appliedAnswer, '结果 / what changed'), ...problems },
});

export const resourceRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      allow(c, 'catalog.read', {}, 'definition');
      const { cursor, limit } = c.req.valid('query');
      const page = await listRecords(home, {
        kind: definitions,
        index: 'topic',
        partition: 'definitions',
        cursor,
        limit,
        // Beside the description in force lie its versions.
        wanted: ({ resource }, { key }) => key === definitions.key(resource.code),
      });
      return c.json({ ...page, items: page.items.map(({ resource }) => summarise(resource)) }, 200);
    })
    .openapi(look, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'catalog.read', {}, definitions.key(code));
      const held = await findDefinition(home, code, c.req.valid('query').version);
      const generation = await currentGeneration(home.ports, code);
      const tag = tagOf(held.version, generation);
      if (holdsTag(c, tag)) return plainAnswer(notModified(c, tag));
      return c.json({ ...held.value, generation }, 200, { etag: tag });
    })
    .openapi(put, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'resource.apply', {}, definitions.key(code));
      const resource = parseResource(await c.req.text(), `${code.toLowerCase()}.yaml`);
      if (resource.code !== code) throw otherCode(code, resource.code);
      const { changes, ...applied } = await applyResource(home.ports)(resource, c.get('principal').name);
      return c.json({ ...applied, changes: changes && [...changes] }, 200);
    });

const summarise = ({ code, name, nameEn, version, departments, cycle, grade, mode, ...rest }: Resource) => ({
  code,
  name,
  nameEn,
  version,
  departments,
  cycle,
  grade,
  mode,
  kind: rest.kind,
  items: rest.items.length,
  summary: rest.summary,
});

const otherCode = (path: string, body: string): InvalidInput =>
  new InvalidInput(
    `the path says ${path}, the file says code: ${body}; make them the same`,
    `路径为 ${path}，文件中 code 为 ${body}，请保持一致`,
    { place: { resource: path } },
  );
