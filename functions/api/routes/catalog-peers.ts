/** The catalog between installations: peers, signed parcels of changes, conflicts. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { conflicts, inboxStates, outboxes, peers } from '../../../layers/core/catalog/peers/kinds.ts';
import { makeParcel, readParcel } from '../../../layers/core/catalog/peers/make-parcel.ts';
import { receiveParcel } from '../../../layers/core/catalog/peers/receive-parcel.ts';
import { registerPeer } from '../../../layers/core/catalog/peers/register-peer.ts';
import { resolveConflict } from '../../../layers/core/catalog/peers/resolve-conflict.ts';
import { find } from '../../../layers/core/records.ts';
import { resourcesQuery } from '../../../schemas/api.ts';
import {
  conflictPath,
  conflictSchema,
  conflictsAnswer,
  madeAnswer,
  peerBody,
  peerParcelPath,
  peerPath,
  peerSchema,
  peersAnswer,
  receivedAnswer,
  resolveBody,
  signedParcelSchema,
} from '../../../schemas/catalog-exchange.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['catalog'];

const list = createRoute({
  method: 'get',
  path: '/catalog-peers',
  operationId: 'listPeers',
  tags,
  summary: '上下级平台 / Other installations',
  request: { query: resourcesQuery },
  responses: { 200: json(peersAnswer, '一页平台 / a page of peers'), ...problems },
});

const register = createRoute({
  method: 'put',
  path: '/catalog-peers/{peer}',
  operationId: 'registerPeer',
  tags,
  summary: '登记上下级平台及其根公钥 / Register another installation with its root key',
  request: { params: peerPath, body: jsonBody(peerBody) },
  responses: { 200: json(peerSchema, '平台 / the peer'), ...problems },
});

const make = createRoute({
  method: 'post',
  path: '/catalog-peers/{peer}/parcels',
  operationId: 'makeCatalogParcel',
  tags,
  summary: '打包上次以来的目录变更 / Pack what changed since the last parcel',
  description: '没有变更时不产生新包。/ Where nothing changed no parcel is made.',
  request: { params: peerPath },
  responses: { 200: json(madeAnswer, '最新包的编号 / number of the newest parcel'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/catalog-peers/{peer}/parcels/{number}',
  operationId: 'getCatalogParcel',
  tags,
  summary: '已签名的目录包 / A signed parcel of catalog changes',
  request: { params: peerParcelPath },
  responses: { 200: json(signedParcelSchema, '目录包 / the parcel'), ...problems },
});

const receive = createRoute({
  method: 'post',
  path: '/catalog-peers/{peer}/received',
  operationId: 'receiveCatalogParcel',
  tags,
  summary: '接收对方平台的目录包 / Take a parcel of another installation in',
  description:
    '核验签名、接收方、次序与范围；内容以“已登记”状态进入，由运维发布后生效；重复接收不产生变化。/ Checked by signature, addressee, order and scope; entries come as registered; the same again changes nothing.',
  request: { params: peerPath, body: jsonBody(signedParcelSchema) },
  responses: { 200: json(receivedAnswer, '结果 / what came of it'), ...problems },
});

const clashes = createRoute({
  method: 'get',
  path: '/catalog-peers/{peer}/conflicts',
  operationId: 'listCatalogConflicts',
  tags,
  summary: '待处理的目录冲突 / Conflicts to be decided',
  request: { params: peerPath, query: resourcesQuery },
  responses: { 200: json(conflictsAnswer, '一页冲突 / a page of conflicts'), ...problems },
});

const resolve = createRoute({
  method: 'post',
  path: '/catalog-peers/{peer}/conflicts/{code}',
  operationId: 'resolveCatalogConflict',
  tags,
  summary: '处理目录冲突：保留本平台或采用对方 / Keep ours or take theirs',
  request: { params: conflictPath, body: jsonBody(resolveBody) },
  responses: { 200: json(conflictSchema, '冲突 / the conflict'), ...problems },
});

export const catalogPeerRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      allow(c, 'catalog.exchange', {}, 'catalog-peer');
      const { cursor, limit } = c.req.valid('query');
      const place = { index: 'topic', partition: 'catalog-peers' } as const;
      const page = await listRecords(home, { kind: peers, ...place, cursor, limit });
      const { records } = home.ports;
      const items = await Promise.all(
        page.items.map(async (peer) => ({
          ...peer,
          sent: (await find(records, outboxes, peer.code))?.value.number ?? 0,
          received: (await find(records, inboxStates, peer.code))?.value.number ?? 0,
        })),
      );
      return c.json({ ...page, items }, 200);
    })
    .openapi(register, async (c) => {
      const { peer } = c.req.valid('param');
      allow(c, 'catalog.exchange', {}, peers.key(peer));
      return c.json(await registerPeer(home.ports)(peer, c.req.valid('json'), c.get('principal').name), 200);
    })
    .openapi(make, async (c) => {
      const { peer } = c.req.valid('param');
      allow(c, 'catalog.exchange', {}, outboxes.key(peer));
      return c.json(await makeParcel(home.ports)(peer, c.get('principal').name), 200);
    })
    .openapi(look, async (c) => {
      const { peer, number } = c.req.valid('param');
      allow(c, 'catalog.exchange', {}, outboxes.key(peer));
      return c.json(await readParcel(home.ports, peer, number), 200);
    })
    .openapi(receive, async (c) => {
      const { peer } = c.req.valid('param');
      allow(c, 'catalog.exchange', {}, inboxStates.key(peer));
      const signed = c.req.valid('json');
      return c.json(await receiveParcel(home.ports)(peer, signed, c.get('principal').name), 200);
    })
    .openapi(clashes, async (c) => {
      const { peer } = c.req.valid('param');
      allow(c, 'catalog.exchange', {}, inboxStates.key(peer));
      const { cursor, limit } = c.req.valid('query');
      const place = { index: 'topic', partition: `catalog-conflicts/${peer}` } as const;
      const wanted = ({ resolved }: { resolved?: string | undefined }) => resolved === undefined;
      return c.json(await listRecords(home, { kind: conflicts, ...place, cursor, limit, wanted }), 200);
    })
    .openapi(resolve, async (c) => {
      const { peer, code } = c.req.valid('param');
      allow(c, 'catalog.exchange', {}, conflicts.key(peer, code));
      const { choice } = c.req.valid('json');
      return c.json(await resolveConflict(home.ports)(peer, code, choice, c.get('principal').name), 200);
    });
