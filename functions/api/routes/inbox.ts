/** The inbox: what was delivered to a department. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { Refused } from '../../../layers/core/errors.ts';
import { acknowledgeParcel } from '../../../layers/core/exchange/index.ts';
import { parcels } from '../../../layers/core/records.ts';
import {
  acknowledgeBody,
  contentQuery,
  ifNoneMatchHeaders,
  inboxQuery,
  parcelPath,
} from '../../../schemas/api.ts';
import { parcelsAnswer, parcelView, signedRequestSchema } from '../../../schemas/api-answers.ts';
import type { Parcel } from '../../../schemas/records.ts';
import { allowPlace } from '../allow.ts';
import { holdsTag, notModified, tagOf } from '../etag.ts';
import { findParcelFor } from '../find-targets.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, plainAnswer, problems, unchanged } from '../openapi.ts';
import { parcelFileName, viewParcel } from '../views/parcel-view.ts';

const tags = ['inbox'];
const downloadMinutes = 15;

const list = createRoute({
  method: 'get',
  path: '/inbox',
  operationId: 'listInbox',
  tags,
  summary: '收件箱，新的在前 / Parcels delivered to a department, newest first',
  request: { query: inboxQuery },
  responses: { 200: json(parcelsAnswer, '一页数据包 / a page of parcels'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/inbox/{parcel}',
  operationId: 'getParcel',
  tags,
  summary: '查看数据包，含摘要与签名 / A parcel, with digest and signature',
  request: { params: parcelPath, headers: ifNoneMatchHeaders },
  responses: { 200: json(parcelView, '数据包 / the parcel'), ...unchanged, ...problems },
});

const content = createRoute({
  method: 'get',
  path: '/inbox/{parcel}/content',
  operationId: 'fetchParcel',
  tags,
  summary: '取得数据包的下载地址 / The signed address of a parcel',
  request: { params: parcelPath, query: contentQuery },
  responses: {
    200: json(signedRequestSchema, '下载请求 / the request to make'),
    302: { description: '转到下载地址 / go to the signed address' },
    ...problems,
  },
});

const acknowledge = createRoute({
  method: 'post',
  path: '/inbox/{parcel}/ack',
  operationId: 'acknowledgeParcel',
  tags,
  summary: '确认收到，按摘要核对 / Acknowledge a parcel by its digest',
  request: { params: parcelPath, body: jsonBody(acknowledgeBody) },
  responses: { 200: json(parcelView, '已确认的数据包 / the parcel'), ...problems },
});

/** Planned parcels are not in the inbox yet, cancelled ones never came. */
const isDelivered = ({ stage }: Parcel): boolean => stage !== 'planned' && stage !== 'cancelled';

export const inboxRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      const { department: asked, state, cursor, limit } = c.req.valid('query');
      const department = allowPlace(c, 'inbox.read', asked, 'inbox');
      const page = await listRecords(home, {
        kind: parcels,
        index: 'owner',
        partition: `inbox/${department}`,
        cursor,
        limit,
        newestFirst: true,
        wanted: (parcel) => (state === undefined ? isDelivered(parcel) : parcel.stage === state),
      });
      return c.json({ ...page, items: page.items.map(viewParcel) }, 200);
    })
    .openapi(look, async (c) => {
      const parcel = await findParcelFor(c, home, 'inbox.read', c.req.valid('param').parcel);
      const tag = tagOf(parcel.version);
      if (holdsTag(c, tag)) return plainAnswer(notModified(c, tag));
      return c.json(viewParcel(parcel.value), 200, { etag: tag });
    })
    .openapi(content, async (c) => {
      const { value: parcel } = await findParcelFor(c, home, 'inbox.fetch', c.req.valid('param').parcel);
      if (!isDelivered(parcel)) throw notDelivered(parcel);
      const expires = new Date(home.ports.clock.now().getTime() + downloadMinutes * 60_000);
      const signed = await home.ports.objects.signDownload(parcel.key, {
        expires,
        fileName: parcelFileName(parcel),
      });
      if (c.req.valid('query').redirect === 'true') return plainAnswer(c.redirect(signed.url, 302));
      return c.json({ ...signed, headers: { ...signed.headers } }, 200);
    })
    .openapi(acknowledge, async (c) => {
      const { parcel } = c.req.valid('param');
      const { value } = await findParcelFor(c, home, 'inbox.acknowledge', parcel);
      const acknowledged = await acknowledgeParcel(home.ports)({
        department: value.receiver,
        actor: c.get('principal').name,
        parcel,
        sha256: c.req.valid('json').sha256,
      });
      return c.json(viewParcel(acknowledged), 200);
    });

const notDelivered = ({ id, stage }: Parcel): Refused =>
  new Refused(
    'not-delivered',
    `parcel ${id} is ${stage}; there is nothing to fetch`,
    `数据包 ${id} 尚未送达或已取消（${stage}），无内容可取`,
  );
