/** A signer whose signatures differ each time, as real ones do, and verify by digest. */
import type { Signer } from '../../layers/core/ports/signer.ts';
import { sha256 } from './digest.ts';

let nonce = 0;

export function fakeSigner(gate: () => Promise<void>): Signer {
  return {
    sign: async (bytes) => {
      await gate();
      nonce += 1;
      const certificate = {
        key: 'k',
        publicKey: 'p',
        notBefore: '',
        notAfter: '',
        root: 'r',
        signature: 's',
      };
      return { algorithm: 'ES256', value: `${sha256(bytes)}.${nonce}`, certificate };
    },
    verify: async (bytes, signature) => signature.value.startsWith(`${sha256(bytes)}.`),
    rootPublicKey: async () => 'root',
  };
}
