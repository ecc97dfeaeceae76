/** The architecture: departments put files into drop zones, the steps of the bus carry them into the lake and on. */
import { CfnOutput, Duration, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { Architecture, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { queueNames } from '../schemas/messages.ts';
import type { BuiltCode } from './built-code.ts';
import { Api } from './constructs/api.ts';
import { Authority } from './constructs/authority.ts';
import { ExchangeQueues } from './constructs/exchange-queues.ts';
import { ExchangeSteps } from './constructs/exchange-steps.ts';
import { KeepingSteps } from './constructs/keeping-steps.ts';
import { Keys } from './constructs/keys.ts';
import { Lake } from './constructs/lake.ts';
import { LedgerArchive } from './constructs/ledger-archive.ts';
import { Network } from './constructs/network.ts';
import { RecordsTable } from './constructs/records-table.ts';
import { Scanning } from './constructs/scanning.ts';
import { Signing } from './constructs/signing.ts';
import { Tokeniser } from './constructs/tokeniser.ts';
import { Watch } from './constructs/watch.ts';
import { Workbench } from './constructs/workbench.ts';
import type { Stage } from './stage.ts';

export interface ShuiyuanStackProps extends StackProps {
  readonly stage: Stage;
  readonly code: BuiltCode;
}

export class ShuiyuanStack extends Stack {
  constructor(scope: Construct, id: string, props: ShuiyuanStackProps) {
    super(scope, id, props);
    const { stage, code } = props;
    const keys = new Keys(this, 'Keys', { stage });
    const network = stage.isPrivate ? new Network(this, 'Network', { stage, keys }) : undefined;
    const duckdb = this.makeDuckdbLayer(stage, code);
    const surroundings = { stage, code, keys, duckdb, network };

    const lake = new Lake(this, 'Lake', { stage, keys, network });
    const records = new RecordsTable(this, 'Records', { stage, keys, network });
    const { accessLogs } = lake;
    const ledger = new LedgerArchive(this, 'Ledger', { stage, keys, accessLogs, network });
    const signing = new Signing(this, 'Signing', { stage, keys });
    const authority = new Authority(this, 'Authority', { stage, lake });
    const scanning = new Scanning(this, 'Scanning', { stage, keys, lake, network });
    const watch = new Watch(this, 'Watch', { stage, keys });
    const tokeniser = new Tokeniser(this, 'Tokeniser', { surroundings, lake, watch });
    const longestStep = Duration.seconds(stage.stepSeconds);
    const queues = new ExchangeQueues(this, 'Queues', { stage, keys, watch, longestStep });
    queues.tellOfNewObjects(lake.drop, ['drop/', 'zone/'], 'uploads');

    const store = { surroundings, keys, lake, records, queues, ledger, signing, tokeniser, authority, watch };
    new ExchangeSteps(this, 'Exchange', { ...store, scanning });
    const { schedules } = new KeepingSteps(this, 'Keeping', store);
    const api = new Api(this, 'Api', { ...store, network });
    const { workbench: settings } = stage;
    if (settings)
      new Workbench(this, 'Workbench', { ...store, stage, settings, network, schedules, api: api.step });

    for (const name of queueNames) watch.showQueue(name, queues.pairOf(name));
    new CfnOutput(this, 'ApiAddress', { value: api.address });
    new CfnOutput(this, 'DropBucket', { value: lake.drop.bucketName });
    new CfnOutput(this, 'LakeBucket', { value: lake.lake.bucketName });
    new CfnOutput(this, 'InboxBucket', { value: lake.inbox.bucketName });
    new CfnOutput(this, 'RecordsTableName', { value: records.table.tableName });
  }

  /** Zones are chosen when the stack is deployed: no look-up, the same template for every region. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }

  private makeDuckdbLayer(stage: Stage, code: BuiltCode): LayerVersion {
    const architecture = stage.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
    return new LayerVersion(this, 'DuckDb', {
      code: code.duckdbLayer(),
      compatibleArchitectures: [architecture],
      compatibleRuntimes: [Runtime.NODEJS_24_X],
      description: 'DuckDB and its native binary',
    });
  }
}
