/** What flows under a grant, and what stops when it ends: at routing, in the middle of a delivery, in the inbox. */

import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import {
  deliverParcel,
  eraseObjects,
  openParcel,
  sweep,
  withdrawBatch,
} from '../../../layers/core/exchange/index.ts';
import { decideGrant } from '../../../layers/core/grants/decide-grant.ts';
import { endGrant } from '../../../layers/core/grants/end-grant.ts';
import { renewGrant } from '../../../layers/core/grants/renew-grant.ts';
import { requestGrant } from '../../../layers/core/grants/request-grant.ts';
import { resumeGrant, suspendGrant } from '../../../layers/core/grants/suspend-grant.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { batchSchema, type Parcel } from '../../../schemas/records.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import {
  day,
  daysOn,
  drain,
  graded,
  hour,
  masked,
  openPorts,
  parcelsIn,
  subscribeTax,
  type TestPorts,
  upload,
  wishOf,
} from './fixture.ts';

const halt = { party: 'power', actor: 'chief', reason: '核查' };

async function granted(more: object = {}) {
  const ports = await openPorts();
  const { id } = await giveGrant(ports, { ...wishOf(ports), ...more });
  await subscribeTax(ports);
  return { ports, id };
}

const first = (ports: TestPorts): Parcel => parcelsIn(ports)[0] as Parcel;
const batchOf = (ports: TestPorts, id: string) => batchSchema.parse(ports.world.get(`batch/${id}`)?.value);

test('a subscription gets no more than its grant, and the parcel names it', async () => {
  const { ports, id } = await granted({ items: ['account_no', 'kwh'], filters: ['kwh > 10'] });
  await upload(ports, 'a');
  expect(first(ports)).toMatchObject({
    stage: 'delivered',
    grant: id,
    items: ['account_no', 'kwh'],
    filter: 'kwh > 10',
  });
});

test.each(['suspended', 'revoked', 'expired'])(
  'a batch that comes while it is %s is withheld',
  async (how) => {
    const { ports, id } = await granted();
    if (how === 'suspended') await suspendGrant(ports)({ grant: id, ...halt });
    if (how === 'revoked') await endGrant(ports)({ grant: id, ...halt });
    if (how === 'expired') ports.world.time += 101 * day;
    const batch = await upload(ports, 'a');
    expect(parcelsIn(ports)).toEqual([]);
    expect(batchOf(ports, batch)).toMatchObject({ routed: true, withheld: [{ why: how }] });
  },
);

describe('a grant that ends in the middle of a delivery', () => {
  /** Does something at a point of the delivery, once. */
  async function deliverWith(ports: TestPorts, at: string, what: () => Promise<unknown> | unknown) {
    const waiting = ports.world.waiting.find((one) => one.queue === 'parcels');
    if (!waiting) throw new Error('no parcel waits');
    let done = false;
    const acting: Ports = {
      ...ports,
      probe: {
        at: async (point) => {
          if (done || point !== at) return;
          done = true;
          await what();
        },
      },
    };
    await deliverParcel(acting)(waiting.message);
    expect(done).toBe(true);
    ports.world.deleteMessage(waiting);
  }

  const points = ['parcel read', 'parcel written', 'parcel signed', 'before commit'];
  const ends = {
    'is revoked': (ports: TestPorts, grant: string) => endGrant(ports)({ grant, ...halt }),
    'is suspended': (ports: TestPorts, grant: string) => suspendGrant(ports)({ grant, ...halt }),
  };
  const cases = points.flatMap((point) => Object.keys(ends).map((how) => [how, point] as const));

  test.each(cases)('because it %s at "%s" delivers nothing, and says why', async (how, point) => {
    const { ports, id } = await granted();
    await upload(ports, 'a', 'parcels');
    await deliverWith(ports, `deliver-parcel: ${point}`, () => ends[how as keyof typeof ends](ports, id));
    expect(first(ports)).toMatchObject({ stage: 'cancelled', reason: { zh: expect.any(String) } });
    expect(first(ports).deliveredAt).toBeUndefined();
    await expect(openParcel(ports)(first(ports))).rejects.toMatchObject({ code: 'not-delivered' });
    expect(ports.world.keys('notices/tax/').some((key) => key.endsWith('/cancelled'))).toBe(true);
  });

  test.each(points.slice(0, 3))('because its term is over by "%s" delivers nothing', async (point) => {
    const { ports } = await granted();
    await upload(ports, 'a', 'parcels');
    await deliverWith(ports, `deliver-parcel: ${point}`, () => {
      ports.world.time += 101 * day;
    });
    expect(first(ports)).toMatchObject({ stage: 'cancelled', reason: { code: 'grant-expired' } });
  });

  test('leaves an object, which the eraser removes a day later and not before', async () => {
    const { ports, id } = await granted();
    await upload(ports, 'a', 'parcels');
    await deliverWith(ports, 'deliver-parcel: parcel signed', () => endGrant(ports)({ grant: id, ...halt }));
    const { key } = first(ports);
    expect(ports.world.objects.has(key)).toBe(true);
    expect((await eraseObjects(ports)()).parcels).toBe(0);
    ports.world.time += 25 * hour;
    expect((await eraseObjects(ports)()).parcels).toBe(1);
    expect(ports.world.objects.has(key)).toBe(false);
    expect((await eraseObjects(ports)()).parcels).toBe(0);
  });
});

