/** Views on ports in memory: which come in force, who has a say in them, and what closes them. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { moveEntry } from '../../../layers/core/catalog/move-entry.ts';
import { subscribe } from '../../../layers/core/exchange/index.ts';
import { approversOf } from '../../../layers/core/grants/approvers.ts';
import { leavesInForce } from '../../../layers/core/grants/in-force.ts';
import { requestGrant } from '../../../layers/core/grants/request-grant.ts';
import { departmentsOfAll, resolveView } from '../../../layers/core/views/resolve-view.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

const base = { name: '资源', nameEn: 'a resource', cycle: 'monthly', grade: 1, mode: 'full' } as const;
const id = { code: 'id', name: '代码', type: 'text' };
const firms = { ...base, code: 'FIRM', departments: ['aic'], items: [id] };
const person = { code: 'person', name: '证件号', type: 'text', desensitise: 'token', sensitivity: 3 };
const meters = {
  ...base,
  ...{ code: 'METER', departments: ['power', 'water'], grade: 2 },
  items: [id, { code: 'kwh', name: '用电量', type: 'integer' }, person],
};
const view = {
  over: ['FIRM', 'METER'],
  join: [{ left: 'FIRM.id', right: 'METER.id' }],
  select: { id: 'FIRM.id', kwh: 'METER.kwh' },
};
const seen = {
  ...base,
  ...{ code: 'SEEN', departments: ['stats'], grade: 2, view },
  items: [id, { code: 'kwh', name: '用电量', type: 'integer' }],
};

async function open() {
  const ports = memoryPorts({ freshIndexes: true });
  const apply = (described: object) => applyResource(ports)(resourceSchema.parse(described), 'operator');
  await apply(firms);
  await apply(meters);
  const given = () => resolveView(ports.records, resourceSchema.parse(seen));
  const leaves = async () => (await leavesInForce(ports, resourceSchema.parse(seen) as Resource)).length;
  return { ports, apply, given, leaves };
}

describe('a view comes in force', () => {
  test('when it fits what it is over', async () => {
    const { apply } = await open();
    expect((await apply(seen)).outcome).toBe('created');
  });

  test('when it joins clear codes, or tokens, with a code whose persons alone are tokens', async () => {
    const { apply } = await open();
    const buyer = { code: 'buyer', name: '购方', type: 'text', identifier: 'party-id' };
    await apply({
      ...base,
      ...{ code: 'SALE', departments: ['tax'], grade: 2 },
      items: [id, { ...buyer, desensitise: 'token-persons' }],
    });
    for (const left of ['FIRM.id', 'METER.person']) {
      const [of = ''] = left.split('.');
      const joined = { over: [of, 'SALE'], join: [{ left, right: 'SALE.buyer' }] };
      const sales = {
        ...seen,
        code: `OF_${of}`,
        items: [id],
        view: { ...joined, select: { id: `${of}.id` } },
      };
      expect((await apply(sales)).outcome).toBe('created');
    }
  });

  test.each([
    ['of a lower grade than its items', { grade: 1 }, /write grade: 2/],
    [
      'of another type',
      { items: [id, { code: 'kwh', name: '用电量', type: 'text' }] },
      /write type: integer/,
    ],
    [
      'that shows in the clear what is kept as a token',
      { items: [{ ...person, desensitise: 'none' }], view: { ...view, select: { person: 'METER.person' } } },
      /write desensitise: token/,
    ],
    [
      'that joins a token with clear text',
      { view: { ...view, join: [{ left: 'FIRM.id', right: 'METER.person' }] } },
      /cannot be joined/,
    ],
    [
      'over an item there is not',
      { view: { ...view, select: { id: 'FIRM.id', kwh: 'METER.gone' } } },
      /no METER.gone/,
    ],
    [
      'over a resource there is not',
      { items: [id], view: { over: ['NONE'], join: [], select: { id: 'NONE.id' } } },
      /no resource NONE/,
    ],
    ['with a condition over what it has not', { view: { ...view, filter: 'other > 1' } }, /condition/],
  ])('but not one %s', async (_, more, why) => {
    const { apply } = await open();
    await expect(apply({ ...seen, ...more })).rejects.toThrow(why);
  });

  test('but not one that leads back to itself, or stands too high', async () => {
    const { apply } = await open();
    const over = (code: string, parent: string) => ({
      ...firms,
      ...{ code, view: { over: [parent], join: [], select: { id: `${parent}.id` } } },
    });
    await apply(over('A1', 'FIRM'));
    await apply(over('A2', 'A1'));
    await apply(over('A3', 'A2'));
    await expect(apply(over('A4', 'A3'))).rejects.toThrow(/at most 3/);
    await expect(apply(over('A1', 'A2'))).rejects.toThrow(/back to itself/);
  });
});

describe('a grant on a view', () => {
  test('is decided by every provider of what it is over, and the centre; nobody provides all of it', async () => {
    const { apply, given } = await open();
    await apply(seen);
    const resolved = await given();
    const all = { receiver: 'tax', items: ['id', 'kwh'] };
    expect(approversOf(resolved.resource, all)).toEqual(['stats', 'aic', 'power', 'water', 'operator']);
    expect(departmentsOfAll(resolved)).toEqual([]);
  });

  test('gives nothing once a parent is of grade 3, and again when it is not', async () => {
    const { ports, apply, leaves } = await open();
    await apply(seen);
    expect(await giveGrant(ports, { resource: 'SEEN', receiver: 'tax' })).toMatchObject({
      stage: 'granted',
      ways: ['service'],
    });
    expect(await leaves()).toBe(1);
    await apply({ ...meters, grade: 3, gradeReason: '商业秘密' });
    expect(await leaves()).toBe(0);
    await apply(meters);
    expect(await leaves()).toBe(1);
  });

  test('gives nothing once a parent is withdrawn, and cannot be asked for', async () => {
    const { ports, apply, leaves } = await open();
    await apply(seen);
    const { id: _, ...asked } = await giveGrant(ports, { resource: 'SEEN', receiver: 'tax' });
    await moveEntry(ports)({ code: 'FIRM', move: 'withdraw', actor: 'operator', reason: '停用' });
    expect(await leaves()).toBe(0);
    const wish = {
      resource: 'SEEN',
      receiver: 'civil',
      actor: 'clerk',
      purpose: asked.purpose,
      basis: asked.basis,
    };
    const until = new Date(ports.clock.now().getTime() + 86_400_000).toISOString();
    await expect(requestGrant(ports)({ ...wish, until, frequency: 'monthly' })).rejects.toThrow(/withdrawn/);
  });

  test('waits for who provides a parent by now', async () => {
    const { ports, apply, leaves } = await open();
    await apply(seen);
    await giveGrant(ports, { resource: 'SEEN', receiver: 'tax' });
    await apply({ ...firms, departments: ['aic', 'civil'] });
    expect(await leaves()).toBe(0);
  });

  test('leaves out an item that rises to grade 3 where it comes from, and gives the others', async () => {
    const { ports, apply, given } = await open();
    await apply(seen);
    await giveGrant(ports, { resource: 'SEEN', receiver: 'tax' });
    await apply({ ...meters, items: [id, { ...meters.items[1], grade: 3 }, person], gradeReason: '内部' });
    const [leave] = await leavesInForce(ports, resourceSchema.parse(seen));
    expect(leave?.items).toEqual(['id']);
    expect((await given()).resource.closed).toBeUndefined();
  });

  test('makes no subscription: the answer says to read the rows', async () => {
    const { ports, apply } = await open();
    await apply(seen);
    await giveGrant(ports, { resource: 'SEEN', receiver: 'tax' });
    const wish = { resource: 'SEEN', receiver: 'tax', actor: 'clerk', format: 'csv' as const };
    await expect(subscribe(ports)(wish)).rejects.toMatchObject({ code: 'view-rows' });
  });
});
