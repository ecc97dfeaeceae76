/** Files that are passed on as they are: what is known of them, and words in their texts. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { documents } from '../../../layers/core/documents/kinds.ts';
import { wordsOf } from '../../../layers/core/documents/match-text.ts';
import { partiesOf, searchable } from '../../../layers/core/documents/may-search.ts';
import { searchDocuments, viewOf } from '../../../layers/core/documents/search-documents.ts';
import { TextIndex } from '../../../layers/core/documents/text-index.ts';
import { Refused } from '../../../layers/core/errors.ts';
import { unknown } from '../../../layers/core/identity/decide.ts';
import { batches, definitions, find } from '../../../layers/core/records.ts';
import { documentPath, documentsAnswer, documentsQuery, documentView } from '../../../schemas/document.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { allow } from '../allow.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { findDefinition } from '../find-targets.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { json, problems } from '../openapi.ts';

const searchRoute = createRoute({
  method: 'get',
  path: '/documents',
  operationId: 'searchDocuments',
  tags: ['documents'],
  summary: '检索文件全文 / Search the text of documents',
  description:
    '限本部门提供的、或持有有效授权的非结构化资源，只含有效批次；每页至多读取 100 个文件的全文（读过而不含所查词的不再读），按相关度排列，next 继续查看更早的文件；摘录一律掩码。/ Resources of files that one’s department provides or has a grant in force on; live batches only. A page reads the texts of no more than 100 documents, passing over those it knows not to hold the words, and ranks what it finds; `next` goes on with older ones. Snippets are masked.',
  request: { query: documentsQuery },
  responses: { 200: json(documentsAnswer, '一页结果 / a page of hits'), ...problems },
});

const show = createRoute({
  method: 'get',
  path: '/documents/{batch}',
  operationId: 'getDocument',
  tags: ['documents'],
  summary: '文件说明 / What is known of a document',
  request: { params: documentPath },
  responses: { 200: json(documentView, '文件 / the document'), ...problems },
});

const placeSchema = z.object({ resource: z.string(), before: z.number().int() });

export function documentRoutes(home: ApiHome) {
  const search = searchDocuments(home.ports, new TextIndex());
  return new OpenAPIHono<ApiEnv>()
    .openapi(searchRoute, async (c) => {
      const { q, resource, cursor } = c.req.valid('query');
      const words = wordsOf(q);
      const scope = JSON.stringify(['documents', words, resource ?? '']);
      const place = readCursor(scope, cursor, placeSchema);
      const resources = await allowSearch(c, home, resource, place?.resource);
      const { items, looked, next } = await search(resources, words, place);
      const more = next && { next: writeCursor(scope, next) };
      return c.json({ items: [...items], looked, ...more }, 200);
    })
    .openapi(show, async (c) => {
      const { batch: id } = c.req.valid('param');
      const { ports } = home;
      const name = batches.key(id);
      const held = await find(ports.records, documents, id);
      const resource = held && (await find(ports.records, definitions, held.value.resource))?.value.resource;
      allow(
        c,
        'document.search',
        { ...(resource && (await partiesOf(ports, resource))), secret: name },
        name,
      );
      const batch = await find(ports.records, batches, id);
      if (!held || batch?.value.stage !== 'committed') throw unknown(name);
      return c.json(viewOf(held.value), 200);
    });
}

/** One resource is asked for by name, and refused by name; without one, each is looked through that may be. */
async function allowSearch(
  c: ApiContext,
  home: ApiHome,
  code: string | undefined,
  from: string | undefined,
): Promise<AsyncIterable<Resource>> {
  const principal = c.get('principal');
  if (code === undefined) {
    const own = principal.department === undefined ? [] : [principal.department];
    allow(c, 'document.search', { providers: own, receivers: own }, 'documents');
    return searchable(home.ports, principal, from);
  }
  const { resource } = (await findDefinition(home, code)).value;
  allow(c, 'document.search', await partiesOf(home.ports, resource), `documents/${code}`);
  if (resource.kind !== 'unstructured') throw noFiles(code);
  return one(resource);
}

async function* one(resource: Resource): AsyncIterable<Resource> {
  yield resource;
}

const noFiles = (code: string): Refused =>
  new Refused(
    'no-files',
    `${code} holds rows, not files; read them with GET /resources/${code}/rows`,
    `${code} 为结构化资源，没有文件；请读取其数据行（GET /resources/${code}/rows）`,
    { place: { resource: code } },
  );
