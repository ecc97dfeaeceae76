/**
 * The objects: what departments upload (`drop/`, and `zone/` where it is desensitised), inboxes (`inbox/`) and the
 * lake (everything else). A function is handed to the lake with the prefixes it needs, and gets the grant and the
 * buckets' names in one call.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge-rule.ts';
import type { Stage } from '../stage.ts';
import type { Keys } from './keys.ts';
import type { Network } from './network.ts';
import { makeAccessLogs, PrivateBucket } from './private-bucket.ts';
import type { Step } from './step.ts';

export interface LakeProps {
  readonly stage: Stage;
  readonly keys: Keys;
  readonly network?: Network;
}

/** A first segment of a key with its slash, or more of the key: `lake/`, `drop/`, `lake/live/`. */
type Prefix = `${string}/`;

interface Zone {
  readonly bucket: Bucket;
  readonly key: IKey;
  readonly variable: 'BUCKET_LAKE' | 'BUCKET_DROP' | 'BUCKET_INBOX';
  /** Every object has a data key of its own, which opens only for who may read that object. */
  readonly isBound?: boolean;
}

export class Lake extends Construct {
  readonly drop: Bucket;
  readonly inbox: Bucket;
  readonly lake: Bucket;
  readonly accessLogs: Bucket;
  readonly databasePrefix: string;
  /** Reads tables for Lake Formation, where there is a workbench. */
  readonly reader?: Role;
  /** The steps that define tables of `raw`. */
  readonly describers: Step[] = [];
  private readonly keys: Keys;

  constructor(scope: Construct, id: string, props: LakeProps) {
    super(scope, id);
    const { stage, keys, network } = props;
    this.keys = keys;
    this.databasePrefix = `${stage.name.replaceAll('-', '_')}_`;
    this.accessLogs = makeAccessLogs(this, stage);
    const { accessLogs } = this;
    if (stage.workbench)
      this.reader = new Role(this, 'Reader', {
        assumedBy: new ServicePrincipal('lakeformation.amazonaws.com'),
      });
    const { reader } = this;
    const make = (name: string, key: IKey, lifecycle: readonly LifecycleRule[], dataKeyEach = false) =>
      new PrivateBucket(this, name, { stage, key, accessLogs, lifecycle, network, dataKeyEach }).bucket;
    this.drop = make('Drop', keys.drop, dropLifecycle, true);
    this.inbox = make('Inbox', keys.content, inboxLifecycle);
    this.lake = new PrivateBucket(this, 'Lake', {
      stage,
      key: keys.content,
      accessLogs,
      lifecycle: lakeLifecycle,
      network,
      reader,
    }).bucket;
  }

  letRead(step: Step, ...prefixes: readonly Prefix[]): void {
    this.letDo(step, prefixes, ['s3:GetObject'], ['kms:Decrypt']);
  }

