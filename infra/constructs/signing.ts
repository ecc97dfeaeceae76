/** The root that certifies signing keys. Few functions may use it. */
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledgeRule } from '../acknowledge-rule.ts';
import type { Stage } from '../stage.ts';
import type { Keys } from './keys.ts';
import type { Step } from './step.ts';

export class Signing extends Construct {
  private readonly root: Key;

  constructor(scope: Construct, id: string, props: { readonly stage: Stage; readonly keys: Keys }) {
    super(scope, id);
    this.root = props.keys.makeSigningKey(this, props.stage);
    acknowledgeRule(
      this.root,
      'AwsSolutions-KMS5',
      'KMS does not rotate asymmetric keys; receivers pin this one',
    );
  }

  letSign(step: Step): void {
    step.function.addEnvironment('SIGNING_KEY', this.root.keyId);
    this.root.grant(step.function, 'kms:Sign', 'kms:GetPublicKey');
  }

  letVerify(step: Step): void {
    step.function.addEnvironment('SIGNING_KEY', this.root.keyId);
    this.root.grant(step.function, 'kms:GetPublicKey');
  }
}
