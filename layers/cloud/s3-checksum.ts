/** Digests as the ports write them (hex, `composite:<hex>-<parts>`) and as S3 does (base64, `<base64>-<parts>`). */

/** Hex → base64. */
export function toS3Checksum(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

/** S3's checksum of an object → the port's. A multipart upload has a composite one. */
export function fromS3Checksum(checksum: string): string {
  const [base64 = '', parts] = checksum.split('-');
  const hex = Buffer.from(base64, 'base64').toString('hex');
  return parts === undefined ? hex : `composite:${hex}-${parts}`;
}
