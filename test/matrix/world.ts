/** A platform with something of everything in it, each thing with an owner the matrix knows. */
import { alarms, channels, standings } from '../../layers/core/alarms/kinds.ts';
import { certificateRequests, certificates } from '../../layers/core/certificates/kinds.ts';
import { reveals } from '../../layers/core/desensitise/kinds.ts';
import { documents } from '../../layers/core/documents/kinds.ts';
import { accounts, applications } from '../../layers/core/identity/kinds.ts';
import { departmentRoles, type Principal } from '../../layers/core/identity/principal.ts';
import { questions } from '../../layers/core/questions/kinds.ts';
import type { Kind } from '../../layers/core/records.ts';
import { createFixture, type Fixture, parse } from '../unit/api/fakes/fixture.ts';

const at = '2015-01-01T00:00:00.000Z';

export interface World {
  readonly fixture: Fixture;
  /** Values of parameters by what they are called in a path's description. */
  readonly known: Readonly<Record<string, string>>;
}

/** Tokens stand for askers; what a fixture's own parties do is done under their names. */
export async function makeWorld(askers: readonly Principal[]): Promise<World> {
  const byName = new Map(askers.map((asker) => [asker.name, asker]));
  const parties = new Map<string, Principal>(
    ['aic', 'tax', 'civil'].map((code) => [
      code,
      { name: `${code}-clerk`, department: code, roles: departmentRoles },
    ]),
  );
  const fixture = await createFixture({
    identify: async (request) => {
      const name = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
      return byName.get(name) ?? parties.get(name);
    },
    rate: { perSecond: 1e6, burst: 1e6 },
    pause: async () => {},
  });
  return { fixture, known: await fill(fixture) };
}

async function fill(fixture: Fixture): Promise<Record<string, string>> {
  const { ask } = fixture;
  await fixture.grant('tax');
  const wish = { resource: 'AIC', purpose: '核对', basis: '依据', until: '2015-12-31' };
  const request = await parse(await ask('POST', '/grants', { as: 'civil', body: wish }));
  const body = { resource: 'AIC', items: ['k'] };
  const { id } = await parse(await ask('POST', '/subscriptions', { as: 'tax', body }));
  const batch = await fixture.commit(['a']);
  const asked = { resource: 'AIC', fileName: 'a.csv', size: 1, sha256: 'a'.repeat(64), multipart: true };
  const { ticket } = await parse(await ask('POST', '/tickets', { as: 'aic', body: asked }));
  const marks = { reason: '到任', createdAt: at, createdBy: 'w', changedAt: at, changedBy: 'w' };
  await seed(fixture, accounts, accounts.key('li.ming'), {
    schema: 'account/1',
    name: 'li.ming',
    displayName: '李明',
    department: 'aic',
    roles: ['provider'],
    from: at,
    status: 'active',
    reviewedAt: at,
    reviewedBy: 'w',
    ...marks,
  });
  await seed(fixture, applications, applications.key('app-aic'), {
    schema: 'application/1',
    id: 'app-aic',
    name: '前置机',
    department: 'aic',
    permissions: ['ticket.issue'],
    certificates: [],
    status: 'active',
    ...marks,
  });
  await seed(fixture, questions, questions.key(made.question), {
    id: made.question,
    version: 1,
    receiver: 'tax',
    provider: 'aic',
    owner: 'tax-clerk',
    purpose: '核对',
    basis: '依据',
    spec: {
      kind: 'statistic',
      resource: 'AIC',
      unit: 'k',
      measures: [{ measure: 'count' }],
      periods: { from: '201501', to: '201501' },
    },
    until: '2015-12-31',
    state: 'proposed',
    proposedAt: at,
    changedAt: at,
  });
  const certified = { owner: { kind: 'department', department: 'aic', name: 'aic' }, profile: 'signing' };
  const form = { ...certified, algorithm: 'P-256', names: [], requestedBy: 'aic-clerk' };
  await seed(fixture, certificateRequests, certificateRequests.key(made.certificateRequest), {
    schema: 'certificate-request/1',
    id: made.certificateRequest,
    stage: 'requested',
    publicKey: 'x',
    days: 90,
    requestedAt: at,
    ...form,
  });
  await seed(fixture, certificates, certificates.key(made.serial), {
    schema: 'certificate/1',
    serial: made.serial,
    stage: 'valid',
    subject: 'CN=aic',
    certificate: 'x',
    sha256: 'a'.repeat(64),
    notBefore: at,
    notAfter: '2016-01-01T00:00:00.000Z',
    request: made.certificateRequest,
    issuedBy: 'w',
    issuedAt: at,
    ...form,
  });
  await seed(fixture, reveals, reveals.key(made.reveal), {
    id: made.reveal,
    resource: 'AIC',
    provider: 'aic',
    department: 'tax',
    item: 'k',
    token: 'a'.repeat(64),
    reason: '核查',
    caseReference: '1',
    askedBy: 'tax-clerk',
    askedAt: at,
    publicKey: 'A'.repeat(124),
    expires: '2016-01-01T00:00:00.000Z',
    stage: 'asked',
  });
  const alarm = { id: made.alarm, kind: 'dead-letters', subject: 'queue/batches', severity: 'alarm' };
  const fresh = { state: 'open', raisedAt: at, step: 0, told: 0, due: at, zh: '死信', en: 'dead letters' };
  await seed(fixture, alarms, alarms.key(made.alarm), { ...alarm, ...fresh });
  const standing = { kind: alarm.kind, subject: alarm.subject, alarm: alarm.id, count: 1, lastAt: at };
  await seed(fixture, standings, standings.key(alarm.kind, alarm.subject), standing);
  await seed(fixture, channels, channels.key('night-bot'), {
    name: 'night-bot',
    settings: { kind: 'notice' },
    changedBy: 'w',
    changedAt: at,
  });
  await seed(fixture, documents, documents.key(batch), {
    schema: 'document/1',
    batch,
    resource: 'AIC',
    department: 'aic',
    period: '-',
    fileName: 'a.txt',
    type: 'txt',
    size: 1,
    sha256: 'a'.repeat(64),
    committedAt: at,
    text: { state: 'none', generation: 1 },
  });
  const parcel = `${batch}-${id}`;
  return { ...made, batch, ticket: ticket.id, parcel, subscription: id, request: request.id };
}

const made = {
  alarm: '01ARZ3NDEKTSV4RRFFQ69G5FAD',
  question: '01ARZ3NDEKTSV4RRFFQ69G5FAA',
  reveal: '01ARZ3NDEKTSV4RRFFQ69G5FAC',
  certificateRequest: '01ARZ3NDEKTSV4RRFFQ69G5FAB',
  serial: '0'.repeat(31).concat('1'),
};

/** Puts a record there as if its steps had been gone through. */
export async function seed<T>(
  { ports }: Fixture,
  of: Pick<Kind<T, never>, 'schema' | 'indexes'>,
  key: string,
  given: unknown,
): Promise<void> {
  const value = of.schema.parse(given);
  await ports.records.commit([{ put: key, value, expect: 0, indexes: of.indexes?.(value) ?? {} }]);
}
