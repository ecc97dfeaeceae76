/** Checks the platform's signatures as somebody outside must: against a root key that was pinned, by WebCrypto alone. */
import { canonicalJson } from './canonical-json.ts';
import type { Signature } from './ports/signer.ts';

/** Bytes of base64 or base64url. @throws DOMException when it is neither */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** ES256 over the bytes, by a P-256 key as SPKI in base64. */
async function fits(bytes: Uint8Array, signature: string, publicKey: string): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const key = await subtle.importKey('spki', bytesOfBase64(publicKey), algorithm, false, ['verify']);
  const hashed = { name: 'ECDSA', hash: 'SHA-256' };
  return subtle.verify(hashed, key, bytesOfBase64(signature), Uint8Array.from(bytes));
}

/**
 * Did a key sign the bytes that the pinned root (SPKI, base64) vouched for at that time (ISO 8601)?
 * A key or a signature that cannot be read fits nothing.
 */
export async function fitsRoot(
  bytes: Uint8Array,
  { value, certificate }: Signature,
  at: string,
  rootKey: string,
): Promise<boolean> {
  const { key, notAfter, notBefore, publicKey, root } = certificate;
  const time = Date.parse(at);
  if (!(Date.parse(notBefore) <= time && time <= Date.parse(notAfter))) return false;
  const certified = new TextEncoder().encode(canonicalJson({ key, notAfter, notBefore, publicKey, root }));
  try {
    return (await fits(certified, certificate.signature, rootKey)) && (await fits(bytes, value, publicKey));
  } catch {
    return false;
  }
}
