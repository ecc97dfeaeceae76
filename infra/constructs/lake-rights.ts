/**
 * Lake Formation decides who reads the lake's tables, and the list of leaves begins empty: what IAM allows on tables
 * counts no more, and here nobody is given any rows. The functions that describe tables may describe those of `raw`, one
 * may publish tables in the other databases, and one gives people leave on these, as grants say.
 */
import { DefaultStackSynthesizer, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnDataLakeSettings, CfnPrincipalPermissions, CfnResource } from 'aws-cdk-lib/aws-lakeformation';
import { Construct, type Node } from 'constructs';
import { lakeDatabases } from '../../layers/core/workbench/places.ts';
import { acknowledgeWildcard } from '../acknowledge-rule.ts';
import { martDatabases } from '../library-databases.ts';
import type { Stage } from '../stage.ts';
import type { WorkbenchSettings } from '../workbench-settings.ts';
import type { Lake } from './lake.ts';
import type { Step } from './step.ts';

export interface LakeRightsProps {
  readonly stage: Stage;
  readonly settings: WorkbenchSettings;
  readonly lake: Lake;
  /** Defines tables in every database but `raw`. */
  readonly publisher: Step;
  /** Gives and takes leave. */
  readonly tender: Step;
}

/** Where tables lie in the lake's bucket: the lake's own, and the libraries'. */
const tablesFolders = ['lake', 'library'] as const;

export class LakeRights extends Construct {
  private readonly props: LakeRightsProps;

  constructor(scope: Construct, id: string, props: LakeRightsProps) {
    super(scope, id);
    this.props = props;
    const settings = this.makeSettings();
    const locations = tablesFolders.map((folder) => this.registerLocation(folder, settings));
    const names = [...lakeDatabases, ...martDatabases()];
    const databases = new Map(names.map((name) => [name, this.makeDatabase(name, settings)]));
    const raw = databases.get('raw') as CfnDatabase;
    for (const step of props.lake.describers) this.letDescribe(step).addDependency(...locations, raw);
    this.letPublish(names.filter((name) => name !== 'raw')).addDependency(
      ...locations,
      ...databases.values(),
    );
  }

  /** Of the account and region: nothing new is open to whatever IAM allows. Stays when the stack goes. */
  private makeSettings(): CfnDataLakeSettings {
    const { settings: given, tender } = this.props;
    const admins = [this.deployment(), tender.role.roleArn, ...given.lakeAdmins];
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
  private registerLocation(folder: string, settings: CfnDataLakeSettings): CfnResource {
    const { lake, stage } = this.props;
    const { reader } = lake;
    if (!reader) throw new Error(`stage ${stage.name} has a workbench and nobody to read the lake for it`);
    const objects = lake.lake.arnForObjects(`${folder}/*`);
    reader.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: [objects] }));
    reader.addToPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [lake.lake.bucketArn],
        conditions: { StringLike: { 's3:prefix': `${folder}/*` } },
      }),
    );
    lake.lake.encryptionKey?.grantDecrypt(reader);
    acknowledgeWildcard(
      reader,
      objects,
      'it reads for whoever has leave; which table that is, is decided there',
    );
    const location = new CfnResource(this, folder === 'lake' ? 'Location' : `Location-${folder}`, {
      resourceArn: lake.lake.arnForObjects(folder),
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
    const rights = new Construct(this, step.node.id);
    this.giveOn(rights, step, 'raw', ['CREATE_TABLE', 'DESCRIBE'], ['ALTER', 'DESCRIBE', 'INSERT']);
    this.giveLocation(rights, step, 'lake');
    return rights.node;
  }

  /** Make, move and take out tables for readers; a resource may name a database of a topic that has none yet. */
  private letPublish(databases: readonly string[]): Node {
    const { publisher } = this.props;
    const rights = new Construct(this, publisher.node.id);
    for (const name of databases) {
      const own = new Construct(rights, name);
      this.giveOn(own, publisher, name, ['CREATE_TABLE', 'DESCRIBE'], ['ALTER', 'DESCRIBE', 'DROP']);
    }
    for (const folder of tablesFolders) this.giveLocation(new Construct(rights, folder), publisher, folder);
    this.give(rights, 'Catalog', publisher, ['CREATE_DATABASE'], { catalog: {} });
    Validations.of(rights).acknowledge({
      id: 'CloudFormation-Validate::F3012',
      reason:
        'the whole catalog is an empty object: what it is compared with says text, the documentation JSON',
    });
    return rights.node;
  }

  private giveOn(scope: Construct, step: Step, name: string, onDatabase: string[], onTables: string[]): void {
    const catalogId = Stack.of(this).account;
    const databaseName = this.props.lake.databasePrefix + name;
    this.give(scope, 'Database', step, onDatabase, { database: { catalogId, name: databaseName } });
    this.give(scope, 'Tables', step, onTables, { table: { catalogId, databaseName, tableWildcard: {} } });
  }

  private giveLocation(scope: Construct, step: Step, folder: string): void {
    const catalogId = Stack.of(this).account;
    const resourceArn = this.props.lake.lake.arnForObjects(folder);
    this.give(scope, 'Location', step, ['DATA_LOCATION_ACCESS'], {
      dataLocation: { catalogId, resourceArn },
    });
  }

  private give(
    scope: Construct,
    id: string,
    step: Step,
    permissions: string[],
    resource: CfnPrincipalPermissions.ResourceProperty,
  ): void {
    new CfnPrincipalPermissions(scope, id, {
      principal: { dataLakePrincipalIdentifier: step.role.roleArn },
      resource,
      permissions,
      permissionsWithGrantOption: [],
    });
  }
}
