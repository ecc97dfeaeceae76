/** A vault in a bucket of S3, AWS's own or any that speaks it (AWS_ENDPOINT_URL_S3). Credentials are the SDK's usual ones. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { TransientError } from '../../core/errors.ts';
import type { Vault } from './vault.ts';

/** What an endpoint says that is not there for now, or refuses: the SDK has tried it several times. */
async function named<T>(bucket: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new TransientError(
      `the bucket ${bucket} of the backup does not answer as it should (${(error as Error).name}); check endpoint, credentials and rights`,
      `备份所用存储桶 ${bucket} 无法访问（${(error as Error).name}），请检查地址、凭据与权限`,
      { cause: error },
    );
  }
}

/** `prefix` without a slash at its end; empty for the whole bucket. */
export function s3Vault(bucket: string, prefix: string): Vault {
  const isElsewhere = Boolean(process.env.AWS_ENDPOINT_URL_S3);
  const client = new S3Client({ forcePathStyle: isElsewhere, maxAttempts: 6 });
  const start = prefix === '' ? '' : `${prefix}/`;
  const at = (name: string) => ({ Bucket: bucket, Key: `${start}${name}` });

  async function get(name: string): Promise<Uint8Array | undefined> {
    try {
      const { Body } = await client.send(new GetObjectCommand(at(name)));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async function* list(folder: string): AsyncIterable<string> {
    const input = { Bucket: bucket, Prefix: `${start}${folder}/` };
    for await (const page of paginateListObjectsV2({ client }, input))
      for (const { Key } of page.Contents ?? []) if (Key) yield Key.slice(start.length);
  }

  return {
    put: (name, bytes) =>
      named(bucket, async () => void (await client.send(new PutObjectCommand({ ...at(name), Body: bytes })))),
    get: (name) => named(bucket, () => get(name)),
    list,
    remove: (name) => named(bucket, async () => void (await client.send(new DeleteObjectCommand(at(name))))),
    close: async () => client.destroy(),
  };
}
