/** Catalogs that travel: two installations with keys of their own, and whoever stands between them. */
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { catalogEntries } from '../../../layers/core/catalog/kinds.ts';
import { moveEntry } from '../../../layers/core/catalog/move-entry.ts';
import { conflicts } from '../../../layers/core/catalog/peers/kinds.ts';
import { makeParcel, readParcel } from '../../../layers/core/catalog/peers/make-parcel.ts';
import { parcelDigest, signedBytes } from '../../../layers/core/catalog/peers/parcel-signature.ts';
import { receiveParcel } from '../../../layers/core/catalog/peers/receive-parcel.ts';
import { registerPeer } from '../../../layers/core/catalog/peers/register-peer.ts';
import { resolveConflict } from '../../../layers/core/catalog/peers/resolve-conflict.ts';
import { definitions, find, must } from '../../../layers/core/records.ts';
import { embeddedSigner, makeRootKey } from '../../../layers/embedded/signer.ts';
import type { SignedParcel } from '../../../schemas/catalog-exchange.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

function installation() {
  const memory = memoryPorts({ freshIndexes: true });
  return { ...memory, signer: embeddedSigner(makeRootKey(), memory.clock) };
}
type Installation = ReturnType<typeof installation>;

const stall = (more: object = {}): Resource =>
  resourceSchema.parse({
    code: 'NM_STALL',
    name: '摊位',
    nameEn: 'Stalls',
    departments: ['nanming-finance'],
    cycle: 'monthly',
    grade: 1,
    mode: 'full',
    items: [{ code: 'no', name: '摊位号', type: 'text', length: 12 }],
    ...more,
  });

let district: Installation;
let city: Installation;

beforeEach(async () => {
  [district, city] = [installation(), installation()];
  const [cityKey, districtKey] = [await city.signer.rootPublicKey(), await district.signer.rootPublicKey()];
  await registerPeer(district)('city', { name: '市平台', rootKey: cityKey, sends: {} }, 'operator');
  const receives = { prefixes: ['NM_'], departments: ['nanming-finance'] };
  await registerPeer(city)('nanming', { name: '南明', rootKey: districtKey, receives }, 'operator');
});

async function next(): Promise<SignedParcel> {
  const { made, number } = await makeParcel(district)('city', 'operator');
  expect(made).toBe(true);
  return readParcel(district, 'city', number);
}
const receive = (parcel: SignedParcel) => receiveParcel(city)('nanming', parcel, 'operator');
const entryHere = async (code = 'NM_STALL') => (await find(city.records, catalogEntries, code))?.value;

/** As whoever holds the district's keys could sign it. */
async function resigned(
  signed: SignedParcel,
  change: Partial<SignedParcel['parcel']>,
): Promise<SignedParcel> {
  const parcel = { ...signed.parcel, ...change };
  const sha256 = await parcelDigest(parcel);
  return { parcel, sha256, signature: await district.signer.sign(signedBytes(parcel, sha256)) };
}

test('what is published there comes here as registered, and is in force once our operator publishes it', async () => {
  await applyResource(district)(stall(), 'operator');
  expect(await receive(await next())).toMatchObject({ outcome: 'received', registered: ['NM_STALL'] });
  expect(await entryHere()).toMatchObject({ state: 'registered', origin: { peer: 'nanming', order: 1 } });
  expect(await find(city.records, definitions, 'NM_STALL')).toBeUndefined();
  await moveEntry(city)({ code: 'NM_STALL', move: 'publish', actor: 'operator' });
  expect((await must(city.records, definitions, 'NM_STALL')).value.resource).toEqual(stall());
});

test('only what changed since goes, each change once', async () => {
  await applyResource(district)(stall(), 'operator');
  await next();
  expect(await makeParcel(district)('city', 'operator')).toEqual({ made: false, number: 1 });
  district.world.time += 1000;
  await applyResource(district)(stall({ name: '摊' }), 'operator');
  district.world.time += 1000;
  await applyResource(district)(stall({ code: 'NM_SHOP' }), 'operator');
  const { parcel } = await next();
  expect(parcel.changes.map(({ order, code, version }) => [order, code, version])).toEqual([
    [2, 'NM_STALL', 2],
    [3, 'NM_SHOP', 1],
  ]);
});

test('many changes go in several parcels that follow on one another', async () => {
  for (let one = 0; one < 30; one += 1)
    await applyResource(district)(stall({ code: `NM_R${one}` }), 'operator');
  const [first, second] = [await next(), await next()];
  expect([first.parcel.changes.length, second.parcel.changes.length]).toEqual([25, 5]);
  expect(second.parcel.previous).toBe(first.sha256);
  await receive(first);
  expect((await receive(second)).registered).toHaveLength(5);
});

test('a parcel is the same however often it is given out', async () => {
  await applyResource(district)(stall(), 'operator');
  const first = await next();
  await applyResource(district)(stall({ name: '摊' }), 'operator');
  expect(await readParcel(district, 'city', 1)).toEqual(first);
});

test('the same parcel again changes nothing', async () => {
  await applyResource(district)(stall(), 'operator');
  const parcel = await next();
  await receive(parcel);
  const before = await find(city.records, catalogEntries, 'NM_STALL');
  expect(await receive(parcel)).toMatchObject({ outcome: 'same', registered: [] });
  expect(await find(city.records, catalogEntries, 'NM_STALL')).toEqual(before);
});

test('an entry withdrawn there is withdrawn here when it is not in force, and else only said', async () => {
  await applyResource(district)(stall(), 'operator');
  await receive(await next());
  await moveEntry(city)({ code: 'NM_STALL', move: 'publish', actor: 'operator' });
  await moveEntry(district)({ code: 'NM_STALL', move: 'withdraw', actor: 'x', reason: '撤并' });
  expect(await receive(await next())).toMatchObject({ withdrawn: ['NM_STALL'] });
  const entry = await entryHere();
  expect(entry?.published).toBeDefined();
  expect(entry?.history.at(-1)?.reason).toMatch(/撤并/);
});

