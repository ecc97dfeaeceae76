/** Every byte the deployed stack keeps: versions of objects, items of tables, messages of queues, lines of logs. */
import { ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { paginateListQueues, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { AwsClients } from '../../layers/cloud/aws-clients.ts';
import { runProgram } from '../acceptance/home.ts';
import { testClients } from './test-resources.ts';

type Stored = Map<string, Buffer>;

/**
 * @param since of lines of logs alone: other suites have filled them
 * @throws when one of the services has nothing: then it was not looked into
 */
export async function storedInCloud(since: Date): Promise<Stored> {
  const clients = testClients();
  const [objects, items, messages, lines] = await Promise.all([
    objectVersions(clients),
    tableItems(clients),
    queuedMessages(clients),
    logLines(since),
  ]);
  for (const [what, found] of Object.entries({ objects, items, lines }))
    if (found.size === 0) throw new Error(`no ${what} were found in the deployed stack`);
  return new Map([...objects, ...items, ...messages, ...lines]);
}

/** What was removed lies below a marker, until the bucket's rules end it. */
async function objectVersions({ s3 }: AwsClients): Promise<Stored> {
  const found: Stored = new Map();
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  for (const { Name: Bucket } of Buckets) {
    let [KeyMarker, VersionIdMarker]: (string | undefined)[] = [];
    do {
      const page: ListObjectVersionsCommandOutput = await s3.send(
        new ListObjectVersionsCommand({ Bucket, KeyMarker, VersionIdMarker }),
      );
      for (const { Key, VersionId } of page.Versions ?? []) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
        found.set(`${Key} version ${VersionId} in ${Bucket}`, bytes);
      }
      [KeyMarker, VersionIdMarker] = page.IsTruncated ? [page.NextKeyMarker, page.NextVersionIdMarker] : [];
    } while (KeyMarker !== undefined);
  }
  return found;
}

async function tableItems({ dynamo }: AwsClients): Promise<Stored> {
  const found: Stored = new Map();
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  for (const TableName of TableNames)
    for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName }))
      for (const [index, item] of Items.entries())
        found.set(`${TableName}/${item.key?.S ?? index}`, Buffer.from(JSON.stringify(item)));
  return found;
}

/** Queues that a suite made for itself: it counts how often each of their messages was received. */
const isSuitesOwn = (url: string): boolean => /\/suite-[^/]*$/.test(url);

/** Looked at without being taken: each is there again at once, for whoever it is for. */
async function queuedMessages({ sqs }: AwsClients): Promise<Stored> {
  const found: Stored = new Map();
  for await (const { QueueUrls = [] } of paginateListQueues({ client: sqs }, {}))
    for (const QueueUrl of QueueUrls.filter((url) => !isSuitesOwn(url)))
      for (let more = true; more; ) {
        const look = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
        const { Messages = [] } = await sqs.send(look);
        const before = found.size;
        for (const { MessageId, Body, Attributes } of Messages)
          found.set(`${QueueUrl} ${MessageId}`, Buffer.from(JSON.stringify([Body, Attributes])));
        more = found.size > before;
      }
  return found;
}

/** Of every function and of the API's accesses. The suites have the AWS CLI on their path. */
async function logLines(since: Date): Promise<Stored> {
  const found: Stored = new Map();
  const groups = await askLogs<{ logGroups: { logGroupName: string }[] }>('describe-log-groups');
  for (const { logGroupName } of groups.logGroups) {
    const from = ['--log-group-name', logGroupName, '--start-time', String(since.getTime())];
    const { events } = await askLogs<{ events: object[] }>('filter-log-events', ...from);
    if (events.length > 0) found.set(`log ${logGroupName}`, Buffer.from(JSON.stringify(events)));
  }
  return found;
}

async function askLogs<T>(...args: readonly string[]): Promise<T> {
  const { status, stdout, stderr } = await runProgram('aws', ['logs', ...args, '--output', 'json'], {
    env: { ...process.env, AWS_MAX_ATTEMPTS: '3' },
  });
  if (status !== 0) throw new Error(`aws logs ${args.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
