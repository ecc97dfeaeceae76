/** The catalog as a file: the standard's spreadsheet, or DCAT. What comes in becomes drafts; nothing is in force by it. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { readDcat, writeDcat } from '../../../layers/core/catalog/dcat.ts';
import { importEntries } from '../../../layers/core/catalog/import-entries.ts';
import { isWithdrawn } from '../../../layers/core/catalog/in-force.ts';
import { readWorkbook } from '../../../layers/core/catalog/read-workbook.ts';
import { writeWorkbook } from '../../../layers/core/catalog/write-workbook.ts';
import { ObjectExists } from '../../../layers/core/errors.ts';
import { decide } from '../../../layers/core/identity/decide.ts';
import { definitions, departments } from '../../../layers/core/records.ts';
import { exportQuery, importAnswer, importBody } from '../../../schemas/catalog-files.ts';
import type { Department } from '../../../schemas/department.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { allow } from '../allow.ts';
import { attachment } from '../content-disposition.ts';
import { type ApiContext, type ApiEnv, type ApiHome, largestAnswer } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { file, json, jsonBody, plainAnswer, problems } from '../openapi.ts';

const tags = ['catalog'];

const exporting = createRoute({
  method: 'get',
  path: '/catalog-export',
  operationId: 'exportCatalog',
  tags,
  summary: '导出目录：标准电子表格或 DCAT / The catalog as the standard’s spreadsheet or as DCAT',
  request: { query: exportQuery },
  responses: {
    200: file('文件 / the file'),
    303: { description: '文件较大，转到下载地址 / too large for an answer: go to the signed address' },
    ...problems,
  },
});

const importing = createRoute({
  method: 'post',
  path: '/catalog-import',
  operationId: 'importCatalog',
  tags,
  summary: '导入目录为草稿 / Take a catalog file in, as drafts',
  description:
    '每条资源成为草稿，提交并发布后才生效；重复导入不产生新草稿。/ Each resource becomes a draft; the same again changes nothing.',
  request: { body: jsonBody(importBody) },
  responses: { 200: json(importAnswer, '每条资源的结果 / what became of each'), ...problems },
});

export const catalogFileRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(exporting, async (c) => {
      allow(c, 'catalog.read', {}, 'catalog-export');
      const { format, department } = c.req.valid('query');
      const all = (await inForce(home)).filter(
        ({ resource }) => department === undefined || resource.departments.includes(department),
      );
      const nameOf = namesOf(await allDepartments(home));
      const base = new URL(c.req.url).origin;
      const bytes =
        format === 'dcat'
          ? new TextEncoder().encode(JSON.stringify(writeDcat(all, { base, nameOf }), null, 2))
          : await workbookOf(
              all.map(({ resource }) => resource),
              nameOf,
            );
      return plainAnswer(await answerFile(c, home, bytes, format));
    })
    .openapi(importing, async (c) => {
      const { principal, language } = { principal: c.get('principal'), language: c.get('language') };
      // Whose each resource is shows only in the file; each is decided on below.
      const providers = principal.department === undefined ? [] : [principal.department];
      allow(c, 'resource.draft', { providers }, 'catalog-import');
      const { format, content } = c.req.valid('json');
      const bytes = Buffer.from(content, 'base64');
      const resources = format === 'dcat' ? readDcat(bytes.toString('utf8')) : await resourcesOf(home, bytes);
      const leave = (resource: Resource, owners: readonly string[]): void =>
        void decide(principal, 'resource.draft', {
          providers: owners.length > 0 ? owners : resource.departments,
        });
      const imported = await importEntries(home.ports)(resources, principal.name, leave);
      const items = imported.map(({ code, outcome, zh, en }) => ({
        code,
        outcome,
        ...(zh === undefined ? {} : { message: language === 'zh' ? zh : en }),
      }));
      return c.json({ items }, 200);
    });

async function workbookOf(resources: readonly Resource[], nameOf: (code: string) => string) {
  const { writeSheets } = await import('../../../layers/refinery/catalog-workbook.ts');
  return writeSheets(writeWorkbook(resources, nameOf));
}

async function resourcesOf(home: ApiHome, bytes: Uint8Array): Promise<Resource[]> {
  const { readSheets } = await import('../../../layers/refinery/catalog-workbook.ts');
  return readWorkbook(await readSheets(bytes), { departments: await allDepartments(home) });
}

const fileNames = { xlsx: '资源目录.xlsx', dcat: 'catalog.jsonld' } as const;
const mediaTypes = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  dcat: 'application/ld+json',
} as const;

/** Where an answer's size is limited, a larger file is put once under its digest and fetched from there. */
async function answerFile(
  c: ApiContext,
  home: ApiHome,
  bytes: Uint8Array,
  format: keyof typeof fileNames,
): Promise<Response> {
  const headers = {
    'content-type': mediaTypes[format],
    'content-disposition': attachment(fileNames[format]),
  };
  if (home.streams || bytes.length <= largestAnswer) return c.body(Buffer.from(bytes), 200, headers);
  const key = `exports/catalog/${home.ports.ids.next()}.${format}`;
  await home.ports.objects.put(key, bytes).catch((error) => {
    if (!(error instanceof ObjectExists)) throw error;
  });
  const expires = new Date(home.ports.clock.now().getTime() + 15 * 60_000);
  const signed = await home.ports.objects.signDownload(key, { expires, fileName: fileNames[format] });
  return c.redirect(signed.url, 303);
}

const pageSize = 200;

async function everyPage<T>(next: (cursor?: string) => Promise<{ items: T[]; next?: string }>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await next(cursor);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}

/** What is in force, without the versions beside it and without what was withdrawn. */
async function inForce(home: ApiHome) {
  const all = await everyPage((cursor) =>
    listRecords(home, {
      kind: definitions,
      index: 'topic',
      partition: 'definitions',
      cursor,
      limit: pageSize,
      wanted: ({ resource }, { key }) => key === definitions.key(resource.code),
    }),
  );
  const gone = await Promise.all(all.map(({ resource }) => isWithdrawn(home.ports.records, resource.code)));
  return all.filter((_, index) => !gone[index]);
}

const allDepartments = (home: ApiHome): Promise<Department[]> =>
  everyPage((cursor) =>
    listRecords(home, {
      kind: departments,
      index: 'topic',
      partition: 'departments',
      cursor,
      limit: pageSize,
    }),
  );

function namesOf(all: readonly Department[]): (code: string) => string {
  const names = new Map(all.map(({ code, name }) => [code, name]));
  return (code) => names.get(code) ?? code;
}
