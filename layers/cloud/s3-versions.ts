/**
 * Erasing for good. The buckets are versioned, so that a removal by mistake can be taken back: a removed object stays
 * below its marker until the bucket's rules end it, a day or two later. What has to be desensitised may not.
 */
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { callAws } from './call-aws.ts';

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** Removes every version of an object and its markers, the newest first: whoever dies over it leaves it to be found. */
export async function removeVersions(s3: S3Client, at: Place): Promise<void> {
  for (let rest = await versionsOf(s3, at); rest.length > 0; rest = await versionsOf(s3, at))
    for (const VersionId of rest)
      await callAws('s3 DeleteObject', () => s3.send(new DeleteObjectCommand({ ...at, VersionId })));
}

/** Of the first page: longer names that begin alike come behind it. */
async function versionsOf(s3: S3Client, { Bucket, Key }: Place): Promise<string[]> {
  const command = new ListObjectVersionsCommand({ Bucket, Prefix: Key });
  const page = await callAws<ListObjectVersionsOutput>('s3 ListObjectVersions', () => s3.send(command));
  return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
    .filter((one) => one.Key === Key)
    .flatMap((one) => one.VersionId ?? []);
}
