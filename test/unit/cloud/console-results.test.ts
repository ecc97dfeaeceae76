/** Results of a seat in the console are erased for good, and its queries that run put none afterwards. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AthenaClient } from '@aws-sdk/client-athena';
import type { S3Client } from '@aws-sdk/client-s3';
import { consoleResults } from '../../../layers/cloud/console-results.ts';

const now = new Date('2026-03-01T10:00:00Z');
const before = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

/** A bucket of versions; what was asked of Athena, by target. */
let versions: { Key: string; VersionId: string; LastModified: Date }[] = [];
let asked: string[] = [];
let pages: { id: string; state: string }[][] = [];
let server: Server;
let athena: AthenaClient;

const s3 = {
  send: async (command: { constructor: { name: string }; input: Record<string, string | undefined> }) => {
    const { Prefix = '', Key, VersionId, KeyMarker, VersionIdMarker } = command.input;
    if (command.constructor.name === 'DeleteObjectCommand') {
      versions = versions.filter((one) => one.Key !== Key || one.VersionId !== VersionId);
      return {};
    }
    const own = versions.filter((one) => one.Key.startsWith(Prefix));
    const from =
      KeyMarker === undefined
        ? 0
        : 1 + own.findIndex((one) => one.Key === KeyMarker && one.VersionId === VersionIdMarker);
    const page = own.slice(from, from + 2);
    const last = page.at(-1);
    const more = from + 2 < own.length && last;
    return {
      Versions: page,
      ...(more ? { NextKeyMarker: last.Key, NextVersionIdMarker: last.VersionId } : {}),
    };
  },
} as unknown as S3Client;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const target = `${request.headers['x-amz-target']}`.replace('AmazonAthena.', '');
    asked.push(`${target} ${body.WorkGroup ?? body.QueryExecutionId ?? body.QueryExecutionIds}`);
    response.end(JSON.stringify(answers[target]?.(body) ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  athena = new AthenaClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'cn-north-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  athena.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const answers: Record<string, (body: { NextToken?: string; QueryExecutionIds?: string[] }) => object> = {
  ListQueryExecutions: ({ NextToken = '0' }) => ({
    QueryExecutionIds: (pages[Number(NextToken)] ?? []).map(({ id }) => id),
    ...(pages.length > Number(NextToken) + 1 ? { NextToken: String(Number(NextToken) + 1) } : {}),
  }),
  BatchGetQueryExecution: ({ QueryExecutionIds = [] }) => ({
    QueryExecutions: pages
      .flat()
      .filter(({ id }) => QueryExecutionIds.includes(id))
      .map(({ id, state }) => ({ QueryExecutionId: id, Status: { State: state } })),
  }),
};

const version = (Key: string, VersionId: string, LastModified: Date) => ({ Key, VersionId, LastModified });
const erase = () =>
  consoleResults(s3, athena, { bucket: 'results', groups: 'city-' }).erase(
    { role: 'receiver', department: 'tax' },
    now,
  );

beforeEach(() => {
  asked = [];
  pages = [];
  versions = [];
});

test('every version of what was put before goes, what is put later and other seats’ stay', async () => {
  versions = [
    version('tax-receiver/a.csv', '1', before(60)),
    version('tax-receiver/a.csv', '2', before(50)),
    version('tax-receiver/a.csv.metadata', '3', before(60)),
    version('tax-receiver/b.csv', '4', before(0)),
    version('tax-receiver/later.csv', '5', before(-60)),
    version('tax-receivers/c.csv', '6', before(60)),
    version('local-tax-receiver/d.csv', '7', before(60)),
  ];
  expect(await erase()).toBe(3);
  expect(versions.map((one) => one.VersionId)).toEqual(['5', '6', '7']);
});

test('queries that wait or run are ended first, as far back as any runs', async () => {
  pages = [
    [
      { id: 'q5', state: 'QUEUED' },
      { id: 'q4', state: 'SUCCEEDED' },
    ],
    [{ id: 'q3', state: 'RUNNING' }],
    [{ id: 'q2', state: 'FAILED' }],
    [{ id: 'q1', state: 'SUCCEEDED' }],
  ];
  await erase();
  expect(asked.filter((one) => one.startsWith('Stop'))).toEqual([
    'StopQueryExecution q5',
    'StopQueryExecution q3',
  ]);
  expect(asked.filter((one) => one.startsWith('List'))).toEqual(
    Array(3).fill('ListQueryExecutions city-tax-receiver'),
  );
});

test('a seat that never asked anything has nothing', async () => {
  expect(await erase()).toBe(0);
  expect(asked).toEqual(['ListQueryExecutions city-tax-receiver']);
});
