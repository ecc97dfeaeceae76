import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { decideGrant } from '../../../layers/core/grants/decide-grant.ts';
import { endGrant } from '../../../layers/core/grants/end-grant.ts';
import { receiversInForce } from '../../../layers/core/grants/in-force.ts';
import { requestGrant } from '../../../layers/core/grants/request-grant.ts';
import { resumeGrant, suspendGrant } from '../../../layers/core/grants/suspend-grant.ts';
import { entries } from '../../../layers/core/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { daysOn, graded, masked, meters, openPorts, subscribeTax, wishOf } from './fixture.ts';

const told = (ports: Awaited<ReturnType<typeof openPorts>>) =>
  ports.world.keys('notices/').map((key) => key.split('/')[1]);

async function asked(resource: Resource = meters) {
  const ports = await openPorts(resource);
  const grant = await requestGrant(ports)(wishOf(ports));
  const decide = (party: string, more: object = {}) =>
    decideGrant(ports)({ grant: grant.id, party, actor: `${party}-chief`, verdict: 'approved', ...more });
  return { ports, grant, decide };
}

describe('a request', () => {
  test('is told to everybody who decides, and gives nothing', async () => {
    const { ports, grant } = await asked(graded(2));
    expect(grant.stage).toBe('requested');
    expect(told(ports).sort()).toEqual(['operator', 'power', 'water']);
    await expect(subscribeTax(ports)).rejects.toMatchObject({ code: 'grant-requested' });
    expect(await receiversInForce(ports, 'METER')).toEqual([]);
  });

  test('for grade 3, an item of grade 3, or one that is not there is refused', async () => {
    const secret = await openPorts(graded(3));
    await expect(requestGrant(secret)(wishOf(secret))).rejects.toMatchObject({ code: 'grant-grade-3' });
    const ports = await openPorts({
      ...graded(1),
      items: meters.items.map((item) => (item.code === 'remark' ? { ...item, grade: 3 as const } : item)),
    });
    const ask = (items: string[]) => requestGrant(ports)({ ...wishOf(ports), items });
    await expect(ask(['remark'])).rejects.toMatchObject({ code: 'item-not-shareable' });
    await expect(ask(['nothing'])).rejects.toThrow('nothing');
    await expect(requestGrant(ports)({ ...wishOf(ports), filters: ["remark = 'x'"] })).rejects.toThrow(
      'remark',
    );
    expect((await requestGrant(ports)(wishOf(ports))).terms.items).toEqual(['account_no', 'kwh']);
  });

  test('for no time, or for more than three years, is refused', async () => {
    const ports = await openPorts();
    for (const days of [-1, 0, 1097])
      await expect(requestGrant(ports)({ ...wishOf(ports), until: daysOn(ports, days) })).rejects.toThrow(
        'term',
      );
  });

  test('is in force when the last of them has approved', async () => {
    const { ports, decide } = await asked(graded(2));
    expect((await decide('power')).stage).toBe('requested');
    expect((await decide('operator')).stage).toBe('requested');
    expect((await decide('water')).stage).toBe('granted');
    expect(await receiversInForce(ports, 'METER')).toEqual(['tax']);
  });

  test('is reduced by several: items, rows and time only get less', async () => {
    const { ports, decide } = await asked();
    await decide('power', {
      verdict: 'reduced',
      reason: '用途所需',
      items: ['account_no', 'kwh'],
      filter: 'kwh > 0',
    });
    const more = { verdict: 'reduced', reason: 'x', items: ['account_no', 'kwh', 'remark'] };
    await expect(decide('water', more)).rejects.toThrow('remark');
    await expect(decide('water', { verdict: 'reduced', reason: 'x' })).rejects.toThrow('takes items');
    const until = daysOn(ports, 10);
    const grant = await decide('water', { verdict: 'reduced', reason: '期限', filter: 'kwh < 9', until });
    expect(grant).toMatchObject({
      stage: 'granted',
      terms: { items: ['account_no', 'kwh'], filters: ['kwh > 0', 'kwh < 9'], until },
      asked: { items: ['account_no', 'kwh', 'remark'], filters: [] },
    });
  });

  test('is over when one of them refuses, with a reason', async () => {
    const { decide } = await asked();
    await expect(decide('power', { verdict: 'refused' })).rejects.toThrow('why');
    expect((await decide('power', { verdict: 'refused', reason: '无依据' })).stage).toBe('refused');
    await expect(decide('water')).rejects.toMatchObject({ code: 'nothing-to-decide' });
  });
});

