/** Where the ledger's trees and heads are kept, and where for years nobody, its owner included, can change them. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge-rule.ts';
import type { Stage } from '../stage.ts';
import type { Keys } from './keys.ts';
import type { Network } from './network.ts';
import { PrivateBucket } from './private-bucket.ts';
import type { Step } from './step.ts';

export interface LedgerArchiveProps {
  readonly stage: Stage;
  readonly keys: Keys;
  readonly accessLogs: Bucket;
  readonly network?: Network;
}

export class LedgerArchive extends Construct {
  readonly bucket: Bucket;
  private readonly keys: Keys;

  constructor(scope: Construct, id: string, props: LedgerArchiveProps) {
    super(scope, id);
    const { stage, keys, accessLogs, network } = props;
    this.keys = keys;
    const lockDays = stage.isTest ? 1 : stage.ledgerLockDays;
    this.bucket = new PrivateBucket(this, 'Archive', {
      stage,
      key: keys.content,
      accessLogs,
      lockDays,
      network,
    }).bucket;
  }

  /** Find a tree or an anchor, or write it. */
  letSeal(step: Step): void {
    this.letDo(step, ['s3:GetObject', 's3:PutObject'], ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  private letDo(step: Step, actions: string[], onKey: string[]): void {
    step.function.addEnvironment('BUCKET_LEDGER', this.bucket.bucketName);
    for (const pattern of ['ledger/*', 'anchors/*']) {
      const objects = this.bucket.arnForObjects(pattern);
      step.function.addToRolePolicy(new PolicyStatement({ actions, resources: [objects] }));
      acknowledgeWildcard(step, objects, 'every tree and anchor of the ledger lies under it');
    }
    step.function.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
    );
    this.keys.content.grant(step.function, ...onKey);
  }
}
