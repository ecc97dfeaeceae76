/**
 * The queues of the bus. Each has dead letters, an alarm on them that names the runbook's page, and a redrive; who
 * takes messages up has six times its own time before they come again, as AWS advises.
 */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type QueueName, queueNames } from '../../schemas/messages.ts';
import type { Stage } from '../stage.ts';
import type { Keys } from './keys.ts';
import type { Step } from './step.ts';
import type { Watch } from './watch.ts';

export interface ExchangeQueuesProps {
  readonly stage: Stage;
  readonly keys: Keys;
  readonly watch: Watch;
  /** The longest time a function that takes messages up may run. */
  readonly longestStep: Duration;
}

interface Pair {
  readonly main: Queue;
  readonly dead: Queue;
}

/** Tries before a message is dead: a fault of ten minutes passes by itself. */
const tries = 5;

export class ExchangeQueues extends Construct {
  private readonly pairs: Readonly<Record<QueueName, Pair>>;
  private readonly keys: Keys;
  private readonly isTest: boolean;

  constructor(scope: Construct, id: string, props: ExchangeQueuesProps) {
    super(scope, id);
    this.keys = props.keys;
    this.isTest = props.stage.isTest;
    const pairs = queueNames.map((name) => [name, this.makePair(name, props)] as const);
    this.pairs = Object.fromEntries(pairs) as Record<QueueName, Pair>;
  }

  /** Send what a transaction announced. */
  letSend(step: Step, ...queues: readonly QueueName[]): void {
    for (const queue of queues) {
      const { main } = this.pairs[queue];
      step.function.addEnvironment(`QUEUE_${queue.toUpperCase()}`, main.queueUrl);
      step.function.addToRolePolicy(
        new PolicyStatement({ actions: this.inBatches('sqs:SendMessage'), resources: [main.queueArn] }),
      );
    }
    this.keys.queues.grant(step.function, 'kms:GenerateDataKey', 'kms:Decrypt');
  }

  /** See depths, look at dead letters, give them back or delete them. */
  letTend(step: Step): void {
    this.letSend(step, ...queueNames);
    this.letCount(step);
    for (const queue of queueNames) {
      const { dead } = this.pairs[queue];
      step.function.addToRolePolicy(
        new PolicyStatement({
          actions: [
            'sqs:ReceiveMessage',
            ...this.inBatches('sqs:DeleteMessage'),
            ...this.inBatches('sqs:ChangeMessageVisibility'),
          ],
          resources: [dead.queueArn],
        }),
      );
    }
  }

  /** See depths of queues that it sends to. */
  letCount(step: Step): void {
    for (const queue of queueNames) {
      const { main, dead } = this.pairs[queue];
      step.function.addEnvironment(`DEAD_${queue.toUpperCase()}`, dead.queueUrl);
      step.function.addToRolePolicy(
        new PolicyStatement({
          actions: ['sqs:GetQueueAttributes'],
          resources: [main.queueArn, dead.queueArn],
        }),
      );
    }
  }

  /** The function takes this queue's messages up, up to `atOnce` in one call and `concurrency` calls at a time. */
  letTake(step: Step, queue: QueueName, options: { atOnce: number; concurrency: number }): void {
    const { main } = this.pairs[queue];
    step.function.addEventSource(
      new SqsEventSource(main, {
        batchSize: options.atOnce,
        maxConcurrency: options.concurrency,
        reportBatchItemFailures: true,
      }),
    );
    this.keys.queues.grant(step.function, 'kms:Decrypt');
  }

  /**
   * New objects in the bucket are told to the queue. Written into the bucket itself: the usual way is a custom
   * resource, one more function with wide rights. The policy names the account, not the bucket, or the two would
   * wait for each other.
   */
  tellOfNewObjects(bucket: Bucket, prefixes: readonly string[], queue: QueueName): void {
    const { main } = this.pairs[queue];
    const { account } = Stack.of(this);
    const allowed = main.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [main.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    const cfnBucket = bucket.node.defaultChild as CfnBucket;
    cfnBucket.notificationConfiguration = {
      queueConfigurations: prefixes.map((value) => ({
        event: 's3:ObjectCreated:*',
        queue: main.queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value }] } },
      })),
    };
    if (allowed.policyDependable) cfnBucket.node.addDependency(allowed.policyDependable);
  }

  /** Both queues of a name, for dashboards. */
  pairOf(queue: QueueName): Pair {
    return this.pairs[queue];
  }

  /** AWS checks a batch call under the single call's name; the test target asks for a name of its own. */
  private inBatches(action: string): string[] {
    return this.isTest ? [action, `${action}Batch`] : [action];
  }

  private makePair(name: QueueName, props: ExchangeQueuesProps): Pair {
    const { stage, keys, watch, longestStep } = props;
    const shared = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: keys.queues,
      dataKeyReuse: Duration.hours(1),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    };
    const id = name.charAt(0).toUpperCase() + name.slice(1);
    const dead = new Queue(this, `${id}Dead`, {
      ...shared,
      redriveAllowPolicy: { redrivePermission: RedrivePermission.ALLOW_ALL },
    });
    const main = new Queue(this, id, {
      ...shared,
      visibilityTimeout: Duration.seconds(6 * longestStep.toSeconds()),
      deadLetterQueue: { queue: dead, maxReceiveCount: tries },
    });
    watch.alarmOnDeadLetters(name, dead);
    watch.alarmOnOldMessages(name, main);
    return { main, dead };
  }
}
