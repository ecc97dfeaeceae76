/** The key that signs as the authority, wherever it lies. */
import type { KeyAlgorithm } from '../core/ports/authority.ts';
import { publicKeyOf, readPrivateKey, readPublicKey, signBytes } from './algorithms.ts';

export interface IssuingKey {
  readonly algorithm: KeyAlgorithm;
  /** SPKI, DER. */
  publicKey(): Promise<Buffer>;
  /** DER signature, with the hash that belongs to the algorithm. */
  sign(bytes: Uint8Array): Promise<Buffer>;
}

/** A key in this process's memory: PKCS #8, DER. */
export function localIssuingKey(pkcs8: Uint8Array): IssuingKey {
  const privateKey = readPrivateKey(pkcs8);
  const publicKey = publicKeyOf(privateKey);
  return {
    algorithm: readPublicKey(publicKey).algorithm,
    publicKey: async () => publicKey,
    sign: async (bytes) => signBytes(privateKey, bytes),
  };
}
