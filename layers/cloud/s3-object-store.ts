/** ObjectStore on S3. Put-once is If-None-Match; every object carries its SHA-256, which S3 checks on arrival. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { InvalidInput, NotFound, ObjectExists } from '../core/errors.ts';
import type { ObjectHead, ObjectPage, ObjectStore } from '../core/ports/object-store.ts';
import { type Buckets, bucketOf, checkKey } from './buckets.ts';
import { awsErrorName, awsErrorStatus, callAws } from './call-aws.ts';
import { fromS3Checksum, toS3Checksum } from './s3-checksum.ts';
import { removeVersions } from './s3-versions.ts';
import { signDownload, signUpload } from './sign-s3-request.ts';
import { type Spooled, withSpooled } from './spool.ts';

/** S3's limit of one PUT. */
const putLimit = 5 * 1024 ** 3;
/** Makes the store. A key's first segment says which bucket it lies in: see `bucketOf`. */
export function s3ObjectStore(s3: S3Client, buckets: Buckets): ObjectStore {
  const place = (key: string) => {
    checkKey(key);
    return { Bucket: bucketOf(buckets, key), Key: key };
  };
  return {
    put: async (key, bytes) => {
      const at = place(key);
      return withSpooled(bytes, (spooled) => putOnce(s3, key, at, spooled));
    },
    get: (key, range) => getObject(s3, key, place(key), range),
    head: (key) => headObject(s3, key, place(key)),
    list: (prefix, options = {}) => listObjects(s3, bucketOf(buckets, prefix), prefix, options),
    remove: async (key) => {
      if (key.startsWith('zone/')) await removeVersions(s3, place(key));
      else await callAws('s3 DeleteObject', () => s3.send(new DeleteObjectCommand(place(key))));
    },
    signUpload: (grant) => signUpload(s3, place(grant.key), grant),
    signDownload: (key, options) => signDownload(s3, place(key), options),
  };
}

interface S3Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** Puts what is known by size and digest. @throws ObjectExists, InvalidInput over 5 GiB */
export async function putOnce(s3: S3Client, key: string, at: S3Place, spooled: Spooled): Promise<ObjectHead> {
  if (spooled.size > putLimit)
    throw new InvalidInput(
      `an object put at once has at most 5 GiB, this one has ${spooled.size} bytes; upload it in parts`,
      `单次写入的对象不得超过 5 GiB，当前 ${spooled.size} 字节，请分片上传`,
    );
  return callAws('s3 PutObject', async () => {
    try {
      await s3.send(
        new PutObjectCommand({
          ...at,
          Body: spooled.body() as Uint8Array,
          ContentLength: spooled.size,
          ChecksumSHA256: toS3Checksum(spooled.sha256),
          IfNoneMatch: '*',
        }),
      );
    } catch (error) {
      if (await isTakenByAnother(s3, key, at, spooled, error)) throw new ObjectExists(key);
      if (!isPreconditionFailed(error)) throw error;
    }
    return { key, size: spooled.size, sha256: spooled.sha256, putAt: new Date() };
  });
}

/** 412, or 409 while two writers meet: somebody else is, or was, first. */
export function isPreconditionFailed(error: unknown): boolean {
  return awsErrorStatus(error) === 412 || awsErrorName(error) === 'PreconditionFailed';
}

/**
 * The SDK repeats a request whose answer was lost; the second then meets the first one's object. Only the SDK knows
 * how often it tried: a refusal at the first try is always somebody else's object.
 */
async function isTakenByAnother(
  s3: S3Client,
  key: string,
  at: S3Place,
  spooled: Spooled,
  error: unknown,
): Promise<boolean> {
  if (!isPreconditionFailed(error)) return false;
  const attempts = (error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1;
  if (attempts === 1) return true;
  const there = await headObject(s3, key, at);
  return there?.sha256 !== spooled.sha256;
}

async function* getObject(
  s3: S3Client,
  key: string,
  at: S3Place,
  range?: { start: number; end: number },
): AsyncIterable<Uint8Array> {
  if (range !== undefined && range.end <= range.start) {
    if ((await headObject(s3, key, at)) === undefined) throw noObject(key);
    return;
  }
  // HTTP ranges include their last byte, the port's do not.
  const Range = range && `bytes=${range.start}-${range.end - 1}`;
  const answer = await callAws('s3 GetObject', async () => {
    try {
      return await s3.send(new GetObjectCommand({ ...at, Range }));
    } catch (error) {
      if (isMissing(error)) throw noObject(key);
      if (awsErrorStatus(error) === 416) return undefined;
      throw error;
    }
  });
  if (answer?.Body !== undefined) yield* answer.Body as unknown as AsyncIterable<Uint8Array>;
}

function noObject(key: string): NotFound {
  return new NotFound(`there is no object ${key}; check the key`, `对象 ${key} 不存在，请核对对象键`);
}

function isMissing(error: unknown): boolean {
  return awsErrorName(error) === 'NoSuchKey' || awsErrorName(error) === 'NotFound';
}

/** Size, digest and time of an object, or nothing. */
async function headObject(s3: S3Client, key: string, at: S3Place): Promise<ObjectHead | undefined> {
  return callAws('s3 HeadObject', async () => {
    try {
      const answer = await s3.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }));
      return {
        key,
        size: answer.ContentLength ?? 0,
        sha256: fromS3Checksum(answer.ChecksumSHA256 ?? ''),
        putAt: answer.LastModified ?? new Date(0),
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  });
}

async function listObjects(
  s3: S3Client,
  Bucket: string,
  prefix: string,
  options: { after?: string; limit?: number },
): Promise<ObjectPage> {
  const MaxKeys = Math.min(options.limit ?? 1000, 1000);
  const answer = await callAws('s3 ListObjectsV2', () =>
    s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, StartAfter: options.after, MaxKeys })),
  );
  const objects = (answer.Contents ?? []).flatMap(({ Key, Size, LastModified }) =>
    Key === undefined ? [] : [{ key: Key, size: Size ?? 0, putAt: LastModified ?? new Date(0) }],
  );
  return answer.IsTruncated && objects.length > 0 ? { objects, next: objects.at(-1)?.key } : { objects };
}
