/** How large the parts of an upload are: S3 takes at most 10,000 of at least 5 MiB. */
const mebibyte = 1024 ** 2;
const mostParts = 9_000;
const leastPart = 16 * mebibyte;

/** Bytes of all parts but the last, for a file of `size` bytes: whole MiB. */
export const partSize = (size: number): number =>
  Math.max(leastPart, Math.ceil(size / mostParts / mebibyte) * mebibyte);
