/** What operators look at: alarms, each with its page of the runbook, the topic they go to, and a dashboard. */
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import type { Keys } from './keys.ts';
import type { Step } from './step.ts';

export interface WatchProps {
  readonly stage: Stage;
  readonly keys: Keys;
}

/** Older than this, work stands still. */
const oldSeconds = 900;

export class Watch extends Construct {
  readonly topic: Topic;
  private readonly stage: Stage;
  private readonly keys: Keys;
  private readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    this.stage = props.stage;
    this.keys = props.keys;
    this.topic = new Topic(this, 'Notices', { masterKey: props.keys.queues, enforceSSL: true });
    this.letAlarmsPublish();
    for (const address of props.stage.operators) this.topic.addSubscription(new EmailSubscription(address));
    this.dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(6) });
  }

  /** Send notices to people. */
  letNotify(step: Step): void {
    step.function.addEnvironment('NOTICES_TOPIC', this.topic.topicArn);
    step.function.addToRolePolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
    );
    this.keys.queues.grant(step.function, 'kms:GenerateDataKey', 'kms:Decrypt');
  }

  alarmOnDeadLetters(name: string, dead: Queue): void {
    const metric = dead.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) });
    this.alarm(`${name}-dead`, metric, 0, 'dead-letters', `messages of ${name} failed for good`);
  }

  alarmOnOldMessages(name: string, queue: Queue): void {
    const metric = queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) });
    this.alarm(`${name}-old`, metric, oldSeconds, 'old-messages', `messages of ${name} wait too long`);
  }

  /** Errors and throttles of a function. */
  follow(name: string, step: Step): void {
    const errors = step.function.metricErrors({ period: Duration.minutes(5) });
    const throttles = step.function.metricThrottles({ period: Duration.minutes(5) });
    this.alarm(`${name}-errors`, errors, 0, 'function-errors', `${name} failed`);
    this.dashboard.addWidgets(
      new GraphWidget({
        title: name,
        width: 12,
        left: [step.function.metricInvocations(), errors, throttles],
        right: [step.function.metricDuration({ statistic: 'p95' })],
      }),
    );
  }

  /** Depth and age of a queue and its dead letters. */
  showQueue(name: string, { main, dead }: { readonly main: Queue; readonly dead: Queue }): void {
    this.dashboard.addWidgets(
      new GraphWidget({
        title: `queue ${name}`,
        width: 12,
        left: [
          main.metricApproximateNumberOfMessagesVisible(),
          dead.metricApproximateNumberOfMessagesVisible({ label: 'dead' }),
        ],
        right: [main.metricApproximateAgeOfOldestMessage()],
      }),
    );
  }

  private alarm(name: string, metric: IMetric, above: number, page: string, what: string): void {
    new Alarm(this, `Alarm-${name}`, {
      metric,
      threshold: above,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${what}; what to do: ${this.stage.runbook}#${page}`,
    }).addAlarmAction(new SnsAction(this.topic));
  }

  private letAlarmsPublish(): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
      }),
    );
  }
}
