/**
 * A seat in Athena's console: an identity that people take on by the city's sign-in, its own work group, and its own
 * place for results. It has no leave to any object of the lake.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { ArnPrincipal, type IPrincipal, type IRole, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  closedDatabases,
  type Seat,
  seatName,
  sessionPrefix,
} from '../../layers/core/console-leave/seats.ts';
import { roleNames } from '../../layers/core/identity/principal.ts';
import { lakeDatabases } from '../../layers/core/workbench/places.ts';
import { acknowledgeRule, acknowledgeWildcard } from '../acknowledge-rule.ts';
import { forObjects } from './lake.ts';

export interface ConsoleSeatProps {
  readonly seat: Seat;
  /** Of the identity and of the work group. */
  readonly name: string;
  /** Who may take it on by the city's sign-in. */
  readonly people: IPrincipal;
  /** Takes it on for whoever asks by the API, and in no other sessions. */
  readonly api: IRole;
  readonly databasePrefix: string;
  readonly results: Bucket;
  readonly key: IKey;
  /** What one query may read. */
  readonly scanBytes: number;
}

export class ConsoleSeat extends Construct {
  private readonly role: Role;
  private readonly props: ConsoleSeatProps;
  private readonly folder: string;

  constructor(scope: Construct, id: string, props: ConsoleSeatProps) {
    super(scope, id);
    this.props = props;
    this.folder = `${seatName(props.seat)}/`;
    this.role = new Role(this, 'Role', {
      roleName: props.name,
      description: `Athena console: ${seatName(props.seat)}`,
      assumedBy: props.people,
      maxSessionDuration: Duration.hours(1),
    });
    this.role.assumeRolePolicy?.addStatements(this.trustInApi());
    this.makeWorkGroup();
    this.letQuery();
    this.letReadCatalog();
    this.letKeepResults();
  }

  /** By the sessions' names the trail of the cloud tells people from the API. */
  private trustInApi(): PolicyStatement {
    return new PolicyStatement({
      actions: ['sts:AssumeRole'],
      principals: [new ArnPrincipal(this.props.api.roleArn)],
      conditions: { StringLike: { 'sts:RoleSessionName': `${sessionPrefix}*` } },
    });
  }

  private makeWorkGroup(): void {
    const { seat, name, results, key, scanBytes } = this.props;
    new CfnWorkGroup(this, 'WorkGroup', {
      name,
      description: `${seat.department ?? '全市'} ${roleNames[seat.role]}`,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        requesterPaysEnabled: false,
        bytesScannedCutoffPerQuery: scanBytes,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${results.bucketName}/${this.folder}`,
          expectedBucketOwner: Stack.of(this).account,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: key.keyArn },
        },
      },
    });
  }

  private letQuery(): void {
    const group = this.arn('athena', 'workgroup', this.props.name);
    this.allow([...queryActions], [group]);
    this.allow([...catalogActions], [this.arn('athena', 'datacatalog', 'AwsDataCatalog')]);
    // What it may read is Lake Formation's to say; neither this nor the lists take a resource.
    this.allow(
      [
        'lakeformation:GetDataAccess',
        'athena:ListWorkGroups',
        'athena:ListDataCatalogs',
        'athena:ListEngineVersions',
      ],
      ['*'],
    );
    acknowledgeRule(this, 'AwsSolutions-IAM5[Resource::*]', 'these actions take no resource');
  }

  /** Names of tables; which of them it sees Lake Formation says. */
  private letReadCatalog(): void {
    const { databasePrefix } = this.props;
    const catalog = Stack.of(this).formatArn({ service: 'glue', resource: 'catalog' });
    const open = [...lakeDatabases.filter((name) => !closedDatabases.has(name)), 'mart_*'];
    const databases = open.map((name) => this.arn('glue', 'database', databasePrefix + name));
    const tables = open.map((name) => this.arn('glue', 'table', `${databasePrefix}${name}/*`));
    const all = this.arn('glue', 'database', '*');
    this.allow(['glue:GetDatabases'], [catalog, all]);
    this.allow([...tableActions], [catalog, ...databases, ...tables]);
    for (const arn of [all, databases.at(-1) ?? '', ...tables])
      acknowledgeWildcard(this, arn, 'tables come and go; Lake Formation shows each seat its own');
  }

  /** Athena writes them in the seat's name; the seat itself only reads. */
  private letKeepResults(): void {
    const { results, key } = this.props;
    const objects = results.arnForObjects(`${this.folder}*`);
    const byAthena = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'athena.amazonaws.com' } };
    this.allow(['s3:GetObject'], [objects]);
    this.allow(
      ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      [objects],
      byAthena,
    );
    this.allow(['s3:GetBucketLocation'], [results.bucketArn]);
    this.allow(['s3:ListBucket'], [results.bucketArn], { StringLike: { 's3:prefix': `${this.folder}*` } });
    this.role.addToPolicy(
      new PolicyStatement(forObjects(key, ['kms:GenerateDataKey', 'kms:Decrypt'], objects)),
    );
    acknowledgeWildcard(this, objects, "a seat's results, and no other's");
  }

  private allow(actions: string[], resources: string[], conditions?: Record<string, unknown>): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  }

  private arn(service: string, resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({ service, resource, resourceName });
  }
}

const queryActions = [
  'athena:GetWorkGroup',
  'athena:StartQueryExecution',
  'athena:StopQueryExecution',
  'athena:GetQueryExecution',
  'athena:BatchGetQueryExecution',
  'athena:ListQueryExecutions',
  'athena:GetQueryResults',
  'athena:GetQueryResultsStream',
  'athena:GetQueryRuntimeStatistics',
  'athena:CreateNamedQuery',
  'athena:GetNamedQuery',
  'athena:BatchGetNamedQuery',
  'athena:ListNamedQueries',
  'athena:UpdateNamedQuery',
  'athena:DeleteNamedQuery',
  'athena:CreatePreparedStatement',
  'athena:GetPreparedStatement',
  'athena:ListPreparedStatements',
  'athena:UpdatePreparedStatement',
  'athena:DeletePreparedStatement',
] as const;

const catalogActions = [
  'athena:GetDataCatalog',
  'athena:ListDatabases',
  'athena:GetDatabase',
  'athena:ListTableMetadata',
  'athena:GetTableMetadata',
] as const;

const tableActions = [
  'glue:GetDatabase',
  'glue:GetTable',
  'glue:GetTables',
  'glue:GetPartition',
  'glue:GetPartitions',
  'glue:BatchGetPartition',
] as const;
