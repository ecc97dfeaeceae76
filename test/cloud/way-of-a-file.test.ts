/** A department's file on its way through the deployed stack: real functions, queues, buckets and table. */
import { createHash, randomUUID } from 'node:crypto';
import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { applyResource } from '../../layers/core/catalog/apply-resource.ts';
import { issueTicket, newestList, parcelsOf, subscribe, sweep } from '../../layers/core/exchange/index.ts';
import { loadParts } from '../../layers/core/exchange/parts-ref.ts';
import { verifyLedger } from '../../layers/core/ledger/index.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import { batches, must, tickets } from '../../layers/core/records.ts';
import { resourceSchema } from '../../schemas/resource.ts';
import { eventually } from '../contract/eventually.ts';
import { giveGrant } from '../simulation/give-grant.ts';
import { deployedFunctions, deployedPorts, invoke } from './deployed.ts';
import { testClients } from './test-resources.ts';

const patienceSeconds = 60;
const code = `FLOW${randomUUID().slice(0, 6).toUpperCase().replaceAll('-', '')}`;

const resource = resourceSchema.parse({
  code,
  name: '企业登记',
  nameEn: 'registered companies',
  departments: ['market'],
  cycle: 'monthly',
  grade: 1,
  mode: 'full',
  items: [
    { code: 'id', name: '登记号', type: 'text', length: 20, key: 'primary', required: true },
    { code: 'name', name: '名称', type: 'text', length: 100 },
    { code: 'capital', name: '注册资本', type: 'decimal', length: 18, scale: 2, unit: '元' },
  ],
});

/** 100 good rows and one without its key. */
const file = Buffer.from(
  `登记号,名称,注册资本\n${Array.from({ length: 100 }, (_, row) => `${row},企业${row},${row}.50`).join('\n')}\n,无号企业,1.00\n`,
);

async function upload(ports: Ports, bytes: Buffer, fileName: string, resourceCode = code): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const request = {
    department: 'market',
    actor: 'clerk',
    resource: resourceCode,
    fileName,
    sha256,
    size: bytes.length,
  };
  const issued = await issueTicket(ports)(request);
  if (issued.upload === undefined) throw new Error('the ticket has no request to make');
  const { url, headers, method } = issued.upload;
  const answer = await fetch(url, { method, headers, body: new Uint8Array(bytes) });
  expect(answer.status).toBe(200);
  return issued.ticket.id;
}

async function batchOf(ports: Ports, ticket: string): Promise<string> {
  let id: string | undefined;
  await eventually(async () => {
    const { value } = await must(ports.records, tickets, ticket);
    if (value.batch === undefined) throw new Error(`the ticket is still ${value.stage}`);
    id = value.batch;
  }, patienceSeconds);
  return id ?? '';
}

const large = resourceSchema.parse({
  ...resource,
  code: `${code}L`,
  grade: 2,
  items: [
    ...resource.items,
    {
      code: 'person',
      name: '经办人证件',
      type: 'text',
      length: 18,
      identifier: 'resident-id',
      desensitise: 'token',
    },
  ],
});

/** Over a megabyte: several chunks of the test stage, with an identifier that must not stay as it is. */
const person = '52010219900307213X';
const largeFile = Buffer.from(
  `登记号,名称,注册资本,经办人证件\n${Array.from({ length: 25_000 }, (_, row) => `${row},企业${row},${row}.50,${person}`).join('\n')}\n`,
);

describe('the way of a file through the deployed stack', () => {
  let ports: Ports;
  let batch: string;
  beforeAll(async () => {
    ports = await deployedPorts();
    await applyResource(ports)(resource, 'test');
    await giveGrant(ports, { resource: code, receiver: 'tax' });
    await subscribe(ports)({ resource: code, receiver: 'tax', format: 'csv', actor: 'test' });
  }, 60_000);

  test('becomes a committed batch with its good rows, and the refused one aside', async () => {
    batch = await batchOf(ports, await upload(ports, file, '企业登记.csv'));
    await eventually(async () => {
      const { value } = await must(ports.records, batches, batch);
      expect(value).toMatchObject({ stage: 'committed', rows: { read: 101, accepted: 100, refused: 1 } });
    }, patienceSeconds);
  }, 90_000);

  test('reaches its subscriber as a signed parcel of the size and digest recorded', async () => {
    await eventually(async () => {
      expect(await parcelsOf(ports, batch)).toMatchObject([
        { receiver: 'tax', stage: 'delivered', rows: 100 },
      ]);
    }, patienceSeconds);
    const [parcel] = await parcelsOf(ports, batch);
    const head = await ports.objects.head(parcel?.key ?? '');
    expect(head).toMatchObject({ size: parcel?.size, sha256: parcel?.sha256 });
  }, 90_000);

  test('is answered with its batch when it comes again', async () => {
    expect(await batchOf(ports, await upload(ports, file, '企业登记.csv'))).toBe(batch);
  }, 90_000);

  test('is found by the sweep where its notification was lost', async () => {
    const bucket = (await deployedFunctions()).get('api')?.environment.BUCKET_DROP ?? '';
    const { s3 } = testClients();
    const told = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
    const tell = (NotificationConfiguration: NotificationConfiguration) =>
      s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration }));
    await tell({});
    const ticket = await upload(ports, Buffer.concat([file, Buffer.from('x,新企业,2.00\n')]), '企业登记.csv');
    await tell({ QueueConfigurations: told.QueueConfigurations });
    s3.destroy();
    await invoke('sweep');
    // A young file may still have its event under way: to the sweep it is three minutes later.
    const later = { now: () => new Date(Date.now() + 180_000) };
    expect(await sweep({ ...ports, clock: later })()).toMatchObject({ uploads: expect.any(Number) });
    expect(await batchOf(ports, ticket)).not.toBe(batch);
  }, 90_000);

  test('is cut into chunks when it is large, and its identifiers become tokens', async () => {
    await applyResource(ports)(large, 'test');
    const id = await batchOf(ports, await upload(ports, largeFile, '企业登记.csv', large.code));
    await eventually(async () => {
      const { value } = await must(ports.records, batches, id);
      expect(value).toMatchObject({ stage: 'committed', rows: { read: 25_000, accepted: 25_000 } });
      expect(value.chunks).toBeGreaterThan(2);
    }, patienceSeconds);
    const rows: Record<string, unknown>[] = [];
    const list = await newestList(ports, large.code);
    const entries = await Promise.all(
      list.entries.map(async ({ objects, batches: counting }) => ({
        parts: await loadParts(ports.objects, objects),
        batches: counting.map((one) => one.batch),
      })),
    );
    for await (const row of ports.query.rows({ resource: large, entries, lastPerKey: false, limit: 5 }))
      rows.push(row);
    expect(rows).toHaveLength(5);
    expect(JSON.stringify(rows)).not.toContain(person);
  }, 120_000);

  test('leaves a ledger that is sealed and verifies', async () => {
    await invoke('seal-ledger');
    const [market] = await verifyLedger(ports)(['market']);
    expect(market?.flaw).toBeUndefined();
    expect(market?.entries).toBeGreaterThan(4);
  }, 90_000);

  test.each(['compact-lake', 'erase-objects', 'export-anchor'])(
    'outlives %s',
    async (service) => {
      await invoke(service);
      expect((await must(ports.records, batches, batch)).value.stage).toBe('committed');
    },
    90_000,
  );
});
