/**
 * Buckets, tables, queues and keys made for one suite on the test target named by AWS_ENDPOINT_URL, and removed
 * after it. Shapes are those the stack deploys.
 */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { type AwsClients, makeAwsClients } from '../../layers/cloud/aws-clients.ts';
import { type CloudEnv, parseCloudEnv, type QueueUrls } from '../../layers/cloud/cloud-env.ts';
import type { AllQueueUrls } from '../../layers/cloud/sqs-queue.ts';
import { indexNames } from '../../layers/core/ports/records.ts';
import { queueNames } from '../../schemas/messages.ts';

/** The environment of the test target. @throws when the suite is run without one */
export function testTarget(): CloudEnv & { AWS_ENDPOINT_URL: string } {
  const env = parseCloudEnv();
  if (env.AWS_ENDPOINT_URL === undefined)
    throw new Error('AWS_ENDPOINT_URL is not set: run these tests with npm run test:cloud');
  return { ...env, AWS_ENDPOINT_URL: env.AWS_ENDPOINT_URL };
}

export function testClients(): AwsClients {
  return makeAwsClients(testTarget());
}

const unique = () => randomUUID().slice(0, 8);

export async function makeBucket({ s3 }: AwsClients): Promise<string> {
  const Bucket = `suite-${unique()}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  return Bucket;
}

export async function makeTable({ dynamo }: AwsClients): Promise<string> {
  const TableName = `suite-${unique()}`;
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        text('key'),
        ...indexNames.flatMap((name) => [text(`${name}P`), text(`${name}S`)]),
      ],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: indexNames.map((IndexName) => ({
        IndexName,
        KeySchema: [
          { AttributeName: `${IndexName}P`, KeyType: 'HASH' },
          { AttributeName: `${IndexName}S`, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
  );
  return TableName;
}

export async function removeTable({ dynamo }: AwsClients, TableName: string): Promise<void> {
  await dynamo.send(new DeleteTableCommand({ TableName }));
}

/** All queues of the bus, each with its dead letters. */
export async function makeQueues(
  clients: AwsClients,
  options: { visibilitySeconds: number; tries: number },
): Promise<AllQueueUrls> {
  const made = await Promise.all(
    queueNames.map(async (name) => [name, await makeQueue(clients, name, options)] as const),
  );
  return Object.fromEntries(made) as AllQueueUrls;
}

async function makeQueue(
  { sqs }: AwsClients,
  name: string,
  options: { visibilitySeconds: number; tries: number },
): Promise<Required<QueueUrls>> {
  const stem = `suite-${name}-${unique()}`;
  const dead = (await sqs.send(new CreateQueueCommand({ QueueName: `${stem}-dead` }))).QueueUrl ?? '';
  const attributes = new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] });
  const deadLetterTargetArn = (await sqs.send(attributes)).Attributes?.QueueArn;
  const command = new CreateQueueCommand({
    QueueName: stem,
    Attributes: {
      VisibilityTimeout: String(options.visibilitySeconds),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: options.tries }),
    },
  });
  return { main: (await sqs.send(command)).QueueUrl ?? '', dead };
}

export async function removeQueues({ sqs }: AwsClients, urls: AllQueueUrls): Promise<void> {
  for (const { main, dead } of Object.values(urls))
    for (const QueueUrl of [main, dead]) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
}

export async function makeSigningKey({ kms }: AwsClients): Promise<string> {
  const command = new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  return (await kms.send(command)).KeyMetadata?.KeyId ?? '';
}

export async function makeTokenKey({ kms }: AwsClients): Promise<string> {
  return (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
}

export async function makeTopic({ sns }: AwsClients): Promise<string> {
  return (await sns.send(new CreateTopicCommand({ Name: `suite-${unique()}` }))).TopicArn ?? '';
}
