/** MultipartStore on S3: composite SHA-256, put-once at completion. */
import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type Part,
  type S3Client,
} from '@aws-sdk/client-s3';
import { NotFound, ObjectExists } from '../core/errors.ts';
import type { MultipartStore, ObjectHead } from '../core/ports/object-store.ts';
import { type Buckets, bucketOf, checkKey } from './buckets.ts';
import { awsErrorName, callAws } from './call-aws.ts';
import { fromS3Checksum } from './s3-checksum.ts';
import { isPreconditionFailed } from './s3-object-store.ts';
import { signUploadPart } from './sign-s3-request.ts';

interface S3Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** Makes the store over the same buckets as the object store. */
export function s3MultipartStore(s3: S3Client, buckets: Buckets): MultipartStore {
  const place = (key: string): S3Place => {
    checkKey(key);
    return { Bucket: bucketOf(buckets, key), Key: key };
  };
  return {
    begin: async (key) => {
      const command = new CreateMultipartUploadCommand({
        ...place(key),
        ChecksumAlgorithm: 'SHA256',
        ChecksumType: 'COMPOSITE',
      });
      const answer = await callAws('s3 CreateMultipartUpload', () => s3.send(command));
      return { upload: answer.UploadId ?? '' };
    },
    signPart: (key, upload, part) => signUploadPart(s3, place(key), upload, part),
    parts: async (key, upload) => (await listParts(s3, place(key), upload)).map(toPart),
    complete: (key, upload) => completeUpload(s3, key, place(key), upload),
    abort: async (key, upload) => {
      const command = new AbortMultipartUploadCommand({ ...place(key), UploadId: upload });
      await callAws('s3 AbortMultipartUpload', () => s3.send(command).catch(forgetMissing));
    },
  };
}

function toPart(part: Part): { number: number; size: number; sha256: string } {
  return {
    number: part.PartNumber ?? 0,
    size: part.Size ?? 0,
    sha256: fromS3Checksum(part.ChecksumSHA256 ?? ''),
  };
}

function forgetMissing(error: unknown): void {
  if (awsErrorName(error) !== 'NoSuchUpload') throw error;
}

async function listParts(s3: S3Client, at: S3Place, upload: string): Promise<readonly Part[]> {
  const parts: Part[] = [];
  let marker: string | undefined;
  do {
    const command = new ListPartsCommand({ ...at, UploadId: upload, PartNumberMarker: marker });
    const answer = await callAws('s3 ListParts', () => s3.send(command).catch(rethrowMissing));
    parts.push(...(answer.Parts ?? []));
    marker = answer.IsTruncated ? answer.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return parts;
}

function rethrowMissing(error: unknown): never {
  if (awsErrorName(error) !== 'NoSuchUpload') throw error;
  throw new NotFound('this multipart upload has ended; begin a new one', '该分片上传已结束，请重新开始');
}

async function completeUpload(s3: S3Client, key: string, at: S3Place, upload: string): Promise<ObjectHead> {
  const parts = await listParts(s3, at, upload);
  const command = new CompleteMultipartUploadCommand({
    ...at,
    UploadId: upload,
    IfNoneMatch: '*',
    MultipartUpload: {
      Parts: parts.map(({ PartNumber, ETag, ChecksumSHA256 }) => ({ PartNumber, ETag, ChecksumSHA256 })),
    },
  });
  return callAws('s3 CompleteMultipartUpload', async () => {
    await s3.send(command).catch((error: unknown) => {
      if (isPreconditionFailed(error)) throw new ObjectExists(key);
      return rethrowMissing(error);
    });
    return headOf(key, parts);
  });
}

/** Of what was just put together, from its parts: who may complete an upload need not be allowed to read it. */
function headOf(key: string, parts: readonly Part[]): ObjectHead {
  const known = parts.map(toPart);
  const hash = createHash('sha256');
  for (const { sha256 } of known) hash.update(Buffer.from(sha256, 'hex'));
  return {
    key,
    size: known.reduce((sum, { size }) => sum + size, 0),
    sha256: `composite:${hash.digest('hex')}-${known.length}`,
    putAt: new Date(),
  };
}
