/** The certificate authority's issuing key. Its root is no key of this account: it is made and kept offline. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledgeRule } from '../acknowledge-rule.ts';
import type { Stage } from '../stage.ts';
import type { Lake } from './lake.ts';
import type { Step } from './step.ts';

export class Authority extends Construct {
  private readonly issuing: Key;
  private readonly lake: Lake;

  constructor(scope: Construct, id: string, props: { readonly stage: Stage; readonly lake: Lake }) {
    super(scope, id);
    this.lake = props.lake;
    this.issuing = new Key(this, 'Key', {
      description: 'signs certificates, their revocation list, and who answers about them',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      pendingWindow: Duration.days(30),
      removalPolicy: props.stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    acknowledgeRule(
      this.issuing,
      'AwsSolutions-KMS5',
      'KMS does not rotate asymmetric keys; the offline root certifies this one for five years',
    );
  }

  /** Sign certificates that were decided on. */
  letIssue(step: Step): void {
    step.function.addEnvironment('AUTHORITY_KEY', this.issuing.keyId);
    this.issuing.grant(step.function, 'kms:Sign', 'kms:GetPublicKey');
  }

  /** And make the list of revoked ones, and read it again. */
  letAnswer(step: Step): void {
    this.letIssue(step);
    this.lake.letRead(step, 'pki/');
    this.lake.letWrite(step, 'pki/');
  }
}
