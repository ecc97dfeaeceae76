/**
 * Lake Formation decides who reads the lake's tables, and the list of leaves begins empty: what IAM allows on tables
 * counts no more, and here nobody is given any rows. The functions that describe tables may describe those of `raw`.
 */
import { DefaultStackSynthesizer, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnDataLakeSettings, CfnPrincipalPermissions, CfnResource } from 'aws-cdk-lib/aws-lakeformation';
import { Construct, type Node } from 'constructs';
import { lakeDatabases } from '../../layers/core/workbench/places.ts';
import { acknowledgeWildcard } from '../acknowledge-rule.ts';
import type { Stage } from '../stage.ts';
import type { WorkbenchSettings } from '../workbench-settings.ts';
import type { Lake } from './lake.ts';
import type { Step } from './step.ts';

export interface LakeRightsProps {
  readonly stage: Stage;
  readonly settings: WorkbenchSettings;
  readonly lake: Lake;
}

/** Where tables lie in the lake's bucket. */
const tablesFolder = 'lake';

export class LakeRights extends Construct {
  private readonly props: LakeRightsProps;

  constructor(scope: Construct, id: string, props: LakeRightsProps) {
    super(scope, id);
    this.props = props;
    const settings = this.makeSettings();
    const location = this.registerLocation(settings);
    const databases = new Map(lakeDatabases.map((name) => [name, this.makeDatabase(name, settings)]));
    const raw = databases.get('raw') as CfnDatabase;
    for (const step of props.lake.describers) this.letDescribe(step).addDependency(location, raw);
  }

  /** Of the account and region: nothing new is open to whatever IAM allows. Stays when the stack goes. */
  private makeSettings(): CfnDataLakeSettings {
    const admins = [this.deployment(), ...this.props.settings.lakeAdmins];
    const settings = new CfnDataLakeSettings(this, 'Settings', {
      admins: admins.map((arn) => ({ dataLakePrincipalIdentifier: arn })),
      allowExternalDataFiltering: false,
      allowFullTableExternalDataAccess: false,
      mutationType: 'REPLACE',
    });
    // Written apart, for CDK leaves out what is empty, and what is left out keeps IAM's word.
    settings.addPropertyOverride('CreateDatabaseDefaultPermissions', []);
    settings.addPropertyOverride('CreateTableDefaultPermissions', []);
    settings.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return settings;
  }

  /** The identity that CloudFormation makes the stack with: it gives the functions theirs. */
  private deployment(): string {
    const { synthesizer } = Stack.of(this);
    if (!(synthesizer instanceof DefaultStackSynthesizer))
      throw new Error('Lake Formation needs to know which role deploys the stack');
    return Fn.sub(synthesizer.cloudFormationExecutionRoleArn);
  }

  /** Lake Formation reads what lies there in the name of its own role, for whoever it gave leave. */
  private registerLocation(settings: CfnDataLakeSettings): CfnResource {
    const { lake, stage } = this.props;
    const { reader } = lake;
    if (!reader) throw new Error(`stage ${stage.name} has a workbench and nobody to read the lake for it`);
    const objects = lake.lake.arnForObjects(`${tablesFolder}/*`);
    reader.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: [objects] }));
    reader.addToPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [lake.lake.bucketArn],
        conditions: { StringLike: { 's3:prefix': `${tablesFolder}/*` } },
      }),
    );
    lake.lake.encryptionKey?.grantDecrypt(reader);
    acknowledgeWildcard(
      reader,
      objects,
      'it reads for whoever has leave; which table that is, is decided there',
    );
    const location = new CfnResource(this, 'Location', {
      resourceArn: lake.lake.arnForObjects(tablesFolder),
      roleArn: reader.roleArn,
      useServiceLinkedRole: false,
      hybridAccessEnabled: false,
    });
    location.node.addDependency(settings, reader);
    return location;
  }

  private makeDatabase(name: string, settings: CfnDataLakeSettings): CfnDatabase {
    const { lake, stage } = this.props;
    const database = new CfnDatabase(this, `Database-${name}`, {
      catalogId: Stack.of(this).account,
      databaseInput: { name: lake.databasePrefix + name },
    });
    database.addPropertyOverride('DatabaseInput.CreateTableDefaultPermissions', []);
    database.applyRemovalPolicy(stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN);
    database.addResourceDependency(settings);
    return database;
  }

  /** Make and change tables of accepted rows and register their partitions; SELECT is not among it. */
  private letDescribe(step: Step): Node {
    const { lake } = this.props;
    const catalogId = Stack.of(this).account;
    const databaseName = `${lake.databasePrefix}raw`;
    const rights = new Construct(this, step.node.id);
    const give = (id: string, permissions: string[], resource: CfnPrincipalPermissions.ResourceProperty) =>
      new CfnPrincipalPermissions(rights, id, {
        principal: { dataLakePrincipalIdentifier: step.role.roleArn },
        resource,
        permissions,
        permissionsWithGrantOption: [],
      });
    give('Database', ['CREATE_TABLE', 'DESCRIBE'], { database: { catalogId, name: databaseName } });
    give('Tables', ['ALTER', 'DESCRIBE', 'INSERT'], {
      table: { catalogId, databaseName, tableWildcard: {} },
    });
    give('Location', ['DATA_LOCATION_ACCESS'], {
      dataLocation: { catalogId, resourceArn: lake.lake.arnForObjects(tablesFolder) },
    });
    return rights.node;
  }
}
