/** A parcel's digest and signature, and whether they are those of a peer whose root key was pinned here. */
import type { CatalogParcel, SignedParcel } from '../../../../schemas/catalog-exchange.ts';
import { canonicalJson } from '../../canonical-json.ts';
import { sha256 } from '../../ledger/merkle.ts';
import { bytesOfBase64, fitsRoot } from '../../pinned-root.ts';

const encoder = new TextEncoder();

/** Hex SHA-256 of the parcel in canonical JSON. */
export const parcelDigest = (parcel: CatalogParcel): Promise<string> =>
  sha256(encoder.encode(canonicalJson(parcel)));

/** What is signed: the parcel's way and its digest. */
export const signedBytes = ({ from, to, number }: CatalogParcel, digest: string): Uint8Array =>
  encoder.encode(canonicalJson({ schema: 'catalog-parcel/1', from, to, number, sha256: digest }));

/** Hex SHA-256 of a root key (SPKI, base64): what an installation is known by in a parcel. */
export const keyName = (rootKey: string): Promise<string> => sha256(bytesOfBase64(rootKey));

/** Is the digest the parcel's, and did a key sign it that the pinned root vouched for at that time? */
export async function isSound(
  { parcel, sha256: digest, signature }: SignedParcel,
  rootKey: string,
): Promise<boolean> {
  if ((await parcelDigest(parcel)) !== digest) return false;
  return fitsRoot(signedBytes(parcel, digest), signature, parcel.at, rootKey);
}
