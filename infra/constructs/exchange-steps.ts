/** The steps of the bus: which function takes which queue up, and exactly what each may touch. */
import { Construct } from 'constructs';
import type { QueueName } from '../../schemas/messages.ts';
import type { FunctionName } from '../function-names.ts';
import { fileScratchMegabytes } from '../stage-settings.ts';
import type { ExchangeQueues } from './exchange-queues.ts';
import type { Lake } from './lake.ts';
import type { RecordsTable } from './records-table.ts';
import type { Scanning } from './scanning.ts';
import type { Signing } from './signing.ts';
import { Step, type StepSurroundings } from './step.ts';
import type { Tokeniser } from './tokeniser.ts';
import type { Watch } from './watch.ts';

export interface ExchangeStepsProps {
  readonly surroundings: StepSurroundings;
  readonly lake: Lake;
  readonly records: RecordsTable;
  readonly queues: ExchangeQueues;
  readonly signing: Signing;
  readonly tokeniser: Tokeniser;
  readonly scanning: Scanning;
  readonly watch: Watch;
}

/** Room for the objects of a parcel and the parcel. */
const parcelScratch = 4_096;

export class ExchangeSteps extends Construct {
  private readonly props: ExchangeStepsProps;

  constructor(scope: Construct, id: string, props: ExchangeStepsProps) {
    super(scope, id);
    this.props = props;
    this.acceptUpload();
    this.transformBatch();
    this.transformChunk();
    this.routeBatch();
    this.deliverParcel();
  }

  private acceptUpload(): void {
    const { lake, queues } = this.props;
    const step = this.makeStep('accept-upload', 'uploads', { scratch: fileScratchMegabytes, memory: 2048 });
    // Looks at what a file really is before it is a batch.
    lake.letRead(step, 'drop/', 'zone/');
    queues.letSend(step, 'batches');
  }

  private transformBatch(): void {
    const { lake, queues, scanning, tokeniser, watch } = this.props;
    const step = this.makeStep('transform-batch', 'batches', { scratch: fileScratchMegabytes, memory: 3008 });
    lake.letRead(step, 'drop/', 'zone/', 'lake/', 'plans/', 'rejects/');
    lake.letWrite(step, 'lake/', 'plans/', 'rejects/');
    lake.letDescribe(step);
    queues.letSend(step, 'batches', 'chunks', 'committed');
    tokeniser.letTokenise(step);
    scanning.letAsk(step);
    watch.letNotify(step);
  }

  private transformChunk(): void {
    const { lake, queues, tokeniser } = this.props;
    const step = this.makeStep('transform-chunk', 'chunks', { scratch: fileScratchMegabytes, memory: 3008 });
    lake.letRead(step, 'drop/', 'zone/', 'lake/', 'plans/', 'rejects/');
    lake.letWrite(step, 'lake/', 'rejects/');
    queues.letSend(step, 'batches');
    tokeniser.letTokenise(step);
  }

  private routeBatch(): void {
    const { lake, queues } = this.props;
    const step = this.makeStep('route-batch', 'committed', { memory: 512 });
    lake.letRead(step, 'lake/');
    queues.letSend(step, 'committed', 'parcels');
  }

  private deliverParcel(): void {
    const { lake, signing, watch } = this.props;
    const step = this.makeStep('deliver-parcel', 'parcels', { scratch: parcelScratch, memory: 3008 });
    // Scans and drawings are passed on as they lie in drop/; rows come from the lake.
    lake.letRead(step, 'lake/', 'inbox/', 'drop/');
    lake.letWrite(step, 'inbox/');
    signing.letSign(step);
    // A parcel without a grant in force is cancelled, and its receiver told.
    watch.letNotify(step);
  }

  private makeStep(
    name: FunctionName,
    queue: QueueName,
    size: { readonly memory: number; readonly scratch?: number },
  ): Step {
    const { surroundings, records, queues, watch } = this.props;
    const { stage } = surroundings;
    const concurrency = stage.concurrency[queue] ?? usualConcurrency[queue];
    const step = new Step(this, name, {
      name,
      surroundings,
      timeoutSeconds: stage.stepSeconds,
      memoryMegabytes: size.memory,
      concurrency,
      scratchMegabytes: size.scratch,
    });
    records.letCommit(step);
    // One file a call where files are opened: a slow one then holds up nobody.
    const atOnce = size.scratch === undefined ? 10 : 1;
    queues.letTake(step, queue, { atOnce, concurrency });
    watch.follow(name, step);
    return step;
  }
}

/** How many calls work on a queue at once: together well under an account's usual thousand. */
const usualConcurrency: Readonly<Record<QueueName, number>> = {
  uploads: 50,
  batches: 50,
  chunks: 100,
  committed: 10,
  parcels: 50,
};
