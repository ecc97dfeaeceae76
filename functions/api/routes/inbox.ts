/** The inbox: what was delivered to a department. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { acknowledgeParcel, openParcel } from '../../../layers/core/exchange/index.ts';
import { isDelivered } from '../../../layers/core/exchange/open-parcel.ts';
import { ruleOnParcel } from '../../../layers/core/exchange/parcel-leave.ts';
import { parcels } from '../../../layers/core/records.ts';
import {
  acknowledgeBody,
  contentQuery,
  ifNoneMatchHeaders,
  inboxQuery,
  parcelPath,
} from '../../../schemas/api.ts';
import {
  type ParcelView,
  parcelsAnswer,
  parcelView,
  signedRequestSchema,
} from '../../../schemas/api-answers.ts';
import type { Parcel } from '../../../schemas/records.ts';
import { allowPlace } from '../allow.ts';
import { holdsTag, notModified, tagOf } from '../etag.ts';
import { findParcelFor } from '../find-targets.ts';
import type { ApiContext, ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, plainAnswer, problems, unchanged } from '../openapi.ts';
import { parcelFileName, viewParcel } from '../views/parcel-view.ts';

const tags = ['inbox'];

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
  description:
    '地址 5 分钟内有效；授权不在有效期内时不予提供。/ The address stands for 5 minutes; there is none while the grant is not in force.',
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

/** Planned parcels are not in the inbox yet; of those that were cancelled, those for want of a grant say why. */
const isListed = (parcel: Parcel): boolean => isDelivered(parcel) || parcel.reason !== undefined;

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
        wanted: (parcel) => (state === undefined ? isListed(parcel) : parcel.stage === state),
      });
      const items = await Promise.all(page.items.map((parcel) => viewNow(c, home, parcel)));
      return c.json({ ...page, items }, 200);
    })
    .openapi(look, async (c) => {
      const parcel = await findParcelFor(c, home, 'inbox.read', c.req.valid('param').parcel);
      const view = await viewNow(c, home, parcel.value);
      // What its grant gives may change while the parcel does not.
      const tag = tagOf(parcel.version, view.reason === undefined ? 0 : 1);
      if (holdsTag(c, tag)) return plainAnswer(notModified(c, tag));
      return c.json(view, 200, { etag: tag });
    })
    .openapi(content, async (c) => {
      const { value: parcel } = await findParcelFor(c, home, 'inbox.fetch', c.req.valid('param').parcel);
      const expires = await openParcel(home.ports)(parcel);
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
      return c.json(viewParcel(acknowledged, c.get('language')), 200);
    });

/** With the reason why it cannot be fetched, where its grant is not in force. */
async function viewNow(c: ApiContext, { ports }: ApiHome, parcel: Parcel): Promise<ParcelView> {
  const language = c.get('language');
  if (parcel.kind === 'correction' || !isDelivered(parcel)) return viewParcel(parcel, language);
  const { ruling } = await ruleOnParcel(ports, parcel, ports.clock.now().toISOString());
  return viewParcel(parcel, language, ruling.denial);
}
