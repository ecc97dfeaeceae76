/** A parcel is believed only when the pinned root vouches for it. */
import { checkSignature } from '../../../cli/inbox/check-signature.ts';
import { signedBytes } from '../../../layers/core/exchange/index.ts';
import { embeddedSigner, makeRootKey } from '../../../layers/embedded/signer.ts';
import type { ParcelView } from '../../../schemas/api-answers.ts';

const clock = { now: () => new Date() };
const signer = embeddedSigner(makeRootKey(), clock);
const sha256 = 'ab'.repeat(32);

async function parcel(change: Partial<ParcelView> = {}): Promise<ParcelView> {
  const signature = await signer.sign(signedBytes('B1-S1', sha256));
  const deliveredAt = new Date().toISOString();
  return { parcel: 'B1-S1', sha256, deliveredAt, signature, ...change } as ParcelView;
}

test('what the platform signed holds', async () => {
  const rootKey = await signer.rootPublicKey();
  await expect(checkSignature(await parcel(), rootKey)).resolves.toBeUndefined();
});

test.each([
  ['another name', { parcel: 'B1-S2' }],
  ['another digest', { sha256: 'cd'.repeat(32) }],
  ['no signature', { signature: undefined }],
  ['a time long after its key', { deliveredAt: '2100-01-01T00:00:00.000Z' }],
])('%s is refused', async (_what, change) => {
  const changed = await parcel(change);
  const rootKey = await signer.rootPublicKey();
  await expect(checkSignature(changed, rootKey)).rejects.toThrow(/root key/);
});

test('a parcel signed under another root is refused', async () => {
  const other = await embeddedSigner(makeRootKey(), clock).rootPublicKey();
  const signed = await parcel();
  await expect(checkSignature(signed, other)).rejects.toThrow(/root key/);
});

test('a root key that is none is refused, not an error of another kind', async () => {
  const signed = await parcel();
  await expect(checkSignature(signed, 'AAAA')).rejects.toThrow(/root key/);
});
