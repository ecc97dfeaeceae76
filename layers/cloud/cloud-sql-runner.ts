/** SqlRunner of a function: DuckDB in its own process, over objects of the lake. Loaded when it is first used. */
import type { SqlRunner } from '../core/ports/sql-runner.ts';
import { type AwsClients, makeAwsClients } from './aws-clients.ts';
import type { CloudEnv } from './cloud-env.ts';
import { s3LocalFiles } from './s3-local-files.ts';
import { s3ObjectStore } from './s3-object-store.ts';

/** Of a function with 3,008 MiB: the program and the files in its hands take the rest. */
const limits = { threads: 2, memoryMegabytes: 2_000, spillMegabytes: 2_048 };

/** Makes the runner for a function that may read and write the lake's bucket, and perhaps a drop zone. */
export function cloudSqlRunner(
  env: Pick<CloudEnv, 'BUCKET_LAKE' | 'BUCKET_DROP' | 'AWS_REGION' | 'AWS_ENDPOINT_URL'>,
  { s3 }: Pick<AwsClients, 's3'> = makeAwsClients(env),
): SqlRunner {
  const buckets = { lake: env.BUCKET_LAKE, drop: env.BUCKET_DROP };
  const objects = s3ObjectStore(s3, buckets);
  return {
    run: async (...given) => {
      const { sqlInProcess } = await import('../refinery/run-in-process.ts');
      return sqlInProcess({ files: s3LocalFiles(s3, buckets, objects), objects }, limits).run(...given);
    },
  };
}
