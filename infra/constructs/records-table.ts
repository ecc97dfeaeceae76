/** The records: one table, three indexes, restorable to any second of the last 35 days. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { indexNames } from '../../layers/core/ports/records.ts';
import { acknowledgeWildcard } from '../acknowledge-rule.ts';
import type { Stage } from '../stage.ts';
import type { Keys } from './keys.ts';
import type { Network } from './network.ts';
import type { Step } from './step.ts';

export interface RecordsTableProps {
  readonly stage: Stage;
  readonly keys: Keys;
  readonly network?: Network;
}

const reads = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const writes = ['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];

export class RecordsTable extends Construct {
  readonly table: Table;
  private readonly keys: Keys;

  constructor(scope: Construct, id: string, props: RecordsTableProps) {
    super(scope, id);
    this.keys = props.keys;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'key', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.keys.content,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: !props.stage.isTest,
      removalPolicy: props.stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      ...(props.network && { resourcePolicy: ownNetworkOnly(this, props.network.endpointIds) }),
    });
    for (const name of indexNames) this.addIndex(name);
  }

  /** Read, and commit transactions. */
  letCommit(step: Step): void {
    this.letDo(step, [...reads, ...writes]);
    this.keys.content.grant(step.function, 'kms:Decrypt', 'kms:GenerateDataKey');
  }

  private letDo(step: Step, actions: string[]): void {
    step.function.addEnvironment('RECORDS_TABLE', this.table.tableName);
    const indexes = `${this.table.tableArn}/index/*`;
    acknowledgeWildcard(step, indexes, "every index of this table holds the table's own items");
    const resources = [this.table.tableArn, indexes];
    step.function.addToRolePolicy(new PolicyStatement({ actions, resources }));
  }

  private addIndex(indexName: string): void {
    this.table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: { name: `${indexName}P`, type: AttributeType.STRING },
      sortKey: { name: `${indexName}S`, type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
  }
}

/** Content is reached through the network's endpoint only; the table itself is managed from outside as ever. */
function ownNetworkOnly(scope: Construct, endpointIds: readonly string[]): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'OwnNetworkOnly',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [...reads, ...writes, 'dynamodb:Scan', 'dynamodb:UpdateItem'],
        // The table's own address would be a circle: a policy on a table speaks of this table anyway.
        resources: [Stack.of(scope).formatArn({ service: 'dynamodb', resource: 'table', resourceName: '*' })],
        conditions: {
          StringNotEquals: { 'aws:SourceVpce': endpointIds },
          Bool: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    ],
  });
}
