/**
 * Malware scanning of what departments upload. GuardDuty looks at each new object and tags it; where the partition
 * has no GuardDuty malware protection, a clamd of our own stands in the private network.
 */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  Cluster,
  ContainerImage,
  ContainerInsights,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
} from 'aws-cdk-lib/aws-ecs';
import { CfnMalwareProtectionPlan } from 'aws-cdk-lib/aws-guardduty';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { PrivateDnsNamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Construct } from 'constructs';
import { acknowledgeRule, acknowledgeWildcard } from '../acknowledge-rule.ts';
import type { Stage } from '../stage.ts';
import type { Keys } from './keys.ts';
import { forObjects, type Lake } from './lake.ts';
import type { Network } from './network.ts';
import type { Step } from './step.ts';

export interface ScanningProps {
  readonly stage: Stage;
  readonly keys: Keys;
  readonly lake: Lake;
  readonly network?: Network;
}

/** GuardDuty proves with it that it may write. */
const validationObject = 'malware-protection-resource-validation-object';
const clamdPort = 3310;

export class Scanning extends Construct {
  private readonly lake: Lake;
  private readonly address: string | undefined;

  constructor(scope: Construct, id: string, props: ScanningProps) {
    super(scope, id);
    this.lake = props.lake;
    if (props.stage.scanner === 'guardduty') this.makePlan(props.lake.drop, props.keys);
    if (props.stage.scanner === 'clamd') this.address = this.makeClamd(props);
  }

  /** Ask for verdicts on what lies in the drop zones. */
  letAsk(step: Step): void {
    this.lake.letReadVerdicts(step, 'drop/');
    if (this.address !== undefined) step.function.addEnvironment('SHUIYUAN_CLAMD', this.address);
  }

  private makePlan(bucket: Bucket, keys: Keys): void {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('malware-protection-plan.guardduty.amazonaws.com'),
    });
    const rule = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: 'DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*',
    });
    for (const statement of planStatements(bucket, rule)) role.addToPolicy(statement);
    acknowledgeWildcard(role, rule, 'GuardDuty names its own rules so');
    acknowledgeWildcard(
      role,
      bucket.arnForObjects('drop/*'),
      'it scans every object that may be passed on as it is and no other',
    );
    const scanned = [bucket.arnForObjects('drop/*'), bucket.arnForObjects(validationObject)];
    role.addToPolicy(
      new PolicyStatement(forObjects(keys.drop, ['kms:GenerateDataKey', 'kms:Decrypt'], ...scanned)),
    );
    const plan = new CfnMalwareProtectionPlan(this, 'Plan', {
      role: role.roleArn,
      protectedResource: { s3Bucket: { bucketName: bucket.bucketName, objectPrefixes: ['drop/'] } },
      actions: { tagging: { status: 'ENABLED' } },
    });
    plan.node.addDependency(role);
  }

  /** One clamd that finds itself by name; its image brings its signatures, for it reaches nobody. */
  private makeClamd({ stage, keys, network }: ScanningProps): string {
    if (network === undefined || stage.clamdImage === undefined)
      throw new Error(`stage ${stage.name} scans with clamd: it needs isPrivate and clamdImage`);
    const { vpc } = network;
    const namespace = new PrivateDnsNamespace(this, 'Names', { vpc, name: 'shuiyuan.internal' });
    const group = new SecurityGroup(this, 'Clamd', { vpc, allowAllOutbound: true });
    group.addIngressRule(network.functions, Port.tcp(clamdPort), 'functions');
    network.letReachEndpoints(group);
    new FargateService(this, 'Service', {
      cluster: new Cluster(this, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENABLED }),
      taskDefinition: this.makeTask(stage.clamdImage, stage, keys),
      securityGroups: [group],
      assignPublicIp: false,
      desiredCount: 1,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      cloudMapOptions: { cloudMapNamespace: namespace, name: 'clamd' },
    });
    return `clamd.${namespace.namespaceName}:${clamdPort}`;
  }

  private makeTask(image: string, stage: Stage, keys: Keys): FargateTaskDefinition {
    const task = new FargateTaskDefinition(this, 'Task', { cpu: 1024, memoryLimitMiB: 4096 });
    const logGroup = new LogGroup(this, 'Logs', {
      retention: stage.logDays,
      encryptionKey: keys.logs,
      removalPolicy: stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    task.addContainer('clamd', {
      image: ContainerImage.fromRegistry(image),
      portMappings: [{ containerPort: clamdPort }],
      logging: LogDrivers.awsLogs({ streamPrefix: 'clamd', logGroup }),
    });
    task.addToExecutionRolePolicy(
      new PolicyStatement({
        actions: ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        resources: ['*'],
      }),
    );
    acknowledgeRule(
      task,
      'AwsSolutions-IAM5[Resource::*]',
      'leave to log in to the registry takes no resource',
    );
    return task;
  }
}

/** What GuardDuty asks for: to hear of new objects, to read them, and to tag them. */
function planStatements(bucket: Bucket, rule: string): PolicyStatement[] {
  const objects = bucket.arnForObjects('drop/*');
  return [
    new PolicyStatement({
      actions: ['events:PutRule', 'events:DeleteRule', 'events:PutTargets', 'events:RemoveTargets'],
      resources: [rule],
      conditions: {
        StringLike: { 'events:ManagedBy': 'malware-protection-plan.guardduty.amazonaws.com' },
      },
    }),
    new PolicyStatement({ actions: ['events:DescribeRule', 'events:ListTargetsByRule'], resources: [rule] }),
    new PolicyStatement({
      actions: ['s3:PutBucketNotification', 's3:GetBucketNotification', 's3:ListBucket'],
      resources: [bucket.bucketArn],
    }),
    new PolicyStatement({
      actions: [
        's3:GetObject',
        's3:GetObjectVersion',
        's3:GetObjectTagging',
        's3:GetObjectVersionTagging',
        's3:PutObjectTagging',
        's3:PutObjectVersionTagging',
      ],
      resources: [objects],
    }),
    new PolicyStatement({
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(validationObject)],
    }),
  ];
}
