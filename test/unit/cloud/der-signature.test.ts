import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { derToP1363 } from '../../../layers/cloud/der-signature.ts';
import { IntegrityError } from '../../../layers/core/errors.ts';

describe('an ECDSA signature from KMS', () => {
  test('fits in our form whatever zeros its numbers begin with', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (let round = 0; round < 600; round++) {
      const bytes = Buffer.from(`round ${round}`);
      const ours = derToP1363(sign('sha256', bytes, privateKey));
      expect(ours).toHaveLength(64);
      expect(verify('sha256', bytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, ours)).toBe(true);
    }
  });

  test.each([
    ['nothing', []],
    ['another tag', [0x31, 0]],
    ['a length that is not its own', [0x30, 9, 2, 1, 1, 2, 1, 1]],
    ['one number', [0x30, 3, 2, 1, 1]],
    ['a number that ends outside', [0x30, 6, 2, 40, 1, 2, 1, 1]],
    ['a number too large', [0x30, 38, 2, 33, 1, ...new Array(32).fill(7), 2, 1, 1]],
  ])('is refused when it is %s', (_, bytes) => {
    expect(() => derToP1363(Uint8Array.from(bytes))).toThrow(IntegrityError);
  });
});
