/** Upload tickets: ask, look, upload in parts. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Refused } from '../../../layers/core/errors.ts';
import { isEnded } from '../../../layers/core/exchange/batch-state.ts';
import { issueTicket } from '../../../layers/core/exchange/index.ts';
import { batches, find, type Held } from '../../../layers/core/records.ts';
import {
  idempotencyHeaders,
  ifNoneMatchHeaders,
  partBody,
  ticketBody,
  ticketPath,
  waitQuery,
} from '../../../schemas/api.ts';
import {
  partsAnswer,
  signedRequestSchema,
  ticketAnswer,
  ticketView,
  uploadAnswer,
} from '../../../schemas/api-answers.ts';
import type { Batch, Ticket } from '../../../schemas/records.ts';
import { allow, ownDepartment } from '../allow.ts';
import { holdsTag, notModified, tagOf } from '../etag.ts';
import { boundResource, findTicketFor } from '../find-targets.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { once } from '../idempotency.ts';
import { waitForNews } from '../long-poll.ts';
import { json, jsonBody, plainAnswer, problems, unchanged } from '../openapi.ts';
import { viewBatch } from '../views/batch-view.ts';
import { viewTicket } from '../views/ticket-view.ts';

const tags = ['tickets'];

const issue = createRoute({
  method: 'post',
  path: '/tickets',
  operationId: 'issueTicket',
  tags,
  summary: '申请上传凭证 / Ask for leave to upload one file',
  description:
    '单次上传得到签名地址；分段上传（multipart）另行逐段签名。/ A single put gets its signed address; parts are signed one by one.',
  request: { headers: idempotencyHeaders, body: jsonBody(ticketBody) },
  responses: { 201: json(uploadAnswer, '凭证与上传请求 / the ticket and the request to make'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/tickets/{id}',
  operationId: 'getTicket',
  tags,
  summary: '查看凭证及其批次 / A ticket, and the batch it became',
  request: { params: ticketPath, query: waitQuery, headers: ifNoneMatchHeaders },
  responses: { 200: json(ticketAnswer, '凭证与批次 / ticket and batch'), ...unchanged, ...problems },
});

const signPart = createRoute({
  method: 'post',
  path: '/tickets/{id}/parts',
  operationId: 'signPart',
  tags,
  summary: '为一段签名 / Sign the upload of one part',
  request: { params: ticketPath, body: jsonBody(partBody) },
  responses: {
    200: json(signedRequestSchema, '上传该段的请求 / the request that uploads the part'),
    ...problems,
  },
});

const parts = createRoute({
  method: 'get',
  path: '/tickets/{id}/parts',
  operationId: 'listParts',
  tags,
  summary: '已上传的段（断点续传）/ Parts already in, to take an upload up again',
  request: { params: ticketPath },
  responses: { 200: json(partsAnswer, '已有的段 / the parts'), ...problems },
});

const complete = createRoute({
  method: 'post',
  path: '/tickets/{id}/complete',
  operationId: 'completeUpload',
  tags,
  summary: '合并各段 / Put the parts together',
  request: { params: ticketPath },
  responses: {
    200: json(ticketView, '凭证；随后文件进入接收 / the ticket; the file is taken up next'),
    ...problems,
  },
});

export const ticketRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(issue, async (c) => {
      const department = ownDepartment(c);
      allow(c, 'ticket.issue', { owner: department }, `drop/${department}`);
      const body = c.req.valid('json');
      const key = c.req.valid('header')['idempotency-key'];
      const answer = await once(home, { department, key, request: ['tickets', body] }, async () => {
        const actor = c.get('principal').name;
        const { ticket, upload } = await issueTicket(home.ports)({ ...body, department, actor });
        return {
          ticket: viewTicket(ticket, c.get('language')),
          upload: upload && { ...upload, headers: { ...upload.headers } },
        };
      });
      return c.json(answer, 201, { location: `tickets/${answer.ticket.id}` });
    })
    .openapi(look, async (c) => {
      const { id } = c.req.valid('param');
      const seen = await waitForNews(c, home, c.req.valid('query').wait, {
        read: () => readTicket(c, home, id),
        tag: tagOfTicket,
        atRest: ({ ticket }) => !isOpen(ticket.value),
        isFinal: ({ ticket, batch }) => !isOpen(ticket.value) && (!batch || isEnded(batch.value.stage)),
      });
      const tag = tagOfTicket(seen);
      if (holdsTag(c, tag)) return plainAnswer(notModified(c, tag));
      return c.json(await viewSeen(c, home, seen), 200, { etag: tag });
    })
    .openapi(signPart, async (c) => {
      const { ticket, upload } = await findUpload(c, home);
      const expires = new Date(home.ports.clock.now().getTime() + home.ports.settings.ticketMinutes * 60_000);
      const part = { ...c.req.valid('json'), expires };
      const signed = await home.ports.multipart.signPart(ticket.key, upload, part);
      return c.json({ ...signed, headers: { ...signed.headers } }, 200);
    })
    .openapi(parts, async (c) => {
      const { ticket, upload } = await findUpload(c, home);
      return c.json({ items: [...(await home.ports.multipart.parts(ticket.key, upload))] }, 200);
    })
    .openapi(complete, async (c) => {
      const { ticket, upload } = await findUpload(c, home);
      if (!(await isThere(home, ticket.key))) await home.ports.multipart.complete(ticket.key, upload);
      return c.json(viewTicket(ticket, c.get('language')), 200);
    });

/** Asked of the list: the API may not read what lies in a department's zone, not even a head. */
async function isThere({ ports }: ApiHome, key: string): Promise<boolean> {
  const { objects } = await ports.objects.list(key, { limit: 1 });
  return objects.some((one) => one.key === key);
}

interface Seen {
  readonly ticket: Held<Ticket>;
  readonly batch: Held<Batch> | undefined;
}

/** An expired ticket may still be met by its file: it is as open as an issued one. */
const isOpen = (ticket: Ticket): boolean => ticket.stage === 'issued' || ticket.stage === 'expired';
const tagOfTicket = ({ ticket, batch }: Seen): string => tagOf(ticket.version, batch?.version);

async function readTicket(c: ApiContext, home: ApiHome, id: string): Promise<Seen> {
  const ticket = await findTicketFor(c, home, 'ticket.read', id);
  const { batch } = ticket.value;
  return { ticket, batch: batch === undefined ? undefined : await find(home.ports.records, batches, batch) };
}

async function viewSeen(c: ApiContext, home: ApiHome, { ticket, batch }: Seen) {
  const language = c.get('language');
  const view = viewTicket(ticket.value, language);
  if (!batch) return { ticket: view };
  const resource = await boundResource(home, batch.value);
  return { ticket: view, batch: viewBatch(batch.value, language, resource) };
}

/** The multipart upload under a ticket, as long as nothing was taken up under it. */
async function findUpload(c: ApiContext, home: ApiHome): Promise<{ ticket: Ticket; upload: string }> {
  const { value: ticket } = await findTicketFor(c, home, 'ticket.upload', c.req.param('id') ?? '');
  const { upload } = ticket;
  if (upload === undefined)
    throw new Refused(
      'not-multipart',
      `ticket ${ticket.id} is for a single put; ask for a ticket with multipart: true`,
      `凭证 ${ticket.id} 为单次上传，请以 multipart: true 重新申请`,
    );
  if (isOpen(ticket)) return { ticket, upload };
  throw new Refused(
    'ticket-used',
    `ticket ${ticket.id} is already ${ticket.stage}; ask for a new one`,
    `凭证 ${ticket.id} 已使用（${ticket.stage}），请重新申请`,
  );
}
