import { createFixture, type Fixture, parse, principals, resource } from './fakes/fixture.ts';

interface World {
  readonly fixture: Fixture;
  readonly batch: string;
  readonly parcel: string;
  readonly subscription: string;
  readonly ticket: string;
  /** What civil has asked for and nobody has decided. */
  readonly request: string;
}

const ticketBody = { resource: 'AIC', fileName: 'a.csv', size: 1, sha256: 'a'.repeat(64) };
const wish = { resource: 'AIC', purpose: '核对', basis: '《税收征收管理法》', until: '2015-12-31' };
const everybody = ['aic', 'tax', 'civil', 'operator', 'auditor'];

/** aic provides, tax receives, civil has no part in it. */
async function makeWorld(): Promise<World> {
  const fixture = await createFixture();
  await fixture.grant('tax');
  const request = await parse(await fixture.ask('POST', '/grants', { as: 'civil', body: wish }));
  const body = { resource: 'AIC', items: ['k'] };
  const { id } = await parse(await fixture.ask('POST', '/subscriptions', { as: 'tax', body }));
  const batch = await fixture.commit(['a']);
  const multipart = { ...ticketBody, multipart: true };
  const { ticket } = await parse(await fixture.ask('POST', '/tickets', { as: 'aic', body: multipart }));
  const parcel = `${batch}-${id}`;
  return { fixture, batch, parcel, subscription: id, ticket: ticket.id, request: request.id };
}

type Route = readonly [
  operation: string,
  method: string,
  path: (world: World) => string,
  allowed: readonly string[],
  body?: unknown,
];

/** Some routes and answers as people would say them; all of them are held against the table in test/matrix. */
const matrix: readonly Route[] = [
  ['issueTicket', 'POST', () => '/tickets', ['aic'], ticketBody],
  ['getTicket', 'GET', ({ ticket }) => `/tickets/${ticket}`, ['aic', 'operator', 'auditor']],
  [
    'signPart',
    'POST',
    ({ ticket }) => `/tickets/${ticket}/parts`,
    ['aic'],
    { number: 1, size: 1, sha256: 'a'.repeat(64) },
  ],
  ['listParts', 'GET', ({ ticket }) => `/tickets/${ticket}/parts`, ['aic']],
  ['completeUpload', 'POST', ({ ticket }) => `/tickets/${ticket}/complete`, ['aic']],
  ['listBatches', 'GET', () => '/batches?department=aic', ['aic', 'operator', 'auditor']],
  ['getBatch', 'GET', ({ batch }) => `/batches/${batch}`, ['aic', 'operator', 'auditor']],
  ['watchBatch', 'GET', ({ batch }) => `/batches/${batch}/events`, ['aic', 'operator', 'auditor']],
  ['downloadRejects', 'GET', ({ batch }) => `/batches/${batch}/rejects`, ['aic', 'operator']],
  ['traceLine', 'GET', ({ batch }) => `/batches/${batch}/lineage/2`, ['aic', 'operator']],
  ['listParcelsOfBatch', 'GET', ({ batch }) => `/batches/${batch}/parcels`, ['aic', 'operator', 'auditor']],
  ['getMapping', 'GET', ({ batch }) => `/batches/${batch}/mapping`, ['aic', 'operator']],
  [
    'answerMapping',
    'POST',
    ({ batch }) => `/batches/${batch}/mapping`,
    ['aic'],
    { answers: [{ column: 0, item: 'k' }] },
  ],
  ['listResources', 'GET', () => '/resources', everybody],
  ['getResource', 'GET', () => '/resources/AIC', everybody],
  ['applyResource', 'PUT', () => '/resources/AIC', ['operator'], resource],
  ['readRows', 'GET', () => '/resources/AIC/rows', ['aic', 'tax', 'operator']],
  ['listDepartments', 'GET', () => '/departments', everybody],
  [
    'registerDepartment',
    'PUT',
    () => '/departments/civil',
    ['operator'],
    { name: '民政局', nameEn: 'Civil Affairs' },
  ],
  ['listSubscriptions', 'GET', () => '/subscriptions?department=tax', ['tax', 'operator', 'auditor']],
  // The others have no grant.
  ['subscribe', 'POST', () => '/subscriptions', ['tax'], { resource: 'AIC' }],
  ['requestGrant', 'POST', () => '/grants', ['aic', 'tax', 'civil'], wish],
  ['listGrants', 'GET', () => '/grants', everybody],
  ['getGrant', 'GET', ({ request }) => `/grants/${request}`, everybody],
  [
    'decideGrant',
    'POST',
    ({ request }) => `/grants/${request}/decisions`,
    ['aic', 'operator'],
    { verdict: 'approved' },
  ],
  [
    'suspendGrant',
    'PUT',
    ({ request }) => `/grants/${request}/suspension`,
    ['aic', 'operator'],
    { reason: '核查' },
  ],
  ['resumeGrant', 'DELETE', ({ request }) => `/grants/${request}/suspension`, ['aic', 'operator']],
  ['renewGrant', 'POST', ({ request }) => `/grants/${request}/renewals`, ['civil'], { until: '2016-12-31' }],
  [
    'endGrant',
    'POST',
    ({ request }) => `/grants/${request}/end`,
    ['aic', 'civil', 'operator'],
    { reason: '不再需要' },
  ],
  ['listInbox', 'GET', () => '/inbox?department=tax', ['tax', 'operator', 'auditor']],
  ['getParcel', 'GET', ({ parcel }) => `/inbox/${parcel}`, ['tax', 'operator', 'auditor']],
  ['fetchParcel', 'GET', ({ parcel }) => `/inbox/${parcel}/content`, ['tax']],
  ['acknowledgeParcel', 'POST', ({ parcel }) => `/inbox/${parcel}/ack`, ['tax'], { sha256: 'a'.repeat(64) }],
  ['listNotices', 'GET', () => '/notices?department=tax', ['tax', 'operator', 'auditor']],
  ['listEntries', 'GET', ({ batch }) => `/ledger/entries?record=batch/${batch}`, everybody],
  ['verifyLedger', 'GET', () => '/ledger/verify', ['operator', 'auditor']],
  [
    'issueReceipt',
    'GET',
    ({ batch }) => `/ledger/receipts?record=batch/${batch}&version=1`,
    ['aic', 'operator', 'auditor'],
  ],
  ['exportAnchor', 'POST', () => '/ledger/anchors', ['operator', 'auditor']],
  ['getRootKey', 'GET', () => '/ledger/root-key', everybody],
  ['listQueues', 'GET', () => '/queues', ['operator']],
  ['listDeadLetters', 'GET', () => '/queues/batches/dead', ['operator']],
  ['redriveDeadLetters', 'POST', () => '/queues/batches/redrive', ['operator'], {}],
  ['purgeDeadLetters', 'POST', () => '/queues/batches/purge', ['operator'], {}],
  ['unsubscribe', 'DELETE', ({ subscription }) => `/subscriptions/AIC/${subscription}`, ['tax']],
  ['withdrawBatch', 'POST', ({ batch }) => `/batches/${batch}/withdraw`, ['aic'], { reason: '重报' }],
];

