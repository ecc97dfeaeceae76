/** The explanation agrees with the decision, and names what is missing. */
import { explain } from '../../../layers/core/identity/explain.ts';
import type { Principal } from '../../../layers/core/identity/principal.ts';
import { createFixture } from '../api/fakes/fixture.ts';

const receiver = (department: string): Principal => ({ name: 'x', department, roles: ['receiver'] });

test('who holds a grant sees its items and term; who holds none is told how to ask', async () => {
  const fixture = await createFixture();
  await fixture.grant('tax');
  const ask = (principal: Principal) =>
    explain(fixture.ports)({ who: 'x', principal, action: 'rows.read', resource: 'AIC' });
  const granted = await ask(receiver('tax'));
  expect(granted.allowed).toBe(true);
  expect(granted.steps.find((one) => one.step === 'grant')).toMatchObject({ holds: true });
  const refused = await ask(receiver('civil'));
  expect(refused.allowed).toBe(false);
  expect(refused.steps.filter((one) => !one.holds).map((one) => one.step)).toEqual(['relation', 'grant']);
  expect(refused.steps.at(-1)?.zh).toContain('shuiyuan grant request AIC');
});

test('its provider needs no grant', async () => {
  const fixture = await createFixture();
  const principal: Principal = { name: 'x', department: 'aic', roles: ['provider'] };
  const said = await explain(fixture.ports)({ who: 'x', principal, action: 'rows.read', resource: 'AIC' });
  expect(said).toMatchObject({ allowed: true });
  expect(said.steps.map((one) => one.step)).toEqual(['account', 'role', 'relation']);
});

test('a missing role, a withheld permission and a closed account are each named', async () => {
  const { ports } = await createFixture();
  const steps = async (principal: Principal | undefined, action: string) => {
    const said = await explain(ports)({ who: 'x', principal, action });
    expect(said.allowed).toBe(false);
    return said.steps.filter((one) => !one.holds).map((one) => one.step);
  };
  expect(await steps(receiver('tax'), 'queue.read')).toContain('role');
  expect(await steps({ ...receiver('tax'), permissions: ['catalog.read'] }, 'inbox.read')).toEqual([
    'permission',
  ]);
  expect(await steps(undefined, 'inbox.read')).toEqual(['account']);
});

test('an action the table does not know is refused by name', async () => {
  const { ports } = await createFixture();
  const asked = { who: 'x', principal: receiver('tax'), action: 'constructor' };
  await expect(explain(ports)(asked)).rejects.toMatchObject({ status: 400 });
});