describe('refused, with nothing taken,', () => {
  afterEach(async () => {
    expect(await entryHere()).toBeUndefined();
  });

  test.each<[string, (signed: SignedParcel) => SignedParcel | Promise<SignedParcel>]>([
    [
      'a change of its contents',
      (signed) => {
        const [change] = signed.parcel.changes;
        const changes = [{ ...change, resource: stall({ grade: 3 }) }] as typeof signed.parcel.changes;
        return { ...signed, parcel: { ...signed.parcel, changes } };
      },
    ],
    [
      'a change of contents and digest',
      async (signed) => {
        const parcel = { ...signed.parcel, number: 1, at: '2015-03-05T00:00:00.001Z' };
        return { ...signed, parcel, sha256: await parcelDigest(parcel) };
      },
    ],
    [
      'another’s signature',
      async (signed) => {
        const { signer } = installation();
        return { ...signed, signature: await signer.sign(signedBytes(signed.parcel, signed.sha256)) };
      },
    ],
    ['one meant for another', (signed) => resigned(signed, { to: 'f'.repeat(64) })],
    ['one that says it is from another', (signed) => resigned(signed, { from: 'f'.repeat(64) })],
    ['one of tomorrow', (signed) => resigned(signed, { at: '2015-03-05T12:00:00.000Z' })],
    ['one that does not follow on', (signed) => resigned(signed, { previous: 'a'.repeat(64) })],
    [
      'one with a hole in its order',
      (signed) =>
        resigned(signed, { changes: signed.parcel.changes.map((change) => ({ ...change, order: 2 })) }),
    ],
  ])('%s', async (_, touch) => {
    await applyResource(district)(stall(), 'operator');
    const signed = await touch(await next());
    await expect(receive(signed)).rejects.toMatchObject({ code: 'integrity' });
  });

  test('one with a gap before it, which names what is missing', async () => {
    await applyResource(district)(stall(), 'operator');
    await next();
    await applyResource(district)(stall({ name: '摊' }), 'operator');
    await expect(receive(await next())).rejects.toMatchObject({
      code: 'gap',
      message: expect.stringMatching(/parcels 1 to 1/),
    });
  });

  test.each([
    ['another prefix', stall({ code: 'AIC' })],
    ['another department', stall({ departments: ['nanming-finance', 'aic'] })],
  ])('one outside the peer’s scope: %s', async (_, resource) => {
    await applyResource(district)(stall(), 'operator');
    await applyResource(district)(
      resource.code === 'AIC' ? resource : { ...resource, code: 'NM_X' },
      'operator',
    );
    await expect(receive(await next())).rejects.toMatchObject({ code: 'outside-scope' });
  });

  test('a peer from which nothing is taken, and one to which nothing is sent', async () => {
    await applyResource(district)(stall(), 'operator');
    const parcel = await next();
    const rootKey = await district.signer.rootPublicKey();
    await registerPeer(city)('nanming', { name: '南明', rootKey }, 'operator');
    await expect(receive(parcel)).rejects.toMatchObject({ code: 'not-taken-from' });
    await expect(makeParcel(city)('nanming', 'operator')).rejects.toMatchObject({ code: 'not-sent-to' });
  });
});

test('another parcel under a number that was received is refused as a fork', async () => {
  await applyResource(district)(stall(), 'operator');
  const parcel = await next();
  await receive(parcel);
  const other = await resigned(parcel, {
    changes: [{ ...parcel.parcel.changes[0], resource: stall({ name: '他' }) }] as never,
  });
  await expect(receive(other)).rejects.toMatchObject({ code: 'integrity' });
});

describe('an entry that stands here already', () => {
  beforeEach(async () => {
    await applyResource(city)(stall({ name: '本市' }), 'operator');
    await applyResource(district)(stall(), 'operator');
  });

  test('is not touched, and the conflict is shown', async () => {
    expect(await receive(await next())).toMatchObject({ conflicts: ['NM_STALL'], registered: [] });
    expect((await must(city.records, conflicts, 'nanming', 'NM_STALL')).value).toMatchObject({
      holder: 'here',
      resource: { name: '摊位' },
    });
    expect((await must(city.records, definitions, 'NM_STALL')).value.resource.name).toBe('本市');
  });

  test('is taken over only when the operator says so, once', async () => {
    await receive(await next());
    await resolveConflict(city)('nanming', 'NM_STALL', 'take', 'operator');
    expect(await entryHere()).toMatchObject({
      state: 'registered',
      origin: { peer: 'nanming' },
      published: { version: 1 },
    });
    await expect(resolveConflict(city)('nanming', 'NM_STALL', 'keep', 'operator')).rejects.toMatchObject({
      code: 'resolved',
    });
  });
});

test('what came from one is not passed on to another', async () => {
  await applyResource(district)(stall(), 'operator');
  await receive(await next());
  await moveEntry(city)({ code: 'NM_STALL', move: 'publish', actor: 'operator' });
  const { signer } = installation();
  const rootKey = await signer.rootPublicKey();
  await registerPeer(city)('province', { name: '省', rootKey, sends: {} }, 'operator');
  expect(await makeParcel(city)('province', 'operator')).toEqual({ made: false, number: 0 });
});

test('our own root key is no peer’s', async () => {
  const rootKey = await city.signer.rootPublicKey();
  await expect(registerPeer(city)('me', { name: '我', rootKey }, 'operator')).rejects.toMatchObject({
    code: 'invalid-input',
  });
});
