/**
 * The tokeniser: a function of its own, and the key that wraps its key. It alone may open it and read keys/; those
 * who need tokens may call the function and no more.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Lake } from './lake.ts';
import { Step, type StepSurroundings } from './step.ts';
import type { Watch } from './watch.ts';

export interface TokeniserProps {
  readonly surroundings: StepSurroundings;
  readonly lake: Lake;
  readonly watch: Watch;
}

export class Tokeniser extends Construct {
  private readonly step: Step;

  constructor(scope: Construct, id: string, { surroundings, lake, watch }: TokeniserProps) {
    super(scope, id);
    const { stage } = surroundings;
    const wrapping = new Key(this, 'Key', {
      description: 'wraps the key that makes tokens of identifiers',
      enableKeyRotation: true,
      removalPolicy: stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    this.step = new Step(this, 'tokenise', {
      name: 'tokenise',
      surroundings,
      timeoutSeconds: 20,
      memoryMegabytes: 1769,
      concurrency: stage.concurrency.tokenise ?? usualConcurrency,
    });
    this.step.function.addEnvironment('TOKEN_KEY', wrapping.keyId);
    wrapping.grant(this.step.function, 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKeyWithoutPlaintext');
    lake.letRead(this.step, 'keys/');
    lake.letWrite(this.step, 'keys/');
    lake.letErase(this.step, 'keys/');
    watch.follow('tokenise', this.step);
  }

  /** Have tokens made. */
  letTokenise(step: Step): void {
    step.function.addEnvironment('TOKENISER', this.step.function.functionName);
    step.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [this.step.function.functionArn],
      }),
    );
  }
}

/** Two chunks' worth of calls at a time for each function that desensitises would be idle most of the day. */
const usualConcurrency = 20;
