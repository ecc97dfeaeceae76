/**
 * A Lambda function of the bus: traced, logged as JSON into an encrypted group, with a bounded concurrency and a
 * bounded time. What it may do is granted by the constructs it is handed to, each with its environment.
 */
import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import type { IVpc, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  type LayerVersion,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeRule } from '../acknowledge-rule.ts';
import type { BuiltCode } from '../built-code.ts';
import type { FunctionName } from '../function-names.ts';
import type { Stage } from '../stage.ts';
import { settingsOf } from '../stage-settings.ts';
import type { Keys } from './keys.ts';

/** What all functions of a stack share. */
export interface StepSurroundings {
  readonly stage: Stage;
  readonly code: BuiltCode;
  readonly keys: Keys;
  /** Only functions that open files carry it. */
  readonly duckdb: LayerVersion;
  /** Present in a private stage. */
  readonly network?: { readonly vpc: IVpc; readonly functions: SecurityGroup };
}

export interface StepProps {
  readonly name: FunctionName;
  readonly surroundings: StepSurroundings;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** How many run at once at most. */
  readonly concurrency: number;
  /** Opens files: carries DuckDB, and this much scratch space in MiB. */
  readonly scratchMegabytes?: number;
}

export class Step extends Construct {
  readonly function: LambdaFunction;
  readonly timeout: Duration;
  readonly logs: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: StepProps) {
    super(scope, id);
    const { stage, code, keys, duckdb, network } = props.surroundings;
    this.timeout = Duration.seconds(props.timeoutSeconds);
    this.logs = new LogGroup(this, 'Logs', {
      retention: stage.logDays,
      encryptionKey: keys.logs,
      removalPolicy: stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    this.role = this.makeRole(network !== undefined);
    this.function = new LambdaFunction(this, 'Function', {
      code: code.ofFunction(props.name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: stage.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      role: this.role,
      timeout: this.timeout,
      memorySize: props.memoryMegabytes,
      reservedConcurrentExecutions: props.concurrency,
      tracing: Tracing.ACTIVE,
      logGroup: this.logs,
      loggingFormat: LoggingFormat.JSON,
      environmentEncryption: keys.content,
      environment: {
        POWERTOOLS_SERVICE_NAME: props.name,
        NODE_OPTIONS: '--enable-source-maps',
        SETTINGS: JSON.stringify(settingsOf(stage)),
      },
      ...(props.scratchMegabytes === undefined
        ? {}
        : { layers: [duckdb], ephemeralStorageSize: Size.mebibytes(props.scratchMegabytes) }),
      ...(network && { vpc: network.vpc, securityGroups: [network.functions] }),
    });
    acknowledgeRule(this, 'AwsSolutions-IAM5[Resource::*]', 'X-Ray and network interfaces take no resource');
  }

  /** Its own role: logs go to its own group only. */
  private makeRole(isInVpc: boolean): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logs.grantWrite(role);
    if (isInVpc) letManageOwnInterfaces(this, role);
    return role;
  }
}

/** A function in a VPC makes its network interfaces itself; EC2 knows no narrower resource for it. */
function letManageOwnInterfaces(scope: Construct, role: Role): void {
  const policy = new ManagedPolicy(scope, 'Interfaces', {
    statements: [
      new PolicyStatement({
        actions: [
          'ec2:CreateNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:DeleteNetworkInterface',
          'ec2:AssignPrivateIpAddresses',
          'ec2:UnassignPrivateIpAddresses',
        ],
        resources: ['*'],
        conditions: {
          ArnNotLike: { 'lambda:SourceFunctionArn': `arn:${Stack.of(scope).partition}:lambda:*:*:*` },
        },
      }),
    ],
  });
  role.addManagedPolicy(policy);
}
