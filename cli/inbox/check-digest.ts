/**
 * Is what came what was signed? Most parcels are signed by the digest of the whole; one that was put in parts by S3's
 * composite of the digests of its parts, which is as good: no other bytes have it, however they are cut.
 */
import type { ParcelView } from '../../schemas/api-answers.ts';
import { RefusedCommand } from '../failures.ts';
import { digestFile } from '../upload/digest-file.ts';
import { partSize } from '../upload/part-size.ts';

const mebibyte = 1024 ** 2;
/** Two parts leave the most possible sizes; each costs a pass over the file. */
const mostSizes = 128;

export interface Downloaded {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Hex SHA-256 of the whole. */
  readonly sha256: string;
}

/** Sizes, in whole MiB and the likeliest first, of all parts but the last when `size` bytes are `parts` parts. */
export function possiblePartSizes(size: number, parts: number): readonly number[] {
  if (parts === 1) return [Math.max(size, 1)];
  const least = Math.ceil(size / parts / mebibyte);
  const most = Math.min(Math.ceil(size / (parts - 1) / mebibyte) - 1, least + mostSizes);
  const all = Array.from({ length: Math.max(0, most - least + 1) }, (_, i) => (least + i) * mebibyte);
  const usual = partSize(size);
  return all.sort((a, b) => Number(b === usual) - Number(a === usual));
}

async function hasComposite({ path, size }: Downloaded, composite: string): Promise<boolean> {
  const parts = Number(composite.slice(composite.lastIndexOf('-') + 1));
  for (const bytes of possiblePartSizes(size, parts))
    if ((await digestFile(path, bytes)).composite === composite) return true;
  return false;
}

/** @throws RefusedCommand `touched` when what came is not what was signed */
export async function checkDigest(parcel: ParcelView, came: Downloaded): Promise<void> {
  const signed = parcel.sha256 ?? '';
  const fits = signed.startsWith('composite:') ? await hasComposite(came, signed) : signed === came.sha256;
  if (fits) return;
  throw new RefusedCommand(
    'touched',
    `数据包 ${parcel.parcel} 的内容与签名的摘要不符（可能被改动），未解包；请重新收取，仍不符请联系平台运维人员`,
    `what came of parcel ${parcel.parcel} is not what was signed: it was touched; nothing was unpacked, fetch it again and tell the operator if it happens again`,
  );
}
