/** The root that certifies signing keys, and the key that wraps the tokeniser's. Few functions may use either. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledgeRule } from '../acknowledge-rule.ts';
import type { Stage } from '../stage.ts';
import type { Keys } from './keys.ts';
import type { Lake } from './lake.ts';
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

export class Tokeniser extends Construct {
  private readonly wrapping: Key;
  private readonly lake: Lake;

  constructor(scope: Construct, id: string, props: { readonly stage: Stage; readonly lake: Lake }) {
    super(scope, id);
    this.lake = props.lake;
    this.wrapping = new Key(this, 'Key', {
      description: 'wraps the key that makes tokens of identifiers',
      enableKeyRotation: true,
      removalPolicy: props.stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  /** Make tokens of identifiers: open the wrapped key, or have it made the first time. */
  letTokenise(step: Step): void {
    step.function.addEnvironment('TOKEN_KEY', this.wrapping.keyId);
    this.wrapping.grant(step.function, 'kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext');
    this.lake.letRead(step, 'keys/');
    this.lake.letWrite(step, 'keys/');
  }
}
