/** What keeps the bus going by the clock: the sweep, the sealer, anchors, compaction, the eraser, and terms of accounts. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { FunctionName } from '../function-names.ts';
import type { Authority } from './authority.ts';
import type { ExchangeQueues } from './exchange-queues.ts';
import type { Keys } from './keys.ts';
import type { Lake } from './lake.ts';
import type { LedgerArchive } from './ledger-archive.ts';
import type { RecordsTable } from './records-table.ts';
import { Schedules } from './schedules.ts';
import type { Signing } from './signing.ts';
import { Step, type StepSurroundings } from './step.ts';
import type { Watch } from './watch.ts';

export interface KeepingStepsProps {
  readonly surroundings: StepSurroundings;
  readonly keys: Keys;
  readonly lake: Lake;
  readonly records: RecordsTable;
  readonly queues: ExchangeQueues;
  readonly ledger: LedgerArchive;
  readonly signing: Signing;
  readonly authority: Authority;
  readonly watch: Watch;
}

export class KeepingSteps extends Construct {
  private readonly props: KeepingStepsProps;
  readonly schedules: Schedules;

  constructor(scope: Construct, id: string, props: KeepingStepsProps) {
    super(scope, id);
    this.props = props;
    this.schedules = new Schedules(this, 'Schedules', { keys: props.keys, watch: props.watch });
    this.sweep();
    this.gatherRecords();
    this.sealLedger();
    this.exportAnchor();
    this.compactLake();
    this.eraseObjects();
    this.tendTerms();
    this.publishOpen();
    this.refreshLibrary();
    this.runFlows();
  }

  private sweep(): void {
    const { lake, queues, watch } = this.props;
    const step = this.makeStep('sweep', Duration.minutes(1), 512);
    lake.letList(step, 'drop/', 'zone/');
    lake.letRead(step, 'lake/');
    lake.letWrite(step, 'lake/');
    queues.letSend(step, 'uploads', 'batches', 'chunks', 'committed', 'parcels');
    // Alarms while there are dead letters.
    queues.letCount(step);
    this.props.authority.letIssue(step);
    watch.letNotify(step);
  }

  /** Puts what the real-time channels took into the drop zones, as files of their own. */
  private gatherRecords(): void {
    const { lake, queues } = this.props;
    const step = this.makeStep('gather-records', Duration.minutes(1), 512);
    lake.letRead(step, 'drop/', 'records/');
    lake.letWrite(step, 'drop/');
    lake.letErase(step, 'records/');
    queues.letSend(step, 'uploads');
  }

  private sealLedger(): void {
    const { ledger, signing } = this.props;
    const step = this.makeStep('seal-ledger', Duration.minutes(1), 512);
    ledger.letSeal(step);
    signing.letSign(step);
  }

  private exportAnchor(): void {
    const { ledger, signing } = this.props;
    const step = this.makeStep('export-anchor', Duration.days(7), 512);
    ledger.letSeal(step);
    signing.letSign(step);
  }

  private compactLake(): void {
    const { lake } = this.props;
    const step = this.makeStep('compact-lake', Duration.hours(1), 3008, 4096);
    lake.letRead(step, 'lake/');
    lake.letWrite(step, 'lake/');
    lake.letDescribe(step);
  }

  private eraseObjects(): void {
    const { lake } = this.props;
    const step = this.makeStep('erase-objects', Duration.hours(1), 512);
    lake.letRead(step, 'lake/');
    lake.letEraseForGood(step, 'zone/');
    lake.letErase(step, 'drop/', 'lake/raw/', 'lake/text/', 'inbox/', 'records/');
  }

  private tendTerms(): void {
    const step = this.makeStep('tend-terms', Duration.hours(1), 512);
    this.props.watch.letNotify(step);
  }

  /** Reads rows to check them, and writes what the public downloads. */
  private publishOpen(): void {
    const { lake, watch } = this.props;
    const step = this.makeStep('publish-open', Duration.minutes(1), 3008, 4096);
    lake.letRead(step, 'lake/', 'open/');
    lake.letWrite(step, 'open/');
    lake.letErase(step, 'open/', 'catalog/index/');
    watch.letNotify(step);
  }

  /** Reads the lake, writes the libraries' tables, and hands them in at the platform's own drop zone. */
  private refreshLibrary(): void {
    const { lake, queues, watch } = this.props;
    const step = this.makeStep('refresh-library', Duration.minutes(5), 3008, 4096);
    lake.letRead(step, 'lake/', 'library/', ...ownZones);
    lake.letWrite(step, 'library/', ...ownZones);
    lake.letErase(step, 'library/', ...ownZones);
    lake.letDescribe(step);
    queues.letSend(step, 'uploads');
    watch.letNotify(step);
  }

  /** Reads the lake, hands rows in at the platform's own drop zone, and keeps rows of dry runs for a day. */
  private runFlows(): void {
    const { lake, queues, watch } = this.props;
    const step = this.makeStep('run-flows', Duration.minutes(1), 3008, 4096);
    lake.letRead(step, 'lake/', 'exports/flows/', ...ownZones);
    lake.letWrite(step, 'exports/flows/', ...ownZones);
    lake.letErase(step, 'exports/flows/');
    queues.letSend(step, 'uploads');
    watch.letNotify(step);
  }

  private makeStep(
    name: FunctionName,
    every: Duration,
    memoryMegabytes: number,
    scratchMegabytes?: number,
  ): Step {
    const { surroundings, records, watch } = this.props;
    const step = new Step(this, name, {
      name,
      surroundings,
      timeoutSeconds: 55,
      memoryMegabytes,
      // One at a time is enough, and a second one, started late, does no harm.
      concurrency: 2,
      scratchMegabytes,
    });
    records.letCommit(step);
    this.schedules.run(name, step, every);
    watch.follow(name, step);
    return step;
  }
}

/** Of uploads that are the platform's own. */
const ownZones = ['drop/platform/', 'zone/platform/'] as const;