describe('a delivered parcel', () => {
  test('is not to be fetched while its grant is suspended, and is again when it goes on', async () => {
    const { ports, id } = await granted();
    await upload(ports, 'a');
    await openParcel(ports)(first(ports));
    await suspendGrant(ports)({ grant: id, ...halt });
    await expect(openParcel(ports)(first(ports))).rejects.toMatchObject({ code: 'grant-suspended' });
    await resumeGrant(ports)({ grant: id, ...halt });
    await openParcel(ports)(first(ports));
  });

  test('has an address that ends with the grant at the latest', async () => {
    const { ports } = await granted({ until: new Date(Date.UTC(2015, 2, 5) + 2 * 60_000).toISOString() });
    await upload(ports, 'a');
    expect((await openParcel(ports)(first(ports))).getTime()).toBe(Date.UTC(2015, 2, 5) + 2 * 60_000);
  });

  test('whose grant has ended is cancelled when it falls due, and its receiver is not reminded', async () => {
    const { ports, id } = await granted();
    await upload(ports, 'a');
    await endGrant(ports)({ grant: id, ...halt });
    ports.world.time += 25 * hour;
    await sweep(ports)();
    expect(first(ports)).toMatchObject({ stage: 'cancelled', announcedTimes: 0 });
  });

  test('whose grant is suspended waits, and is cancelled when the term ends meanwhile', async () => {
    const { ports, id } = await granted();
    await upload(ports, 'a');
    await suspendGrant(ports)({ grant: id, ...halt });
    ports.world.time += 25 * hour;
    await sweep(ports)();
    expect(first(ports)).toMatchObject({ stage: 'delivered', announcedTimes: 0 });
    ports.world.time += 101 * day;
    await sweep(ports)();
    expect(first(ports).stage).toBe('cancelled');
  });

  test('that was cancelled gets its correction all the same, and that holds no rows', async () => {
    const { ports, id } = await granted();
    const batch = await upload(ports, 'a');
    await endGrant(ports)({ grant: id, ...halt });
    ports.world.time += 25 * hour;
    await sweep(ports)();
    await withdrawBatch(ports)({ department: 'power', actor: 'clerk', batch, reason: '取错' });
    await drain(ports);
    const correction = ports.world.get(ports.world.keys('correction/')[0] ?? '')?.value as Parcel;
    expect(correction).toMatchObject({ stage: 'delivered', kind: 'correction', rows: 0 });
    expect(new TextDecoder().decode(ports.world.read(correction.key))).toContain('"rows":[]');
    await openParcel(ports)(correction);
  });

  test('holding an item that became conditional is not to be fetched', async () => {
    const { ports } = await granted();
    await upload(ports, 'a');
    await applyResource(ports)(masked, 'operator');
    await expect(openParcel(ports)(first(ports))).rejects.toMatchObject({ code: 'grant-narrowed' });
  });
});

