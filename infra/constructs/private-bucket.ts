/** A bucket as all of ours are: encrypted, TLS only, versioned, never public, logged, its leftovers tidied up. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type LifecycleRule,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeRule } from '../acknowledge-rule.ts';
import type { Stage } from '../stage.ts';
import type { Network } from './network.ts';

/** True of every bucket: nothing in it is public, nothing travels in the clear, nothing is overwritten for good. */
const closed = {
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  versioned: true,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
} as const;

export interface PrivateBucketProps {
  readonly stage: Stage;
  readonly key: IKey;
  /** Where requests are logged; the log bucket itself has none. */
  readonly accessLogs?: Bucket;
  readonly lifecycle?: readonly LifecycleRule[];
  /** Objects cannot be changed or removed by anybody for so many days. */
  readonly lockDays?: number;
  readonly network?: Network;
  /** A data key for each object: its key's name is then part of what decryption asks for, and leave can be bound to it. */
  readonly dataKeyEach?: boolean;
  /** Athena writes here in the name of who asks it: over no condition, and from a network of its own. */
  readonly isAthenas?: boolean;
  /** May read from another network. */
  readonly reader?: IRole;
}

export class PrivateBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    const { stage, key, accessLogs, lifecycle = [], lockDays, network, dataKeyEach = false } = props;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: !dataKeyEach,
      ...closed,
      // Emptying a bucket by itself needs a custom resource, which a test target cannot run: it stays by hand.
      removalPolicy: stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      lifecycleRules: [tidyUp, ...lifecycle],
      ...(accessLogs && { serverAccessLogsBucket: accessLogs, serverAccessLogsPrefix: `${id}/` }),
      ...(lockDays !== undefined && {
        objectLockEnabled: true,
        objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(lockDays)),
      }),
    });
    if (!props.isAthenas) this.refuseUnwantedPuts();
    if (network) this.refuseOtherNetworks(network.endpointIds, props);
  }

  /** Objects are written once: who may put at all may put only where nothing is. */
  private refuseUnwantedPuts(): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'WrittenOnce',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:PutObject'],
        // GuardDuty proves its own leave to write with this one object, without a condition.
        notResources: [this.bucket.arnForObjects('malware-protection-resource-validation-object')],
        // Parts of a multipart upload carry no condition of their own; its completion does.
        conditions: {
          Null: { 's3:if-none-match': 'true' },
          Bool: { 's3:ObjectCreationOperation': 'true', 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    );
  }

  /** In a closed network content is reached through its endpoints only; AWS's own services excepted. */
  private refuseOtherNetworks(
    endpointIds: readonly string[],
    { isAthenas, reader }: Pick<PrivateBucketProps, 'isAthenas' | 'reader'>,
  ): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'OwnNetworkOnly',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['s3:GetObject*', 's3:PutObject', 's3:DeleteObject*', 's3:ListBucket'],
        resources: [this.bucket.bucketArn, this.bucket.arnForObjects('*')],
        conditions: {
          StringNotEquals: { 'aws:SourceVpce': endpointIds },
          Bool: {
            'aws:PrincipalIsAWSService': 'false',
            ...(isAthenas && { 'aws:ViaAWSService': 'false' }),
          },
          ...(reader && { ArnNotEquals: { 'aws:PrincipalArn': reader.roleArn } }),
        },
      }),
    );
  }
}

const tidyUp: LifecycleRule = {
  id: 'tidy-up',
  abortIncompleteMultipartUploadAfter: Duration.days(7),
  noncurrentVersionExpiration: Duration.days(30),
  expiredObjectDeleteMarker: true,
};

/** Where the buckets' requests are logged. S3 delivers there with its own keys only. */
export function makeAccessLogs(scope: Construct, stage: Stage): Bucket {
  const logs = new Bucket(scope, 'AccessLogs', {
    encryption: BucketEncryption.S3_MANAGED,
    ...closed,
    removalPolicy: stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    lifecycleRules: [tidyUp, { id: 'logs-end', expiration: Duration.days(365) }],
  });
  acknowledgeRule(
    logs,
    'AwsSolutions-S1',
    'the bucket of the access logs would log its own deliveries for ever',
  );
  return logs;
}
