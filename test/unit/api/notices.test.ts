import { sweep } from '../../../layers/core/exchange/index.ts';
import { tellPeople } from '../../../layers/core/exchange/tell-people.ts';
import { createFixture, type Fixture, parse } from './fakes/fixture.ts';

const noticeTo = (to: string, id: string) =>
  ({ id, to, severity: 'warning', subject: `待确认 ${id}`, body: 'GET /api/v1/inbox' }) as const;

const seen = async (fixture: Fixture, as: string, query = '') =>
  (await parse(await fixture.ask('GET', `/notices${query}`, { as }))).items;

test('a department sees its own notices, newest first, and nobody else’s', async () => {
  const fixture = await createFixture();
  await tellPeople(fixture.ports, noticeTo('tax', 'n1'));
  fixture.ports.world.time += 1000;
  await tellPeople(fixture.ports, noticeTo('tax', 'n2'));
  await tellPeople(fixture.ports, noticeTo('aic', 'n3'));
  expect((await seen(fixture, 'tax')).map((one: { id: string }) => one.id)).toEqual(['n2', 'n1']);
  expect(await seen(fixture, 'civil')).toEqual([]);
  expect((await fixture.ask('GET', '/notices?department=tax', { as: 'civil' })).status).toBe(403);
});

test('the same notice told again stands there once, as it was first told', async () => {
  const fixture = await createFixture();
  await tellPeople(fixture.ports, noticeTo('tax', 'n1'));
  await tellPeople(fixture.ports, { ...noticeTo('tax', 'n1'), body: 'again' });
  expect(await seen(fixture, 'tax')).toMatchObject([{ id: 'n1', body: 'GET /api/v1/inbox' }]);
});

test('a parcel nobody acknowledges is shown to its receiver, then to the operator', async () => {
  const fixture = await createFixture();
  await fixture.grant('tax');
  await fixture.ask('POST', '/subscriptions', { as: 'tax', body: { resource: 'AIC' } });
  await fixture.commit(['a']);
  const before = (await seen(fixture, 'tax')).length;
  const { acknowledgeReminders, acknowledgeHours } = fixture.ports.settings;
  for (let turn = 0; turn <= acknowledgeReminders; turn += 1) {
    fixture.ports.world.time += (acknowledgeHours + 1) * 3_600_000;
    await sweep(fixture.ports)();
  }
  expect(await seen(fixture, 'tax')).toHaveLength(before + acknowledgeReminders);
  expect(await seen(fixture, 'operator')).toMatchObject([{ to: 'operator', severity: 'alarm' }]);
  expect(await seen(fixture, 'auditor', '?department=tax')).toHaveLength(before + acknowledgeReminders);
});
