/** Where a message is and who had it, as those who may see it see it. */
import { sealLedgers } from '../../../layers/core/ledger/index.ts';
import type { Entry } from '../../../schemas/records.ts';
import type { MessageTrail } from '../../../schemas/trail-api.ts';
import { createFixture, type Fixture, parse } from '../api/fakes/fixture.ts';

async function delivered(): Promise<{ fixture: Fixture; batch: string }> {
  const fixture = await createFixture();
  await fixture.grant('tax');
  await fixture.ask('POST', '/subscriptions', { as: 'tax', body: { resource: 'AIC' } });
  return { fixture, batch: await fixture.commit(['a']) };
}

const trailOf = async (fixture: Fixture, id: string, as: string): Promise<MessageTrail> =>
  parse(await fixture.ask('GET', `/trail/${id}`, { as }));
const since = async (fixture: Fixture, query: string, as = 'operator'): Promise<Entry[]> =>
  (await parse(await fixture.ask('GET', `/trail?since=2000-01-01T00:00:00Z${query}`, { as }))).items;
const kinds = (records: readonly { record: string }[]) => records.map(({ record }) => record.split('/')[0]);

test('the operator sees a message from its ticket to the inbox it lies in', async () => {
  const { fixture, batch } = await delivered();
  const trail = await trailOf(fixture, batch, 'operator');
  expect(trail.records.map(({ department, stage }) => [department, stage])).toEqual([
    ['aic', 'accepted'],
    ['aic', 'committed'],
    ['tax', 'delivered'],
  ]);
  expect(trail.entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['ticket issued', 'batch committed', 'parcel delivered']),
  );
  const times = trail.entries.map(({ at }) => at);
  expect(times).toEqual(times.toSorted());
});

test('provider and receiver each see what is in their own chain, others nothing', async () => {
  const { fixture, batch } = await delivered();
  const provider = await trailOf(fixture, batch, 'aic');
  expect(kinds(provider.records)).toEqual(['ticket', 'batch']);
  const receiver = await trailOf(fixture, batch, 'tax');
  expect(kinds(receiver.records)).toEqual(['parcel']);
  expect(new Set(receiver.entries.map(({ department }) => department))).toEqual(new Set(['tax']));
  expect((await fixture.ask('GET', `/trail/${batch}`, { as: 'civil' })).status).toBe(404);
  expect((await fixture.ask('GET', '/trail/01ARZ3NDEKTSV4RRFFQ69G5FAZ', { as: 'operator' })).status).toBe(
    404,
  );
});

test('a department is read back through what is sealed and what is not, each entry once', async () => {
  const { fixture, batch } = await delivered();
  const before = await since(fixture, '&department=aic&limit=500');
  expect(before.length).toBeGreaterThan(2);
  await sealLedgers(fixture.ports)(['aic']);
  const [second] = [await fixture.commit(['b'])];
  const names = (await since(fixture, '&department=aic&limit=500')).map(
    ({ record, version }) => `${record}@${version}`,
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(before.length);
  expect(names).toEqual(expect.arrayContaining([`batch/${batch}@1`, `batch/${second}@1`]));
  const times = (await since(fixture, '&department=aic')).map(({ at }) => at);
  expect(times).toEqual(times.toSorted().toReversed());
  expect(await since(fixture, '&department=aic&limit=2')).toHaveLength(2);
});

test('a digest finds what was entered with it, and a time leaves out what was before', async () => {
  const { fixture } = await delivered();
  const all = await since(fixture, '&department=aic&limit=500');
  const digest = all.find((entry) => entry.digest !== undefined)?.digest;
  expect(digest).toBeDefined();
  const found = await since(fixture, `&department=aic&digest=${digest}`);
  expect(found.length).toBeGreaterThan(0);
  expect(found.every((entry) => entry.digest === digest)).toBe(true);
  expect(await since(fixture, `&department=aic&digest=${'0'.repeat(64)}`)).toEqual([]);
  const none = await fixture.ask('GET', '/trail?since=2999-01-01T00:00:00Z&department=aic', {
    as: 'operator',
  });
  expect((await parse(none)).items).toEqual([]);
  expect(
    (await fixture.ask('GET', '/trail?since=2000-01-01T00:00:00Z&department=aic', { as: 'tax' })).status,
  ).toBe(403);
});