describe('who may do what', () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });

  for (const [operation, method, path, allowed, body] of matrix)
    it(`${operation} is open to those the table names and to nobody else`, async () => {
      for (const as of [...everybody, 'nobody']) {
        const { status } = await world.fixture.ask(method, path(world), { as, body });
        const denied = status === 403 || status === 404;
        expect({ as, denied }).toEqual({ as, denied: !allowed.includes(as) });
      }
      const { status } = await world.fixture.ask(method, path(world), { body });
      expect(status).toBe(401);
    });

  it('describes every route the app answers', async () => {
    const document = await parse(await world.fixture.ask('GET', '/openapi.json'));
    const described = new Set(
      Object.entries<object>(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map(
          (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
        ),
      ),
    );
    const answered = world.fixture.app.routes.filter(({ method }) => method !== 'ALL');
    const hidden = answered
      .map(({ method, path }) => `${method} ${path}`)
      .filter((one) => !described.has(one));
    expect([...new Set(hidden)].sort()).toEqual(['GET /api/v1/docs/:file', 'GET /pki/ocsp/*']);
  });
});

describe('another department’s things', () => {
  it('cannot be told from things that do not exist', async () => {
    const { fixture, batch, parcel, ticket } = await makeWorld();
    const pairs = [
      [`/batches/${batch}`, '/batches/0000'],
      [`/tickets/${ticket}`, '/tickets/0000'],
      [`/inbox/${parcel}`, '/inbox/0000-0000'],
      [`/batches/${batch}/lineage/1`, '/batches/0000/lineage/1'],
      [`/ledger/receipts?record=batch/${batch}&version=1`, '/ledger/receipts?record=batch/0000&version=1'],
    ];
    for (const [there = '', missing = ''] of pairs) {
      const answers = await Promise.all(
        [there, missing].map(async (path) => {
          const { requestId: _number, ...problem } = await parse(
            await fixture.ask('GET', path, { as: 'civil' }),
          );
          return JSON.stringify(problem).replaceAll(/[0-9A-Z]{26}/g, '0000');
        }),
      );
      expect(answers[0]).toBe(answers[1]);
      expect(answers[0]).toContain('not-found');
    }
  });

  it('stay out of a record’s ledger entries', async () => {
    const { fixture, parcel } = await makeWorld();
    const [batch, subscription] = parcel.split('-');
    const path = `/ledger/entries?record=parcel/${batch}/${subscription}`;
    const seen = async (as: string): Promise<string[]> =>
      (await parse(await fixture.ask('GET', path, { as }))).items.map(
        (one: { action: string }) => one.action,
      );
    expect(await seen('auditor')).toEqual(['parcel planned', 'parcel delivered']);
    expect(await seen('aic')).toEqual(['parcel planned']);
    expect(await seen('tax')).toEqual(['parcel delivered']);
    expect(await seen('civil')).toEqual([]);
  });
});

describe('a route that forgets to decide', () => {
  it('answers nothing but a numbered error, and the log says which', async () => {
    const { app, ask, failures } = await createFixture();
    app.get('/api/v1/forgotten', (c) => c.json({ leak: 'everything' }, 200, { etag: '"leak"' }));
    const response = await ask('GET', '/forgotten', { as: 'operator' });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('everything');
    expect(failures).toMatchObject([{ error: 'Undecided' }]);
  });
});

describe('the audit', () => {
  it('says who did what to which target and how it came out, refused ones too', async () => {
    const { ask, audits, commit } = await createFixture();
    const batch = await commit(['a']);
    audits.length = 0;
    await ask('GET', `/batches/${batch}/lineage/2`, { as: 'aic' });
    await ask('GET', `/batches/${batch}`, { as: 'civil' });
    await ask('GET', `/batches/${batch}`);
    expect(audits).toMatchObject([
      {
        principal: principals.aic?.name,
        department: 'aic',
        action: 'batch.contents',
        target: `batch/${batch}`,
        route: '/api/v1/batches/:id/lineage/:line',
        outcome: 'allowed',
        status: 200,
      },
      {
        principal: 'civil-clerk',
        action: 'batch.read',
        target: `batch/${batch}`,
        outcome: 'refused',
        status: 404,
      },
      { outcome: 'refused', status: 401 },
    ]);
    expect(audits[2]?.principal).toBeUndefined();
  });
});