  /** Write once, in one put or in parts. */
  letWrite(step: Step, ...prefixes: readonly Prefix[]): void {
    const actions = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];
    this.letDo(step, prefixes, actions, ['kms:GenerateDataKey', 'kms:Decrypt']);
  }

  /** See which objects there are, how large and since when; not what is in them. */
  letList(step: Step, ...prefixes: readonly Prefix[]): void {
    for (const prefix of prefixes) this.letListIn(step, this.zoneOf(prefix));
  }

  letErase(step: Step, ...prefixes: readonly Prefix[]): void {
    this.letDo(step, prefixes, ['s3:DeleteObject'], []);
  }

  /** No version stays of what is erased there; elsewhere they end by the rules of the bucket. */
  letEraseForGood(step: Step, prefix: Prefix): void {
    this.letDo(step, [prefix], ['s3:DeleteObject', 's3:DeleteObjectVersion'], []);
    step.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:ListBucketVersions'],
        resources: [this.zoneOf(prefix).bucket.bucketArn],
        conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
      }),
    );
  }

  /** The scanner's verdict lies in an object's tags. */
  letReadVerdicts(step: Step, ...prefixes: readonly Prefix[]): void {
    this.letDo(step, prefixes, ['s3:GetObjectTagging'], []);
  }

  /** Define tables and register partitions in this stage's databases. */
  letDescribe(step: Step): void {
    this.describers.push(step);
    this.letUseCatalog(step, [
      'glue:CreateDatabase',
      'glue:GetTable',
      'glue:CreateTable',
      'glue:UpdateTable',
      'glue:GetPartitions',
      'glue:BatchCreatePartition',
    ]);
  }

  /** Define tables for readers, and take them out again; see `LakeRights` for which. */
  letPublish(step: Step): void {
    this.letUseCatalog(step, [
      'glue:CreateDatabase',
      'glue:GetTable',
      'glue:CreateTable',
      'glue:UpdateTable',
      'glue:DeleteTable',
    ]);
  }

  /** See that there are databases and tables, to give leave on them. */
  letSeeTables(step: Step): void {
    this.letUseCatalog(step, ['glue:GetDatabase', 'glue:GetTable']);
  }

  private letUseCatalog(step: Step, actions: string[]): void {
    step.function.addEnvironment('GLUE_DATABASE_PREFIX', this.databasePrefix);
    step.function.addEnvironment('BUCKET_LAKE', this.lake.bucketName);
    const inGlue = (resource: string) => Stack.of(this).formatArn({ service: 'glue', resource });
    const described = [inGlue(`database/${this.databasePrefix}*`), inGlue(`table/${this.databasePrefix}*/*`)];
    for (const arn of described)
      acknowledgeWildcard(step, arn, "tables of this stage's databases come and go");
    step.function.addToRolePolicy(
      new PolicyStatement({ actions, resources: [inGlue('catalog'), ...described] }),
    );
  }

  private letDo(step: Step, prefixes: readonly Prefix[], onObjects: string[], onKey: string[]): void {
    for (const prefix of prefixes) {
      const zone = this.zoneOf(prefix);
      const objects = zone.bucket.arnForObjects(`${prefix}*`);
      step.function.addToRolePolicy(new PolicyStatement({ actions: onObjects, resources: [objects] }));
      acknowledgeWildcard(step, objects, `the function works on every object under ${prefix} and no other`);
      // Without leave to list, S3 answers "forbidden" for what is not there, and nobody could tell the two apart.
      this.letListIn(step, zone);
      if (onKey.length > 0 && zone.isBound)
        step.function.addToRolePolicy(new PolicyStatement(forObjects(zone.key, onKey, objects)));
      else if (onKey.length > 0) zone.key.grant(step.function, ...onKey);
    }
  }

  private letListIn(step: Step, { bucket, variable }: Zone): void {
    step.function.addEnvironment(variable, bucket.bucketName);
    step.function.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
    );
  }

  private zoneOf(prefix: Prefix): Zone {
    if (prefix.startsWith('drop/') || prefix.startsWith('zone/'))
      return { bucket: this.drop, key: this.keys.drop, variable: 'BUCKET_DROP', isBound: true };
    if (prefix.startsWith('inbox/'))
      return { bucket: this.inbox, key: this.keys.content, variable: 'BUCKET_INBOX' };
    return { bucket: this.lake, key: this.keys.content, variable: 'BUCKET_LAKE' };
  }
}

/** Use of a key for these objects alone. S3 asks KMS in the name of who reads, and says for which object. */
export const forObjects = (key: IKey, actions: string[], ...objects: string[]) => ({
  actions,
  resources: [key.keyArn],
  conditions: { StringLike: { 'kms:EncryptionContext:aws:s3:arn': objects } },
});

/** Originals are kept to answer for rows; what is erased is gone for good the day after. */
const dropLifecycle: LifecycleRule[] = [
  { id: 'drop-ends', expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(1) },
];

/** What the API put aside for a download can be made again; plans end with their batch. */
const lakeLifecycle: LifecycleRule[] = [
  { id: 'exports-end', prefix: 'exports/', expiration: Duration.days(1) },
  { id: 'plans-end', prefix: 'plans/', expiration: Duration.days(400) },
];

/** A cancelled parcel that was erased is gone for good the day after. */
const inboxLifecycle: LifecycleRule[] = [
  { id: 'inbox-ends', expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(1) },
];
