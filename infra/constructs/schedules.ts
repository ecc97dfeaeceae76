/** What happens by the clock. A call that could not be made is kept, and alarms. */
import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeRule, acknowledgeWildcard } from '../acknowledge-rule.ts';
import type { Keys } from './keys.ts';
import type { Step } from './step.ts';
import type { Watch } from './watch.ts';

export class Schedules extends Construct {
  private readonly missed: Queue;
  private readonly keys: Keys;

  constructor(scope: Construct, id: string, props: { readonly keys: Keys; readonly watch: Watch }) {
    super(scope, id);
    this.keys = props.keys;
    this.missed = new Queue(this, 'Missed', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.keys.queues,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledgeRule(this.missed, 'AwsSolutions-SQS3', 'it is itself where calls go that could not be made');
    props.watch.alarmOnDeadLetters('schedules', this.missed);
  }

  /** Runs the function each so often, and at most one retry late: the next time comes soon. */
  run(name: string, step: Step, every: Duration): void {
    const role = new Role(this, `${name}-role`, {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    });
    acknowledgeWildcard(role, `${step.function.functionArn}:*`, 'versions of the one function it calls');
    const target = new LambdaInvoke(step.function, {
      role,
      deadLetterQueue: this.missed,
      maxEventAge: Duration.minutes(5),
      retryAttempts: 1,
    });
    new Schedule(this, name, {
      schedule: ScheduleExpression.rate(every),
      target,
      key: this.keys.queues,
    });
  }
}
