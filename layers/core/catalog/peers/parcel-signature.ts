/** A parcel's digest and signature, and whether they are those of a peer whose root key was pinned here. */
import type { CatalogParcel, SignedParcel } from '../../../../schemas/catalog-exchange.ts';
import { canonicalJson } from '../../canonical-json.ts';
import { sha256 } from '../../ledger/merkle.ts';

const encoder = new TextEncoder();

/** Hex SHA-256 of the parcel in canonical JSON. */
export const parcelDigest = (parcel: CatalogParcel): Promise<string> =>
  sha256(encoder.encode(canonicalJson(parcel)));

/** What is signed: the parcel's way and its digest. */
export const signedBytes = ({ from, to, number }: CatalogParcel, digest: string): Uint8Array =>
  encoder.encode(canonicalJson({ schema: 'catalog-parcel/1', from, to, number, sha256: digest }));

/** Hex SHA-256 of a root key (SPKI, base64): what an installation is known by in a parcel. */
export const keyName = (rootKey: string): Promise<string> => sha256(decode(rootKey));

function decode(base64: string): Uint8Array {
  const plain = base64.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
}

async function fits(bytes: Uint8Array, signature: string, publicKey: string): Promise<boolean> {
  const { subtle } = globalThis.crypto;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const spki = Uint8Array.from(decode(publicKey));
  const key = await subtle.importKey('spki', spki, algorithm, false, ['verify']);
  const hashed = { name: 'ECDSA', hash: 'SHA-256' };
  return subtle.verify(hashed, key, Uint8Array.from(decode(signature)), Uint8Array.from(bytes));
}

/** Is the digest the parcel's, and did a key sign it that the pinned root vouched for at that time? */
export async function isSound(
  { parcel, sha256: digest, signature }: SignedParcel,
  rootKey: string,
): Promise<boolean> {
  const { certificate, value } = signature;
  const { key, notAfter, notBefore, publicKey, root } = certificate;
  const at = Date.parse(parcel.at);
  if (!(Date.parse(notBefore) <= at && at <= Date.parse(notAfter))) return false;
  if ((await parcelDigest(parcel)) !== digest) return false;
  const certified = encoder.encode(canonicalJson({ key, notAfter, notBefore, publicKey, root }));
  try {
    return (
      (await fits(certified, certificate.signature, rootKey)) &&
      (await fits(signedBytes(parcel, digest), value, publicKey))
    );
  } catch {
    return false;
  }
}
