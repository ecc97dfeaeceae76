/**
 * The keys. One for each kind of content, so that leave to read one is no leave to read another; the queues have
 * their own because a bucket and a queue under one key, each with a policy, would wait for each other.
 */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';

export class Keys extends Construct {
  /** Lake, inboxes, records, ledger archive, environments. */
  readonly content: Key;
  /** The drop zones: departments' files before they are desensitised. */
  readonly drop: Key;
  readonly queues: Key;
  readonly logs: Key;

  constructor(scope: Construct, id: string, props: { readonly stage: Stage }) {
    super(scope, id);
    const removalPolicy = props.stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    const make = (name: string, description: string) =>
      new Key(this, name, { description, removalPolicy, enableKeyRotation: true });
    this.content = make('Content', 'lake, inboxes, records and ledger archive');
    this.drop = make('Drop', 'drop zones: files before they are desensitised');
    this.queues = make('Queues', 'queues and notices');
    this.logs = make('Logs', 'logs of the functions');
    this.letServicesWriteToQueues();
    this.letLogsEncrypt();
  }

  /** The root the platform's short-lived signing keys are certified by. Asymmetric keys do not rotate. */
  makeSigningKey(scope: Construct, stage: Stage): Key {
    return new Key(scope, 'Key', {
      description: 'certifies the keys that sign parcels and the ledger',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      pendingWindow: Duration.days(30),
      removalPolicy: stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  /** S3 tells of new objects, alarms and schedules put messages: all of them need the queues' key. */
  private letServicesWriteToQueues(): void {
    const services = ['s3.amazonaws.com', 'cloudwatch.amazonaws.com', 'scheduler.amazonaws.com'];
    this.queues.addToResourcePolicy(
      new PolicyStatement({
        principals: services.map((name) => new ServicePrincipal(name)),
        actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  private letLogsEncrypt(): void {
    const { partition, region, account, urlSuffix } = Stack.of(this);
    this.logs.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${region}.${urlSuffix}`)],
        actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` },
        },
      }),
    );
  }
}
