/** Tables of the lake in the Glue catalog, made by the engine of a function over S3; results of the console erased. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AthenaClient } from '@aws-sdk/client-athena';
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { closeAwsClients } from '../../layers/cloud/aws-clients.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { cloudSqlRunner } from '../../layers/cloud/cloud-sql-runner.ts';
import { consoleResults } from '../../layers/cloud/console-results.ts';
import { s3LocalFiles } from '../../layers/cloud/s3-local-files.ts';
import { applyResource } from '../../layers/core/catalog/apply-resource.ts';
import { publishLake } from '../../layers/core/publish-lake/publish-lake.ts';
import { departments } from '../../layers/core/records.ts';
import { QueryFailed } from '../../layers/core/workbench/query-failed.ts';
import { putRows, resourceOf } from '../unit/workbench/lake-home.ts';
import { makeBucket, makeTable, removeTable, testClients, testTarget } from './test-resources.ts';

const clients = testClients();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'published-'));
});
afterAll(async () => {
  closeAwsClients(clients);
  await rm(folder, { recursive: true, force: true });
});

async function openLake() {
  const [lake, table] = [await makeBucket(clients), await makeTable(clients)];
  const prefix = `published_${lake.replaceAll('-', '_')}_`;
  const env = { ...testTarget(), BUCKET_LAKE: lake, RECORDS_TABLE: table, GLUE_DATABASE_PREFIX: prefix };
  const ports = cloudPorts(env, clients);
  for (const code of ['aic', 'civil'])
    await ports.records.commit([
      {
        put: departments.key(code),
        value: departments.schema.parse({ code, name: code, nameEn: code }),
        expect: 0,
      },
    ]);
  for (const resource of [
    resourceOf('AIC', 'aic'),
    resourceOf('LAND', 'civil', { database: 'subject' }),
    resourceOf('SECRET', 'aic', { grade: 3, gradeReason: '个人隐私' }),
  ]) {
    await applyResource(ports)(resource, 'operator');
    await putRows(ports, resource, folder, 1);
  }
  const runner = cloudSqlRunner(env, clients);
  const publish = () => publishLake(ports, runner, [])({ seconds: 60, signal: new AbortController().signal });
  return { lake, ports, runner, publish, close: () => removeTable(clients, table) };
}

test('a pass makes Parquet in S3 and tables in Glue that lead to it, and none of grade 3', async () => {
  const { lake, ports, publish, close } = await openLake();
  expect(await publish()).toMatchObject({ made: 2, shown: 3, failed: [] });
  expect(await publish()).toMatchObject({ made: 0, shown: 0 });
  const table = await ports.catalog.table('shared', 'aic');
  const { objects } = await ports.objects.list(table?.location ?? 'nowhere/');
  expect(objects).toHaveLength(1);
  const rows = await s3LocalFiles(clients.s3, { lake }, ports.objects).withFile(
    objects[0]?.key ?? '',
    async (path) => {
      const instance = await DuckDBInstance.create(':memory:');
      const connection = await instance.connect();
      const reader = await connection.runAndReadAll(
        `SELECT count(*), sum(amount) FROM read_parquet('${path}')`,
      );
      const found = reader.getRowsJson();
      instance.closeSync();
      return found;
    },
  );
  expect(rows).toEqual([['10', '68.75']]);
  expect((await ports.catalog.table('subject', 'land'))?.location).toMatch(/^lake\/shared\/LAND\//);
  expect(await ports.catalog.table('shared', 'secret')).toBeUndefined();
  await close();
}, 120_000);

test('a statement in a function is ended when its time is up, and what is wrong with one is told', async () => {
  const { runner, close } = await openLake();
  const run = (sql: string, signal: AbortSignal) =>
    runner.run(
      {
        tables: [],
        prelude: '',
        sql,
        output: { to: 'parquet', prefix: 'library/x/', names: ['c1'], partitionedBy: [] },
      },
      signal,
      () => {},
    );
  const slow = 'SELECT sum(a.i * b.i) AS c1 FROM range(1000000) a(i), range(1000000) b(i)';
  const begun = Date.now();
  await expect(run(slow, AbortSignal.timeout(1000))).rejects.toThrow(/timeout/);
  expect(Date.now() - begun).toBeLessThan(20_000);
  await expect(run("SELECT CAST('x' AS INTEGER) AS c1", new AbortController().signal)).rejects.toThrow(
    QueryFailed,
  );
  await close();
}, 120_000);

test('results of a seat are erased with every version, and no other’s', async () => {
  const Bucket = await makeBucket(clients);
  await clients.s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  const put = (Key: string) => clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  for (const key of ['tax-receiver/a.csv', 'tax-receiver/a.csv', 'tax-receiver/b.csv', 'tax-provider/c.csv'])
    await put(key);
  await clients.s3.send(new DeleteObjectCommand({ Bucket, Key: 'tax-receiver/b.csv' }));
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region } = testTarget();
  const athena = new AthenaClient({ endpoint, region });
  const results = consoleResults(clients.s3, athena, { bucket: Bucket, groups: 'city-' });
  expect(await results.erase({ role: 'receiver', department: 'tax' }, new Date(Date.now() + 2_000))).toBe(2);
  const left = await clients.s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect((left.Versions ?? []).map(({ Key }) => Key)).toEqual(['tax-provider/c.csv']);
  expect(left.DeleteMarkers ?? []).toEqual([]);
  athena.destroy();
}, 60_000);
