/** What the cloud adapters promise beyond the ports' contract suites. */
import { createHash } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import { PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { closeAwsClients } from '../../layers/cloud/aws-clients.ts';
import { cloudEnvSchema } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import { dynamoRecords } from '../../layers/cloud/dynamo-records.ts';
import { guardDutyScanner, verdictTag } from '../../layers/cloud/guardduty-scanner.ts';
import { Misconfigured } from '../../layers/cloud/misconfigured.ts';
import { s3LocalFiles } from '../../layers/cloud/s3-local-files.ts';
import { s3ObjectStore } from '../../layers/cloud/s3-object-store.ts';
import { snsNotifier } from '../../layers/cloud/sns-notifier.ts';
import { kmsTokenKeys } from '../../layers/cloud/tokeniser-keys.ts';
import { ObjectExists } from '../../layers/core/errors.ts';
import {
  makeBucket,
  makeQueues,
  makeTable,
  makeTokenKey,
  makeTopic,
  removeTable,
  testClients,
} from './test-resources.ts';

const clients = testClients();
afterAll(() => closeAwsClients(clients));

describe('token key', () => {
  test('is made once, whoever asks first, and never lies open', async () => {
    const lake = await makeBucket(clients);
    const objects = s3ObjectStore(clients.s3, { lake });
    const key = await makeTokenKey(clients);
    const asked = await Promise.all([1, 2, 3].map(() => kmsTokenKeys(clients.kms, key, objects).key()));
    expect(new Set(asked.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(1);
    expect(asked[0]).toHaveLength(32);
    const stored: Uint8Array[] = [];
    for await (const chunk of objects.get('keys/token-1')) stored.push(chunk);
    expect(Buffer.concat(stored).includes(Buffer.from(asked[0] ?? []))).toBe(false);
  });
});

describe('GuardDuty scanner', () => {
  test.each([
    ['NO_THREATS_FOUND', 'clean'],
    ['THREATS_FOUND', 'infected'],
    ['UNSUPPORTED', 'waiting'],
    ['ACCESS_DENIED', 'waiting'],
    ['FAILED', 'waiting'],
  ])('reads the tag %s as %s', async (Value, state) => {
    const drop = await makeBucket(clients);
    await s3ObjectStore(clients.s3, { drop }).put('drop/a', Buffer.from('x'));
    const TagSet = [{ Key: verdictTag, Value }];
    const command = new PutObjectTaggingCommand({ Bucket: drop, Key: 'drop/a', Tagging: { TagSet } });
    await clients.s3.send(command);
    expect(await guardDutyScanner(clients.s3, { drop }).scan({ key: 'drop/a', size: 1 })).toMatchObject({
      state,
    });
  });

  test('waits while there is no tag', async () => {
    const drop = await makeBucket(clients);
    await s3ObjectStore(clients.s3, { drop }).put('drop/a', Buffer.from('x'));
    const verdict = await guardDutyScanner(clients.s3, { drop }).scan({ key: 'drop/a', size: 1 });
    expect(verdict).toMatchObject({ state: 'waiting' });
  });
});

describe('local files of the refinery', () => {
  test('give an object as a file, and put a file once with its digest', async () => {
    const lake = await makeBucket(clients);
    const objects = s3ObjectStore(clients.s3, { lake });
    const files = s3LocalFiles(clients.s3, { lake }, objects);
    const bytes = Buffer.alloc(300_000, 7);
    await objects.put('a', bytes);
    let seen = '';
    await files.withFile('a', async (path) => {
      seen = path;
      expect((await readFile(path)).equals(bytes)).toBe(true);
    });
    await expect(access(seen)).rejects.toThrow();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await files.scratch(async (folder) => {
      await writeFile(`${folder}/b`, bytes);
      expect(await files.put('b', `${folder}/b`)).toEqual({ size: 300_000, sha256 });
      await expect(files.put('b', `${folder}/b`)).rejects.toThrow(ObjectExists);
    });
    expect(await files.head('b')).toEqual({ size: 300_000, sha256 });
  });

  test('give the ranges of an object that are asked for, at their place', async () => {
    const lake = await makeBucket(clients);
    const objects = s3ObjectStore(clients.s3, { lake });
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    await objects.put('ranged', bytes);
    const ranges = [
      { start: 0, end: 1_000 },
      { start: 200_000, end: 200_500 },
      { start: 299_990, end: 400_000 },
    ];
    const local = s3LocalFiles(clients.s3, { lake }, objects);
    const read = await local.withFile('ranged', (path) => readFile(path), ranges);
    expect(read).toHaveLength(300_000);
    for (const { start, end } of ranges)
      expect(read.subarray(start, end).equals(bytes.subarray(start, end))).toBe(true);
    expect(read.subarray(1_000, 200_000).every((byte) => byte === 0)).toBe(true);
  });
});

describe('notices', () => {
  test('of one id are published once, to whoever listens for their receiver', async () => {
    const table = await makeTable(clients);
    const topic = await makeTopic(clients);
    const { main } = (await makeQueues(clients, { visibilitySeconds: 30, tries: 3 })).uploads;
    const endpoint = await arnOf(main ?? '');
    await letPublish(main ?? '', endpoint ?? '');
    await clients.sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: endpoint }));
    const notifier = snsNotifier(clients.sns, topic, dynamoRecords(clients.dynamo, table));
    const notice = {
      to: 'tax',
      subject: '数据包待确认',
      body: 'parcel 1',
      id: 'n1',
      severity: 'warning',
    } as const;
    await notifier.notify(notice);
    await notifier.notify(notice);
    await notifier.notify({ ...notice, id: 'n2', body: 'parcel 2' });
    const receive = new ReceiveMessageCommand({
      QueueUrl: main,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 2,
    });
    const bodies = ((await clients.sqs.send(receive)).Messages ?? []).map(({ Body }) => Body ?? '');
    expect(bodies.filter((body) => body.includes('parcel 1'))).toHaveLength(1);
    expect(bodies.filter((body) => body.includes('parcel 2'))).toHaveLength(1);
    await removeTable(clients, table);
  });
});

async function letPublish(QueueUrl: string, Resource: string): Promise<void> {
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource },
  ];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
}

async function arnOf(QueueUrl: string): Promise<string | undefined> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  return (await clients.sqs.send(command)).Attributes?.QueueArn;
}

describe('ports of a function', () => {
  test('name the variable of a right the function was not given, where it is used', async () => {
    const ports = cloudPorts(cloudEnvSchema.parse({}), clients);
    await expect(async () => ports.records.get('a')).rejects.toThrow(Misconfigured);
    await expect(async () => ports.objects.head('drop/a')).rejects.toThrow(/BUCKET_DROP/);
    await expect(ports.queue.send('chunks', [])).rejects.toThrow(/QUEUE_CHUNKS/);
  });
});
