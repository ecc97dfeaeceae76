/** Checks a parcel as its receiver must: without trusting whoever handed it over, against the pinned root key. */
import { signedBytes } from '../../layers/core/exchange/deliver-parcel.ts';
import { fitsRoot } from '../../layers/core/pinned-root.ts';
import type { ParcelView } from '../../schemas/api-answers.ts';
import { RefusedCommand } from '../failures.ts';

async function isSound(
  { parcel, signature, sha256, deliveredAt }: ParcelView,
  rootKey: string,
): Promise<boolean> {
  if (!signature || sha256 === undefined || deliveredAt === undefined) return false;
  return fitsRoot(signedBytes(parcel, sha256), signature, deliveredAt, rootKey);
}

/** @throws RefusedCommand `bad-signature` */
export async function checkSignature(parcel: ParcelView, rootKey: string): Promise<void> {
  if (await isSound(parcel, rootKey)) return;
  throw new RefusedCommand(
    'bad-signature',
    `数据包 ${parcel.parcel} 的签名与平台根密钥不符，未解包；请联系平台运维人员`,
    `the signature of parcel ${parcel.parcel} does not fit the platform's root key; nothing was unpacked, tell the operator`,
  );
}
