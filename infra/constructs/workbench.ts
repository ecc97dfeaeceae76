/**
 * The workbench in the cloud is Athena: its own console, and SQL by the API. Each seat has an identity, a work group and a place for its
 * results; what it may read of the lake Lake Formation says, grant by grant, and nothing else does.
 */
import { CfnCondition, CfnOutput, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { FederatedPrincipal, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import { scanLimit, seatIdentity, seatsOf, type WorkbenchSettings } from '../workbench-settings.ts';
import { ConsoleSeat } from './console-seat.ts';
import { ConsoleSteps } from './console-steps.ts';
import type { Lake } from './lake.ts';
import { LakeRights } from './lake-rights.ts';
import type { Network } from './network.ts';
import { PrivateBucket } from './private-bucket.ts';
import type { RecordsTable } from './records-table.ts';
import type { Schedules } from './schedules.ts';
import { SqlDoor } from './sql-door.ts';
import type { Step, StepSurroundings } from './step.ts';
import type { Watch } from './watch.ts';

export interface WorkbenchProps {
  readonly stage: Stage;
  readonly settings: WorkbenchSettings;
  /** All its functions have been handed to it by now. */
  readonly lake: Lake;
  readonly network?: Network;
  readonly surroundings: StepSurroundings;
  readonly records: RecordsTable;
  readonly watch: Watch;
  readonly schedules: Schedules;
  /** Asks SQL in the seats' names. */
  readonly api: Step;
}

export class Workbench extends Construct {
  private readonly results: Bucket;
  private readonly key: Key;

  constructor(scope: Construct, id: string, props: WorkbenchProps) {
    super(scope, id);
    const { stage, settings, lake, api } = props;
    this.key = new Key(this, 'Key', {
      description: 'results of queries',
      enableKeyRotation: true,
      removalPolicy: stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    this.results = this.makeResults(props);
    const people = this.vouchedFor(settings);
    for (const seat of seatsOf(settings))
      new ConsoleSeat(this, seatIdentity(stage.name, seat), {
        seat,
        name: seatIdentity(stage.name, seat),
        people,
        api: api.role,
        databasePrefix: lake.databasePrefix,
        results: this.results,
        key: this.key,
        scanBytes: scanLimit(settings, seat),
      });
    const seats = seatsOf(settings);
    const { publisher, tender } = new ConsoleSteps(this, 'Steps', { ...props, seats, results: this.results });
    new SqlDoor(this, 'Sql', { stage, seats, api });
    new LakeRights(this, 'Rights', { stage, settings, lake, publisher, tender });
    new CfnOutput(this, 'ResultsBucket', { value: this.results.bucketName });
    new CfnOutput(this, 'LakeAdministrator', { value: tender.role.roleArn });
  }

  private makeResults({ stage, settings, lake, network }: WorkbenchProps): Bucket {
    const ends = Duration.days(settings.resultDays);
    return new PrivateBucket(this, 'Results', {
      stage,
      key: this.key,
      accessLogs: lake.accessLogs,
      network,
      // A data key for each result: whoever sits elsewhere cannot open it.
      dataKeyEach: true,
      isAthenas: true,
      lifecycle: [{ id: 'results-end', expiration: ends, noncurrentVersionExpiration: Duration.days(1) }],
    }).bucket;
  }

  /** Who the city's identity provider vouches for, on the sign-in page of the partition. */
  private vouchedFor({ samlProvider }: WorkbenchSettings): IPrincipal {
    const { partition } = Stack.of(this);
    const inChina = new CfnCondition(this, 'InChina', {
      expression: Fn.conditionEquals(partition, 'aws-cn'),
    });
    const audience = Fn.conditionIf(
      inChina.logicalId,
      'https://signin.amazonaws.cn/saml',
      'https://signin.aws.amazon.com/saml',
    );
    const provider = Stack.of(this).formatArn({
      service: 'iam',
      region: '',
      resource: 'saml-provider',
      resourceName: samlProvider,
    });
    return new FederatedPrincipal(
      provider,
      { StringEquals: { 'SAML:aud': audience } },
      'sts:AssumeRoleWithSAML',
    );
  }
}
