/**
 * What keeps Athena's console true by the clock: tables of the lake are published for it, and its leave follows the
 * grants. The one that tends the leave administers Lake Formation, and reads no row.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Seat } from '../../layers/core/console-leave/seats.ts';
import { acknowledgeRule, acknowledgeWildcard } from '../acknowledge-rule.ts';
import type { FunctionName } from '../function-names.ts';
import { seatPrefix } from '../workbench-settings.ts';
import type { Lake } from './lake.ts';
import type { RecordsTable } from './records-table.ts';
import type { Schedules } from './schedules.ts';
import { Step, type StepSurroundings } from './step.ts';
import { tellSeats } from './tell-seats.ts';
import type { Watch } from './watch.ts';

export interface ConsoleStepsProps {
  readonly surroundings: StepSurroundings;
  readonly lake: Lake;
  readonly records: RecordsTable;
  readonly watch: Watch;
  readonly schedules: Schedules;
  readonly seats: readonly Seat[];
  /** Of queries. */
  readonly results: Bucket;
}

export class ConsoleSteps extends Construct {
  readonly publisher: Step;
  /** Gives and takes leave in Lake Formation. */
  readonly tender: Step;
  private readonly props: ConsoleStepsProps;

  constructor(scope: Construct, id: string, props: ConsoleStepsProps) {
    super(scope, id);
    this.props = props;
    this.publisher = this.makeStep('publish-lake', Duration.minutes(5), 3008, 4096);
    this.letPublish();
    this.tender = this.makeStep('tend-lake-leave', Duration.minutes(1), 1769);
    this.letTend();
    this.letEraseResults();
  }

  private letPublish(): void {
    const { lake, watch } = this.props;
    lake.letRead(this.publisher, 'lake/');
    lake.letWrite(this.publisher, 'lake/shared/');
    lake.letErase(this.publisher, 'lake/shared/');
    lake.letPublish(this.publisher);
    watch.letNotify(this.publisher);
  }

  /** Leave on what it likes, to whom it likes: that is what it is for. Lake Formation knows no narrower one. */
  private letTend(): void {
    const { lake, seats, surroundings } = this.props;
    const { function: tender } = this.tender;
    tellSeats(this.tender, surroundings.stage, seats);
    tender.addEnvironment('GLUE_DATABASE_PREFIX', lake.databasePrefix);
    tender.addToRolePolicy(new PolicyStatement({ actions: [...leaveActions], resources: ['*'] }));
    acknowledgeRule(
      this.tender,
      'AwsSolutions-IAM5[Resource::*]',
      'actions of Lake Formation take no resource',
    );
    lake.letSeeTables(this.tender);
  }

  /** For good: no version stays. A query that runs would put its result afterwards, and is ended first. */
  private letEraseResults(): void {
    const { results, surroundings } = this.props;
    const { function: tender } = this.tender;
    tender.addEnvironment('BUCKET_RESULTS', results.bucketName);
    const objects = results.arnForObjects('*');
    tender.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket', 's3:ListBucketVersions'],
        resources: [results.bucketArn],
      }),
    );
    tender.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'], resources: [objects] }),
    );
    const groups = Stack.of(this).formatArn({
      service: 'athena',
      resource: 'workgroup',
      resourceName: `${seatPrefix(surroundings.stage.name)}*`,
    });
    tender.addToRolePolicy(
      new PolicyStatement({
        actions: ['athena:ListQueryExecutions', 'athena:BatchGetQueryExecution', 'athena:StopQueryExecution'],
        resources: [groups],
      }),
    );
    acknowledgeWildcard(this.tender, objects, 'results of any seat go when it may read less; it reads none');
    acknowledgeWildcard(this.tender, groups, "the seats' own work groups");
  }

  private makeStep(
    name: FunctionName,
    every: Duration,
    memoryMegabytes: number,
    scratchMegabytes?: number,
  ): Step {
    const { surroundings, records, schedules, watch } = this.props;
    const step = new Step(this, name, {
      name,
      surroundings,
      timeoutSeconds: 55,
      memoryMegabytes,
      concurrency: 2,
      scratchMegabytes,
    });
    records.letCommit(step);
    schedules.run(name, step, every);
    watch.follow(name, step);
    return step;
  }
}

const leaveActions = [
  'lakeformation:ListPermissions',
  'lakeformation:GrantPermissions',
  'lakeformation:RevokePermissions',
  'lakeformation:ListDataCellsFilter',
  'lakeformation:CreateDataCellsFilter',
  'lakeformation:UpdateDataCellsFilter',
  'lakeformation:DeleteDataCellsFilter',
] as const;