describe('a renewal', () => {
  async function renewed(ports: TestPorts, id: string, more: object = {}) {
    const wish = { grant: id, receiver: 'tax', actor: 'tax-clerk', until: daysOn(ports, 300) };
    const asked = await renewGrant(ports)(wish);
    for (const party of ['power', 'water'])
      await decideGrant(ports)({ grant: asked.id, party, actor: 'chief', verdict: 'approved', ...more });
    return asked;
  }

  test('follows on: the subscription goes on without a gap, what lies in the inbox stays to be had', async () => {
    const { ports, id } = await granted({ filters: ['kwh > 1'] });
    await upload(ports, 'a');
    const next = await renewed(ports, id);
    expect(next.terms.from).toBe(wishOf(ports).until);
    ports.world.time += 101 * day;
    await upload(ports, 'b');
    expect(parcelsIn(ports).map((one) => [one.stage, one.grant])).toEqual([
      ['delivered', id],
      ['delivered', next.id],
    ]);
    await openParcel(ports)(first(ports));
  });

  test('does not follow on a grant that was revoked', async () => {
    const { ports, id } = await granted();
    await renewed(ports, id);
    await endGrant(ports)({ grant: id, ...halt });
    ports.world.time += 101 * day;
    const batch = await upload(ports, 'b');
    expect(batchOf(ports, batch).withheld).toMatchObject([{ why: 'revoked' }]);
  });

  test('is asked for by its receiver alone, and once', async () => {
    const { ports, id } = await granted();
    const wish = { grant: id, actor: 'x', until: daysOn(ports, 300) };
    await expect(renewGrant(ports)({ ...wish, receiver: 'land' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await renewed(ports, id);
    await expect(renewGrant(ports)({ ...wish, receiver: 'tax' })).rejects.toMatchObject({ code: 'renewed' });
  });
});

describe('every wait ends by itself', () => {
  const notices = (ports: TestPorts, to: string) => ports.world.keys(`notices/${to}/`).length;

  test('a request nobody decides is put again to those it waits for, and lapses with its term', async () => {
    const ports = await openPorts();
    const { id } = await requestGrant(ports)(wishOf(ports));
    await decideGrant(ports)({ grant: id, party: 'water', actor: 'chief', verdict: 'approved' });
    ports.world.time += 73 * hour;
    await sweep(ports)();
    expect([notices(ports, 'power'), notices(ports, 'water')]).toEqual([2, 1]);
    ports.world.time += 101 * day;
    await sweep(ports)();
    expect(ports.world.get(`grant/${id}`)?.value).toMatchObject({ stage: 'expired' });
    ports.world.time += 101 * day;
    expect((await sweep(ports)()).waits).toBe(0);
  });

  test('a request that the description no longer leaves to anybody is in force by itself', async () => {
    const ports = await openPorts(graded(2));
    const { id } = await requestGrant(ports)(wishOf(ports));
    for (const party of ['power', 'water'])
      await decideGrant(ports)({ grant: id, party, actor: 'chief', verdict: 'approved' });
    await applyResource(ports)(graded(1), 'operator');
    ports.world.time += 73 * hour;
    await sweep(ports)();
    expect(ports.world.get(`grant/${id}`)?.value).toMatchObject({ stage: 'granted' });
    expect((await subscribeTax(ports)).grant).toBe(id);
  });

  test('a receiver is told once that its grant ends soon, and when it has', async () => {
    const { ports, id } = await granted();
    const before = notices(ports, 'tax');
    ports.world.time += 94 * day;
    for (let turn = 0; turn < 3; turn += 1) await sweep(ports)();
    expect(notices(ports, 'tax')).toBe(before + 1);
    ports.world.time += 7 * day;
    for (let turn = 0; turn < 3; turn += 1) await sweep(ports)();
    expect(notices(ports, 'tax')).toBe(before + 2);
    expect(ports.world.get(`grant/${id}`)?.value).toMatchObject({ stage: 'expired' });
    expect(ports.world.get('grantees/METER')?.value).toMatchObject({ list: [] });
  });
});
