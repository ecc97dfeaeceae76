/** The SDK clients, made once for a process. Region, credentials and endpoint come from the environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { CloudEnv } from './cloud-env.ts';

export interface AwsClients {
  readonly s3: S3Client;
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly glue: GlueClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  readonly sns: SNSClient;
}

const nothing = () => undefined;
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Makes the clients; nothing is sent before the first call. */
export function makeAwsClients(env: Pick<CloudEnv, 'AWS_REGION' | 'AWS_ENDPOINT_URL'>): AwsClients {
  const shared = { region: env.AWS_REGION, endpoint: env.AWS_ENDPOINT_URL, maxAttempts: 4 };
  return {
    s3: new S3Client({
      ...shared,
      forcePathStyle: env.AWS_ENDPOINT_URL !== undefined,
      // Digests are ours to give: a CRC the SDK adds by itself would end up in presigned addresses.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // It would warn of every streamed put that is refused; refusals are ours to judge and are thrown.
      logger: silent,
    }),
    dynamo: new DynamoDBClient(shared),
    // A batch of messages is checked by our own schema; the SDK's MD5 check needs an algorithm closed networks lack.
    sqs: new SQSClient({ ...shared, md5: false }),
    glue: new GlueClient(shared),
    kms: new KMSClient(shared),
    lambda: new LambdaClient(shared),
    sns: new SNSClient(shared),
  };
}

/** Closes the clients' connections, so that a test process can end. */
export function closeAwsClients(clients: AwsClients): void {
  for (const client of Object.values(clients)) client.destroy();
}
