/** The ledger: what happened to a record, receipts for it, and the proof that nothing was rewritten. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Language } from '../../../layers/core/errors.ts';
import { permits, unknown } from '../../../layers/core/identity/decide.ts';
import {
  exportAnchor,
  issueReceipt,
  type Verified,
  verifyLedger,
} from '../../../layers/core/ledger/index.ts';
import { entries, find } from '../../../layers/core/records.ts';
import { entriesQuery, receiptQuery } from '../../../schemas/api.ts';
import {
  anchorAnswer,
  entriesAnswer,
  receiptAnswer,
  rootKeyAnswer,
  verifiedAnswer,
} from '../../../schemas/api-answers.ts';
import { allow } from '../allow.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listChains } from '../list-chains.ts';
import { json, problems } from '../openapi.ts';

const tags = ['ledger'];

const list = createRoute({
  method: 'get',
  path: '/ledger/entries',
  operationId: 'listEntries',
  tags,
  summary: '一条记录的台账，从第一版起 / What happened to a record, from its first version',
  request: { query: entriesQuery },
  responses: { 200: json(entriesAnswer, '一页条目 / a page of entries'), ...problems },
});

const verify = createRoute({
  method: 'get',
  path: '/ledger/verify',
  operationId: 'verifyLedger',
  tags,
  summary: '核验全部台账 / Verify all chains',
  responses: {
    200: json(verifiedAnswer, '各部门台账的核验结果 / what was found, chain by chain'),
    ...problems,
  },
});

const receipt = createRoute({
  method: 'get',
  path: '/ledger/receipts',
  operationId: 'issueReceipt',
  tags,
  summary: '出具凭据，可离线核验 / A receipt that can be checked without us',
  request: { query: receiptQuery },
  responses: { 200: json(receiptAnswer, '凭据 / the receipt'), ...problems },
});

const anchor = createRoute({
  method: 'post',
  path: '/ledger/anchors',
  operationId: 'exportAnchor',
  tags,
  summary: '导出存证（各链链头签名） / Export an anchor: the signed heads of all chains',
  responses: { 201: json(anchorAnswer, '存证 / the anchor'), ...problems },
});

const rootKey = createRoute({
  method: 'get',
  path: '/ledger/root-key',
  operationId: 'getRootKey',
  tags,
  summary: '平台根公钥 / The platform’s root public key',
  responses: { 200: json(rootKeyAnswer, 'SPKI，base64 / SPKI, base64'), ...problems },
});

export const ledgerRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      const { record, cursor, limit } = c.req.valid('query');
      const principal = c.get('principal');
      const { items, next } = await readEntries(home, record, { cursor, limit });
      // A record's entries may stand in several departments' chains: each sees those in its own.
      const seen = items.filter((entry) => permits(principal, 'ledger.read', { owner: entry.department }));
      const owner = seen[0]?.department ?? principal.department;
      allow(c, 'ledger.read', { owner }, `ledger/${record}`);
      return c.json({ items: seen, next }, 200);
    })
    .openapi(verify, async (c) => {
      allow(c, 'ledger.verify', {}, 'ledger');
      const verified = await verifyLedger(home.ports)(await listChains(home.ports));
      const language = c.get('language');
      const chains = verified.map((one) => viewVerified(one, language));
      return c.json({ sound: chains.every((one) => one.flaw === undefined), chains }, 200);
    })
    .openapi(receipt, async (c) => {
      const { record, version } = c.req.valid('query');
      const name = `${record}@${version}`;
      const held = await find(home.ports.records, entries, record, version);
      allow(c, 'ledger.read', { owner: held?.value.department, secret: name }, `ledger/${name}`);
      if (!held) throw unknown(name);
      const { path, ...issued } = await issueReceipt(home.ports)(record, version);
      return c.json({ ...issued, path: [...path] }, 200);
    })
    .openapi(anchor, async (c) => {
      allow(c, 'ledger.anchor', {}, 'ledger');
      const { chains, ...made } = await exportAnchor(home.ports)();
      return c.json({ ...made, chains: [...chains] }, 201);
    })
    .openapi(rootKey, async (c) => {
      allow(c, 'ledger.key', {}, 'ledger/root-key');
      return c.json({ algorithm: 'ES256' as const, publicKey: await home.ports.signer.rootPublicKey() }, 200);
    });

/** Entries are read by key, version after version: an index would show the newest ones late. */
async function readEntries(
  home: ApiHome,
  record: string,
  { cursor, limit }: { cursor: string | undefined; limit: number },
) {
  const scope = `entries/${record}`;
  const first =
    readCursor(
      scope,
      cursor,
      z
        .number()
        .int()
        .min(1)
        .max(Number.MAX_SAFE_INTEGER - 1000),
    ) ?? 1;
  const keys = Array.from({ length: limit }, (_, index) => entries.key(record, first + index));
  const stored = await home.ports.records.getMany(keys);
  const items = stored.filter((one) => one !== undefined).map((one) => entries.schema.parse(one.value));
  return { items, next: items.length === limit ? writeCursor(scope, first + limit) : undefined };
}

const viewVerified = ({ flaw, ...verified }: Verified, language: Language) => ({
  ...verified,
  flaw: flaw && { kind: flaw.kind, tree: flaw.tree, entry: flaw.entry, message: flaw[language] },
});
