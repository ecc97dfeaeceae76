/** Checks a parcel as its receiver must: without trusting whoever handed it over, against the pinned root key. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { canonicalJson } from '../../layers/core/canonical-json.ts';
import { signedBytes } from '../../layers/core/exchange/deliver-parcel.ts';
import type { ParcelView } from '../../schemas/api-answers.ts';
import { RefusedCommand } from '../failures.ts';

type Signature = NonNullable<ParcelView['signature']>;

const keyOf = (spki: string): KeyObject =>
  createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });

const fits = (bytes: Uint8Array, signature: string, key: KeyObject): boolean =>
  verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));

/** Does the root vouch for the signing key at that time? */
function isVouchedFor({ certificate }: Signature, rootKey: string, at: string): boolean {
  const { signature, key, notAfter, notBefore, publicKey, root } = certificate;
  const certified = new TextEncoder().encode(canonicalJson({ key, notAfter, notBefore, publicKey, root }));
  const time = Date.parse(at);
  return (
    Date.parse(notBefore) <= time &&
    time <= Date.parse(notAfter) &&
    fits(certified, signature, keyOf(rootKey))
  );
}

function isSound(parcel: ParcelView, rootKey: string): boolean {
  const { signature, sha256, deliveredAt } = parcel;
  if (!signature || sha256 === undefined || deliveredAt === undefined) return false;
  try {
    return (
      isVouchedFor(signature, rootKey, deliveredAt) &&
      fits(signedBytes(parcel.parcel, sha256), signature.value, keyOf(signature.certificate.publicKey))
    );
  } catch {
    return false;
  }
}

/** @throws RefusedCommand `bad-signature` */
export function checkSignature(parcel: ParcelView, rootKey: string): void {
  if (isSound(parcel, rootKey)) return;
  throw new RefusedCommand(
    'bad-signature',
    `数据包 ${parcel.parcel} 的签名与平台根密钥不符，未解包；请联系平台运维人员`,
    `the signature of parcel ${parcel.parcel} does not fit the platform's root key; nothing was unpacked, tell the operator`,
  );
}
