/** Presigned requests: leave to put exactly one object, or to read it, until a given time. */
import { GetObjectCommand, PutObjectCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { InvalidInput } from '../core/errors.ts';
import type { SignedRequest, UploadGrant } from '../core/ports/object-store.ts';
import { callAws } from './call-aws.ts';
import { toS3Checksum } from './s3-checksum.ts';

/** SigV4's longest life. */
const longestSeconds = 7 * 24 * 3600;

interface S3Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** The signature covers size, digest and put-once: another file, or a second one, is refused by S3 itself. */
export async function signUpload(s3: S3Client, at: S3Place, grant: UploadGrant): Promise<SignedRequest> {
  const headers = {
    'content-length': String(grant.size),
    'x-amz-checksum-sha256': toS3Checksum(grant.sha256),
    'if-none-match': '*',
  };
  const command = new PutObjectCommand({
    ...at,
    ContentLength: grant.size,
    ChecksumSHA256: headers['x-amz-checksum-sha256'],
    IfNoneMatch: '*',
  });
  return { method: 'PUT', url: await signPut(s3, command, headers, grant.expires), headers };
}

/** One part of a multipart upload. */
export async function signUploadPart(
  s3: S3Client,
  at: S3Place,
  upload: string,
  part: { number: number; size: number; sha256: string; expires: Date },
): Promise<SignedRequest> {
  const headers = {
    'content-length': String(part.size),
    'x-amz-checksum-sha256': toS3Checksum(part.sha256),
  };
  const command = new UploadPartCommand({
    ...at,
    UploadId: upload,
    PartNumber: part.number,
    ContentLength: part.size,
    ChecksumSHA256: headers['x-amz-checksum-sha256'],
  });
  return { method: 'PUT', url: await signPut(s3, command, headers, part.expires), headers };
}

/** A download under the given file name. */
export async function signDownload(
  s3: S3Client,
  at: S3Place,
  options: { expires: Date; fileName?: string },
): Promise<SignedRequest> {
  const ResponseContentDisposition =
    options.fileName && `attachment; filename*=UTF-8''${encodeFileName(options.fileName)}`;
  const command = new GetObjectCommand({ ...at, ResponseContentDisposition });
  const expiresIn = secondsUntil(options.expires);
  const url = await callAws('s3 presign', () => getSignedUrl(s3, command, { expiresIn }));
  return { method: 'GET', url, headers: {} };
}

async function signPut(
  s3: S3Client,
  command: PutObjectCommand | UploadPartCommand,
  headers: Readonly<Record<string, string>>,
  expires: Date,
): Promise<string> {
  const names = new Set(Object.keys(headers));
  const expiresIn = secondsUntil(expires);
  // Headers hoisted into the address would bind nobody: they stay headers and are signed.
  return callAws('s3 presign', () =>
    getSignedUrl(s3, command as PutObjectCommand, {
      expiresIn,
      signableHeaders: names,
      unhoistableHeaders: names,
    }),
  );
}

/** Whole seconds from now. @throws InvalidInput when the time has passed or is over seven days away */
function secondsUntil(expires: Date): number {
  const seconds = Math.ceil((expires.getTime() - Date.now()) / 1000);
  if (seconds >= 1 && seconds <= longestSeconds) return seconds;
  throw new InvalidInput(
    'a signed address lives between one second and seven days; give another time',
    '签名地址的有效期须在一秒至七天之间，请另给时间',
  );
}

/** RFC 5987: what encodeURIComponent leaves and the header may not hold. */
function encodeFileName(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
