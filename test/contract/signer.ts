/** What every signer keeps to: what it signed fits, nothing else does, and only within the key's time. */
import { createPublicKey, generateKeyPairSync, verify as verifyBytes } from 'node:crypto';
import type { Signature, Signer } from '../../layers/core/ports/signer.ts';

interface SignerHome {
  readonly signer: Signer;
  /** A signer with another root. */
  readonly stranger: Signer;
  close(): Promise<void>;
}

/** Runs the suite against one signer; `make` is called once. */
export function describeSigner(name: string, make: () => Promise<SignerHome>): void {
  describe(`signer: ${name}`, () => {
    let home: SignerHome;
    beforeAll(async () => {
      home = await make();
    }, 60_000);
    afterAll(() => home.close());

    const bytes = Buffer.from('增值税 1,234.56');
    const flip = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    const fits = (signature: Signature, over: Uint8Array = bytes, at = new Date()) =>
      home.signer.verify(over, signature, at);

    test('signs so that anybody with the public key can check it', async () => {
      const signature = await home.signer.sign(bytes);
      expect(signature.algorithm).toBe('ES256');
      expect(Buffer.from(signature.value, 'base64url')).toHaveLength(64);
      const der = Buffer.from(signature.certificate.publicKey, 'base64');
      const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      const value = Buffer.from(signature.value, 'base64url');
      expect(verifyBytes('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, value)).toBe(true);
      expect(await fits(signature)).toBe(true);
    });

    test('vouches for the key with the root receivers pin, over the fields in canonical JSON', async () => {
      const { certificate } = await home.signer.sign(bytes);
      const { signature, ...fields } = certificate;
      const canonical = JSON.stringify(Object.fromEntries(Object.entries(fields).sort()));
      const der = Buffer.from(await home.signer.rootPublicKey(), 'base64');
      const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      const value = Buffer.from(signature, 'base64url');
      expect(verifyBytes('sha256', Buffer.from(canonical), { key, dsaEncoding: 'ieee-p1363' }, value)).toBe(
        true,
      );
    });

    test('refuses other bytes and an altered signature', async () => {
      const signature = await home.signer.sign(bytes);
      expect(await fits(signature, Buffer.from('增值税 9,234.56'))).toBe(false);
      expect(await fits({ ...signature, value: flip(signature.value) })).toBe(false);
      expect(await fits({ ...signature, value: '' })).toBe(false);
    });

    test('refuses a key nobody vouched for, and a certificate that was altered', async () => {
      const signature = await home.signer.sign(bytes);
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const other = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      const changes = [
        { publicKey: other },
        { publicKey: 'no key' },
        { notAfter: '2999-01-01T00:00:00.000Z' },
        { signature: flip(signature.certificate.signature) },
        { root: 'another' },
      ];
      for (const change of changes)
        expect(await fits({ ...signature, certificate: { ...signature.certificate, ...change } })).toBe(
          false,
        );
    });

    test('refuses times at which the key was not vouched for', async () => {
      const signature = await home.signer.sign(bytes);
      const { notBefore, notAfter } = signature.certificate;
      expect(await fits(signature, bytes, new Date(Date.parse(notBefore) - 1000))).toBe(false);
      expect(await fits(signature, bytes, new Date(Date.parse(notAfter) + 1000))).toBe(false);
    });

    test('does not know what another root vouches for', async () => {
      expect(await home.stranger.rootPublicKey()).not.toBe(await home.signer.rootPublicKey());
      expect(await fits(await home.stranger.sign(bytes))).toBe(false);
    });
  });
}
