/**
 * What anybody may read, without an account: the portal's pages, the open catalog, and the files of what was opened.
 * Files were written when a generation was published: a download runs no query. Rates are bounded by address and overall.
 */
import { createHash } from 'node:crypto';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { NotFound } from '../../../layers/core/errors.ts';
import { findOpen, listOpen, type OpenResource } from '../../../layers/core/portal/open-catalog.ts';
import { openDcat } from '../../../layers/core/portal/open-dcat.ts';
import { openingPath } from '../../../schemas/portal.ts';
import { callerAddress } from '../caller-address.ts';
import { attachment } from '../content-disposition.ts';
import { holdsTag, notModified } from '../etag.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { openListPage, openResourcePage } from '../open-page.ts';
import { plainAnswer, problems, unchanged } from '../openapi.ts';
import { createRateLimit } from '../rate-limit.ts';

const open = { tags: ['open'], security: [] };
const answers = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: { type: 'string' as const } } } },
  ...unchanged,
  ...problems,
});

const list = createRoute({
  method: 'get',
  path: '/open',
  operationId: 'browseOpen',
  ...open,
  summary: '开放数据门户 / The open data portal',
  request: { query: z.object({ q: z.string().max(100).optional() }) },
  responses: answers('text/html', '网页 / a page'),
});

const dcat = createRoute({
  method: 'get',
  path: '/open/catalog.jsonld',
  operationId: 'getOpenCatalog',
  ...open,
  summary: '开放数据目录（DCAT） / The open catalog as DCAT',
  responses: answers('application/ld+json', 'DCAT 3, JSON-LD'),
});

const show = createRoute({
  method: 'get',
  path: '/open/{code}',
  operationId: 'browseOpenResource',
  ...open,
  summary: '一项开放数据 / One dataset',
  request: { params: openingPath },
  responses: answers('text/html', '网页 / a page'),
});

const fetchFile = createRoute({
  method: 'get',
  path: '/open/{code}/{file}',
  operationId: 'fetchOpenData',
  ...open,
  summary: '下载开放数据（CSV、JSON） / Download a dataset',
  request: { params: openingPath.extend({ file: z.enum(['data.csv', 'data.json']) }) },
  responses: {
    302: { description: '到签名地址下载 / at a signed address' },
    ...answers('application/octet-stream', '文件 / the file'),
  },
});

/** Requests an address may make, and all addresses together; each process counts for itself. */
const each = { perSecond: 5, burst: 60 };
const overall = { perSecond: 100, burst: 400 };

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cache-control': 'public, max-age=60',
  vary: 'accept-encoding',
};
const dataHeaders = {
  'cache-control': 'public, max-age=60',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'accept-encoding',
};
const linkMinutes = 5;

export const openRoutes = (home: ApiHome) => {
  const { ports } = home;
  const now = () => ports.clock.now();
  const takeOwn = createRateLimit(home.openRate ?? each, now);
  const takeAny = createRateLimit(overall, now);
  const routes = new OpenAPIHono<ApiEnv>();
  // It stands for /open itself too.
  routes.use('/open/*', async (c, next) => {
    takeOwn(callerAddress(c.env));
    takeAny('everybody');
    await next();
  });
  return routes
    .openapi(list, async (c) => {
      const asked = (c.req.valid('query').q ?? '').trim();
      const all = await listOpen(ports);
      const shown = all.filter((one) => isAbout(one, asked));
      return answerPage(c, openListPage(shown, asked, all.length));
    })
    .openapi(dcat, async (c) => {
      const address = new URL(c.req.url);
      const base = `${address.origin}${address.pathname.replace(/\/catalog\.jsonld$/, '')}`;
      const text = JSON.stringify(openDcat(await listOpen(ports), base), null, 1);
      return answerText(c, text, { ...dataHeaders, 'content-type': 'application/ld+json; charset=utf-8' });
    })
    .openapi(show, async (c) => {
      const found = await mustBeOpen(home, c.req.valid('param').code);
      return answerPage(c, openResourcePage(found, await firstRows(home, found)));
    })
    .openapi(fetchFile, async (c) => {
      const { code, file } = c.req.valid('param');
      const found = await mustBeOpen(home, code);
      return plainAnswer(await answerFile(c, home, found, file === 'data.csv' ? 'csv' : 'json'));
    });
};

async function mustBeOpen({ ports }: ApiHome, code: string): Promise<OpenResource> {
  const found = await findOpen(ports, code);
  if (found) return found;
  throw new NotFound(
    `there is no open dataset ${code}; see /open for those there are`,
    `没有开放数据 ${code}，可在 /open 查看全部`,
  );
}

function isAbout({ resource, departments }: OpenResource, asked: string): boolean {
  if (asked === '') return true;
  const words = asked.toLowerCase().split(/\s+/);
  const said = [
    resource.code,
    resource.name,
    resource.nameEn,
    resource.summary ?? '',
    ...departments.map(({ name }) => name),
    ...resource.items.map(({ name }) => name),
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => said.includes(word));
}

const digestOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`;

const answerPage = (c: ApiContext, html: string): never => answerText(c, html, pageHeaders);

function answerText(c: ApiContext, text: string, headers: Record<string, string>): never {
  const etag = digestOf(text);
  if (holdsTag(c, etag)) return plainAnswer(notModified(c, etag));
  return plainAnswer(c.body(text, 200, { ...headers, etag }));
}

/** A file never changes under its tag. A home that cannot stream sends its reader to the store. */
async function answerFile(
  c: ApiContext,
  { ports, streams }: ApiHome,
  { resource, published }: OpenResource,
  format: 'csv' | 'json',
): Promise<Response> {
  const { key, sha256, size } = published[format];
  const etag = `"${sha256}"`;
  if (holdsTag(c, etag)) return notModified(c, etag);
  const fileName = `${resource.code}-${published.version}.${published.generation}.${format}`;
  if (!streams) {
    const expires = new Date(ports.clock.now().getTime() + linkMinutes * 60_000);
    const { url } = await ports.objects.signDownload(key, { expires, fileName });
    // The address ends soon, so nobody may keep it.
    return c.body(null, 302, { ...dataHeaders, location: url, etag, 'cache-control': 'no-store' });
  }
  const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8';
  const headers = {
    ...dataHeaders,
    'content-type': type,
    'content-length': `${size}`,
    'content-disposition': attachment(fileName),
    etag,
  };
  return c.body(ReadableStream.from(ports.objects.get(key)) as ReadableStream, 200, headers);
}

const shownRows = 10;
const shownBytes = 64 * 1024;

/** The first rows stand at the beginning of the file, one a line. */
async function firstRows(
  { ports }: ApiHome,
  { published }: OpenResource,
): Promise<Record<string, unknown>[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of ports.objects.get(published.json.key, { start: 0, end: shownBytes }))
    pieces.push(piece);
  const lines = Buffer.concat(pieces)
    .toString('utf8')
    .split('\n')
    .slice(1, shownRows + 2);
  // The last one may be cut.
  return lines.slice(0, -1).flatMap((line) => {
    const text = line.replace(/^,|,$/g, '');
    return text.startsWith('{') ? [JSON.parse(text) as Record<string, unknown>] : [];
  });
}
