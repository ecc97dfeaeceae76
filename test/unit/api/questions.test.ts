/** The way of a question over the API: who may do what, and what is taken of a store. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { canonicalJson } from '../../../layers/core/canonical-json.ts';
import { registerDepartment } from '../../../layers/core/catalog/apply-resource.ts';
import { sha256 } from '../../../layers/core/ledger/merkle.ts';
import { createFixture, type Fixture, parse } from './fakes/fixture.ts';

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = key.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const bytesOf = (value: unknown) => new TextEncoder().encode(canonicalJson(value));
const signed = (value: unknown): string =>
  sign('sha256', bytesOf(value), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');

const wish = {
  purpose: '统计主体数',
  basis: '第十二条',
  until: '2099-12-31',
  spec: {
    kind: 'statistic',
    resource: 'AIC',
    unit: 'k',
    measures: [{ measure: 'count' }],
    periods: { from: '201501', to: '201512' },
  },
};

let fixture: Fixture;
let id: string;
beforeEach(async () => {
  fixture = await createFixture();
  await registerDepartment(fixture.ports)({ code: 'aic', name: '工商局', nameEn: 'AIC' }, 'operator', false);
  const asked = await fixture.ask('POST', '/questions', { as: 'tax', body: wish });
  expect(asked.status).toBe(201);
  ({ id } = await parse(asked));
});

const decide = (as: string, version = 1, decision = 'approve') =>
  fixture.ask('POST', `/questions/${id}/decisions`, { as, body: { version, decision, reason: '相符' } });

async function approved() {
  await decide('aic');
  await decide('operator');
  return parse(await fixture.ask('GET', `/questions/${id}/approved`, { as: 'aic' }));
}

async function documentOf(more: Record<string, unknown> = {}) {
  const { document } = await approved();
  const proof = signed({ schema: 'store/1', department: 'aic', publicKey });
  await fixture.ask('PUT', '/stores/aic', { as: 'aic', body: { publicKey, proof } });
  return {
    schema: 'result/1',
    question: id,
    version: 1,
    questionDigest: await sha256(bytesOf(document)),
    department: 'aic',
    resource: 'AIC',
    period: '201503',
    madeAt: '2015-04-01T00:00:00.000Z',
    cells: [],
    ...more,
  };
}

const handIn = (document: unknown, signature = signed(document), as = 'aic') =>
  fixture.ask('POST', `/questions/${id}/results`, { as, body: { document, signature } });

test('both sides have to approve, and neither is who asked', async () => {
  expect((await decide('tax')).status).toBe(403);
  expect((await decide('civil')).status).toBe(403);
  expect((await decide('auditor')).status).toBe(403);
  expect(await parse(await decide('operator'))).toMatchObject({ state: 'proposed' });
  expect((await fixture.ask('GET', `/questions/${id}/approved`, { as: 'aic' })).status).toBe(409);
  expect(await parse(await decide('aic'))).toMatchObject({ state: 'approved' });
  expect(await parse(await decide('aic', 1, 'refuse'))).toMatchObject({ state: 'refused' });
});

test('a change is a new version, and nobody approves what he did not read', async () => {
  const { provider: _provider, ...body } = { ...wish, provider: 'aic', purpose: '另一目的' };
  await decide('aic');
  const revised = await fixture.ask('POST', `/questions/${id}/versions`, { as: 'tax', body });
  expect(await parse(revised)).toMatchObject({ version: 2, state: 'proposed', decisions: [] });
  expect((await decide('operator', 1)).status).toBe(409);
});

test('what does not fit the resource is refused by name', async () => {
  const spec = { ...wish.spec, unit: 'nothing' };
  const refused = await fixture.ask('POST', '/questions', { as: 'tax', body: { ...wish, spec } });
  expect([refused.status, (await parse(refused)).detail]).toEqual([400, expect.stringContaining('nothing')]);
  expect((await fixture.ask('POST', '/questions', { as: 'aic', body: wish })).status).toBe(409);
  const past = { ...wish, until: '2001-01-01' };
  expect((await fixture.ask('POST', '/questions', { as: 'tax', body: past })).status).toBe(400);
});

test('a result is taken once, and only as the store signed it', async () => {
  const document = await documentOf();
  expect((await handIn({ ...document, period: '201504' }, signed(document))).status).toBe(422);
  expect((await handIn(document, signed(document), 'tax')).status).toBe(403);
  expect((await handIn(document)).status).toBe(200);
  expect((await handIn(document)).status).toBe(200);
  expect((await handIn({ ...document, joined: 1 })).status).toBe(409);
  expect((await handIn({ ...document, period: '201601' })).status).toBe(400);
  const { items } = await parse(await fixture.ask('GET', '/results', { as: 'tax' }));
  expect(items).toHaveLength(1);
  expect((await fixture.ask('GET', `/results/${id}/1/201503`, { as: 'tax' })).status).toBe(200);
  expect((await fixture.ask('GET', `/results/${id}/1/201503`, { as: 'civil' })).status).toBe(403);
});

test('a result of a version that is not in force is not taken', async () => {
  const document = await documentOf({ questionDigest: '0'.repeat(64) });
  expect((await handIn(document)).status).toBe(409);
  const body = { reason: '不再需要' };
  expect((await fixture.ask('POST', `/questions/${id}/withdrawal`, { as: 'tax', body })).status).toBe(200);
  expect((await handIn(await documentOf())).status).toBe(409);
});

test('a store’s key is registered only by who holds it', async () => {
  const proof = signed({ schema: 'store/1', department: 'civil', publicKey });
  expect((await fixture.ask('PUT', '/stores/aic', { as: 'aic', body: { publicKey, proof } })).status).toBe(
    422,
  );
  expect((await fixture.ask('PUT', '/stores/aic', { as: 'tax', body: { publicKey, proof } })).status).toBe(
    403,
  );
});
