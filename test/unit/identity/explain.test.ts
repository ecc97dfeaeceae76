/** The explanation agrees with the decision, and names what is missing. */

import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { moveEntry } from '../../../layers/core/catalog/move-entry.ts';
import { explain } from '../../../layers/core/identity/explain.ts';
import type { Principal } from '../../../layers/core/identity/principal.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { createFixture, resource } from '../api/fakes/fixture.ts';

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

describe('of a view, each part is named with what it gives or denies', () => {
  const item = (code: string) => ({ code, name: code, type: 'text', length: 20 });
  const base = { ...resource, mode: 'full' };
  const meters = { ...base, code: 'METER', departments: ['power'], items: [item('k'), item('kwh')] };
  const view = {
    over: ['AIC', 'METER'],
    join: [{ left: 'AIC.k', right: 'METER.k' }],
    select: { k: 'AIC.k', kwh: 'METER.kwh' },
  };
  const seen = { ...base, code: 'SEEN', departments: ['stats'], view, items: meters.items };

  async function open() {
    const fixture = await createFixture();
    const { ports } = fixture;
    const apply = (one: object) => applyResource(ports)(resourceSchema.parse(one), 'operator');
    await apply(meters);
    await apply(seen);
    const ask = (principal: Principal, action = 'rows.read') =>
      explain(ports)({ who: 'x', principal, action, resource: 'SEEN' });
    const parts = async (department: string) =>
      (await ask(receiver(department))).steps
        .filter(({ step }) => step === 'part')
        .map(({ holds, en }) => [holds, en]);
    return { ports, apply, ask, parts };
  }

  test('without a grant, and with one that all agreed to', async () => {
    const { ports, ask, parts } = await open();
    expect(await parts('tax')).toEqual([
      [false, expect.stringContaining('AIC: provided by aic')],
      [false, expect.stringContaining('METER: provided by power')],
    ]);
    await giveGrant(ports, { resource: 'SEEN', receiver: 'tax' });
    expect(await parts('tax')).toEqual([
      [true, expect.stringMatching(/^AIC: aic agreed to grant .*; it gives k$/)],
      [true, expect.stringMatching(/^METER: power agreed to grant .*; it gives kwh$/)],
    ]);
    expect((await ask(receiver('tax'))).allowed).toBe(true);
    expect((await parts('aic'))[0]).toEqual([true, 'AIC: provided by one’s own department']);
  });

  test('when one of them has not agreed, or is of grade 3, or was withdrawn', async () => {
    const { ports, apply, ask, parts } = await open();
    await giveGrant(ports, { resource: 'SEEN', receiver: 'tax' });
    await apply({ ...meters, departments: ['power', 'water'] });
    expect(await parts('tax')).toEqual([
      [true, expect.stringContaining('AIC')],
      [false, expect.stringMatching(/^METER: grant .* still waits for water$/)],
    ]);
    await apply({ ...meters, grade: 3, gradeReason: '商业秘密' });
    const shut = await parts('tax');
    expect(shut[0]).toEqual([
      false,
      expect.stringContaining('the view SEEN gives nothing: METER is of grade 3'),
    ]);
    expect(shut.at(-1)).toEqual([false, expect.stringContaining('METER is of grade 3')]);
    await moveEntry(ports)({ code: 'METER', move: 'withdraw', actor: 'operator', reason: '停用' });
    expect(await parts('tax')).toEqual([[false, expect.stringContaining('METER was withdrawn')]]);
    const operator: Principal = { name: 'operator', roles: ['operator'] };
    expect(await ask(operator)).toMatchObject({ allowed: false });
  });

  test('and whose rows they are is said as the decision says it', async () => {
    const { ask } = await open();
    const of = (department: string): Principal => ({ name: 'x', department, roles: ['provider'] });
    expect((await ask(of('stats'))).allowed).toBe(false);
    expect((await ask(of('power'))).allowed).toBe(false);
    expect((await ask(of('power'), 'grant.decide')).allowed).toBe(true);
    expect((await ask(of('power'), 'resource.draft')).allowed).toBe(false);
  });
});
