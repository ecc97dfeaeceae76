/** What the root signs: the certificate's other fields as canonical JSON (keys in order, no white space). */
import type { KeyCertificate } from '../core/ports/signer.ts';

export function certifiedText(claims: Omit<KeyCertificate, 'signature'>): string {
  const { key, notAfter, notBefore, publicKey, root } = claims;
  return JSON.stringify({ key, notAfter, notBefore, publicKey, root });
}
