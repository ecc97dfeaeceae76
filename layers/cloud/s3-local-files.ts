/** The refinery's files in the cloud home: objects are fetched into scratch space and put from there. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../core/ports/object-store.ts';
import type { ByteRange, LocalFiles } from '../refinery/local-files.ts';
import { type Buckets, bucketOf, checkKey } from './buckets.ts';
import { putOnce } from './s3-object-store.ts';
import type { Spooled } from './spool.ts';

/** Makes the refinery's access to objects; scratch space is the function's /tmp. */
export function s3LocalFiles(s3: S3Client, buckets: Buckets, objects: ObjectStore): LocalFiles {
  return {
    withFile: (key, use, ranges) =>
      inScratch(async (folder) => {
        const path = join(folder, 'object');
        await writeFile(path, '', { mode: 0o600 });
        for (const range of ranges ?? [undefined]) await fetchRange(objects, key, path, range);
        return use(path);
      }),
    scratch: inScratch,
    put: async (key, path) => {
      checkKey(key);
      const at = { Bucket: bucketOf(buckets, key), Key: key };
      const { size, sha256 } = await putOnce(s3, key, at, await describeFile(path));
      return { size, sha256 };
    },
    head: async (key) => {
      const found = await objects.head(key);
      return found && { size: found.size, sha256: found.sha256 };
    },
  };
}

/**
 * Writes bytes of an object to the same place in a local file. What is skipped takes no room: the file has holes, so
 * a chunk far behind in a large file costs the scratch space of a chunk.
 */
async function fetchRange(
  objects: ObjectStore,
  key: string,
  path: string,
  range: ByteRange | undefined,
): Promise<void> {
  const start = range?.start ?? 0;
  await pipeline(objects.get(key, range), createWriteStream(path, { flags: 'r+', start }));
}

/** A folder of its own, gone when `use` has ended: a warm function would else fill up. */
async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'refinery-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function describeFile(path: string): Promise<Spooled> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const { size } = await stat(path);
  return { size, sha256: hash.digest('hex'), body: () => createReadStream(path) };
}
