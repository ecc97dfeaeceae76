/** The way of a question over the API: who may do what, and what is taken of a store. */
import { sign as cryptoSign } from 'node:crypto';
import { readPrivateKey } from '../../../layers/authority/algorithms.ts';
import { makeRoot } from '../../../layers/authority/root.ts';
import { canonicalJson } from '../../../layers/core/canonical-json.ts';
import { registerDepartment } from '../../../layers/core/catalog/apply-resource.ts';
import { revokeCertificate } from '../../../layers/core/certificates/index.ts';
import { sha256 } from '../../../layers/core/ledger/merkle.ts';
import { install, issued, openAuthority, type Wished } from '../certificates/with-authority.ts';
import { createFixture, type Fixture, parse } from './fakes/fixture.ts';

const bytesOf = (value: unknown) => new TextEncoder().encode(canonicalJson(value));

/** A department's certificate, and what it signs with it. */
async function certify(wished: Wished = {}) {
  const of = { kind: 'department', department: 'aic', name: 'aic' } as const;
  const { certificate, key } = await issued(fixture.ports, { of, ...wished });
  const privateKey = readPrivateKey(key.privateKey);
  const sign = (value: unknown): string =>
    cryptoSign('sha256', bytesOf(value), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString(
      'base64url',
    );
  return { serial: certificate.serial, chain: [certificate.certificate], sign };
}

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
let store: Awaited<ReturnType<typeof certify>>;
beforeEach(async () => {
  fixture = await createFixture();
  await install(fixture.ports, await makeRoot('root', 'P-256', fixture.ports.clock.now()));
  store = await certify();
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

const handIn = (document: unknown, { by = store, signed = document, as = 'aic' } = {}) => {
  const body = { document, signature: by.sign(signed), chain: by.chain };
  return fixture.ask('POST', `/questions/${id}/results`, { as, body });
};

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
  expect((await handIn({ ...document, period: '201504' }, { signed: document })).status).toBe(422);
  expect((await handIn(document, { as: 'tax' })).status).toBe(403);
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

test('a result is taken only under a good certificate of the provider itself', async () => {
  const document = await documentOf();
  const fromElsewhere = async () => {
    const { ports } = await openAuthority();
    const { certificate } = await issued(ports);
    return { ...store, chain: [certificate.certificate] };
  };
  const tax = { kind: 'department', department: 'tax', name: 'tax' } as const;
  const application = { kind: 'application', department: 'aic', name: 'app-bridge' } as const;
  const revoked = await certify();
  await revokeCertificate(fixture.ports)({ serial: revoked.serial, reason: 'superseded', actor: 'officer' });
  const unfit = {
    'another department’s': await certify({ of: tax }),
    'an application’s': await certify({ of: application }),
    'not for signing': await certify({ profile: 'client-tls' }),
    'of another authority': await fromElsewhere(),
    'not over the key': { ...store, chain: (await certify()).chain },
    revoked,
  };
  for (const [name, by] of Object.entries(unfit))
    expect([name, (await handIn(document, { by })).status]).toEqual([name, 422]);
  expect((await handIn(document, { by: { ...store, chain: ['AAAA'] } })).status).toBe(400);
  const ended = await certify({ days: 1 });
  fixture.ports.world.time += 2 * 86_400_000;
  expect((await handIn(document, { by: ended })).status).toBe(422);
  expect(await parse(await fixture.ask('GET', '/results', { as: 'tax' }))).toMatchObject({ items: [] });
  expect((await handIn(document)).status).toBe(200);
});

test('what was taken stands after a revocation, unless the key was in other hands', async () => {
  const document = await documentOf();
  const stands = async () =>
    (await parse(await fixture.ask('GET', `/results/${id}/1/201503`, { as: 'tax' }))).stands;
  const other = await certify();
  expect((await handIn(document, { by: other })).status).toBe(200);
  expect(await stands()).toBe(true);
  const reason = { actor: 'officer', serial: other.serial, reason: 'key-compromise' } as const;
  await revokeCertificate(fixture.ports)(reason);
  expect(await stands()).toBe(false);
});

test('a certificate that is revoked while its result is being taken takes none', async () => {
  const document = await documentOf();
  const { records } = fixture.ports;
  const { commit } = records;
  records.commit = async (writes) => {
    records.commit = commit;
    await revokeCertificate(fixture.ports)({ serial: store.serial, reason: 'superseded', actor: 'officer' });
    return commit(writes);
  };
  expect((await handIn(document)).status).toBe(422);
});