describe('who asks never approves', () => {
  test('neither the department nor the person, under whatever party', async () => {
    const ports = await openPorts();
    const { id } = await requestGrant(ports)({ ...wishOf(ports), receiver: 'power', actor: 'li' });
    const decide = (party: string, actor: string) =>
      decideGrant(ports)({ grant: id, party, actor, verdict: 'approved' });
    await expect(decide('power', 'chief')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(decide('water', 'li')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(decide('operator', 'li')).rejects.toMatchObject({ code: 'forbidden' });
    await decide('water', 'wang');
    expect((await decide('operator', 'operator')).stage).toBe('granted');
  });

  test('nor does who has no say, nor anybody twice', async () => {
    const { decide } = await asked();
    await expect(decide('land')).rejects.toMatchObject({ code: 'no-say' });
    await expect(decide('operator')).rejects.toMatchObject({ code: 'no-say' });
    await decide('power');
    await expect(decide('power')).rejects.toMatchObject({ code: 'already-decided' });
  });

  test('and who asked does not let it go on', async () => {
    const ports = await openPorts();
    const { id } = await giveGrant(ports, { ...wishOf(ports), actor: 'li' });
    await suspendGrant(ports)({ grant: id, party: 'power', actor: 'chief', reason: '核查' });
    await expect(resumeGrant(ports)({ grant: id, party: 'power', actor: 'li' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('a grant', () => {
  test('stays suspended until each who suspended it lets it go on', async () => {
    const ports = await openPorts();
    const { id } = await giveGrant(ports, wishOf(ports));
    const halt = (party: string) => ({ grant: id, party, actor: `${party}-chief`, reason: '核查' });
    await suspendGrant(ports)(halt('power'));
    await suspendGrant(ports)(halt('security-officer'));
    await expect(suspendGrant(ports)(halt('power'))).rejects.toMatchObject({ code: 'already-suspended' });
    await expect(resumeGrant(ports)(halt('water'))).rejects.toMatchObject({ code: 'not-suspended' });
    expect((await resumeGrant(ports)(halt('power'))).stage).toBe('suspended');
    expect((await resumeGrant(ports)(halt('security-officer'))).stage).toBe('granted');
  });

  test('is revoked by who gave it or given up by who has it, once and for good', async () => {
    const ports = await openPorts();
    const first = await giveGrant(ports, wishOf(ports));
    const end = (grant: string, party: string) =>
      endGrant(ports)({ grant, party, actor: 'x', reason: '完成' });
    await expect(end(first.id, 'land')).rejects.toMatchObject({ code: 'forbidden' });
    expect((await end(first.id, 'power')).stage).toBe('revoked');
    await expect(end(first.id, 'tax')).rejects.toMatchObject({ code: 'grant-over' });
    const second = await giveGrant(ports, wishOf(ports));
    expect((await end(second.id, 'tax')).stage).toBe('given-up');
    expect(await receiversInForce(ports, 'METER')).toEqual([]);
  });

  test('has its history, and an entry in the ledger for each change', async () => {
    const ports = await openPorts();
    const { id } = await giveGrant(ports, wishOf(ports));
    const ended = await endGrant(ports)({ grant: id, party: 'power', actor: 'chief', reason: '完成' });
    expect(ended.history.map((one) => [one.action, one.party])).toEqual([
      ['requested', 'tax'],
      ['approved', 'power'],
      ['approved', 'water'],
      ['revoked', 'power'],
    ]);
    const kept = [1, 2, 3, 4].map((version) => ports.world.get(entries.key(`grant/${id}`, version)));
    expect(kept.every((entry) => entry !== undefined)).toBe(true);
  });

  test('that a change of the description made conditional is decided on again by the centre', async () => {
    const ports = await openPorts();
    const { id } = await giveGrant(ports, wishOf(ports));
    await applyResource(ports)(masked, 'operator');
    const decided = await decideGrant(ports)({
      grant: id,
      party: 'operator',
      actor: 'o',
      verdict: 'approved',
    });
    expect(decided.stage).toBe('granted');
    expect((await subscribeTax(ports)).items).toEqual(['account_no', 'kwh', 'remark']);
  });
});
