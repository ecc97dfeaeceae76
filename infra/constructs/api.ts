/** The API's function, and the gate before it: public with an authorizer, or inside the private network only. */
import { Construct } from 'constructs';
import { fileScratchMegabytes } from '../stage-settings.ts';
import type { Authority } from './authority.ts';
import type { ExchangeQueues } from './exchange-queues.ts';
import type { Keys } from './keys.ts';
import type { Lake } from './lake.ts';
import type { LedgerArchive } from './ledger-archive.ts';
import type { Network } from './network.ts';
import { PrivateApi } from './private-api.ts';
import { PublicApi } from './public-api.ts';
import type { RecordsTable } from './records-table.ts';
import type { Signing } from './signing.ts';
import { Step, type StepSurroundings } from './step.ts';
import type { Tokeniser } from './tokeniser.ts';
import type { Watch } from './watch.ts';

export interface ApiProps {
  readonly surroundings: StepSurroundings;
  readonly keys: Keys;
  readonly lake: Lake;
  readonly records: RecordsTable;
  readonly queues: ExchangeQueues;
  readonly ledger: LedgerArchive;
  readonly signing: Signing;
  readonly tokeniser: Tokeniser;
  readonly authority: Authority;
  readonly watch: Watch;
  readonly network?: Network;
}

const usualConcurrency = 100;

export class Api extends Construct {
  readonly address: string;
  /** Answers it. */
  readonly step: Step;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const { surroundings, keys, network } = props;
    const { stage } = surroundings;
    this.step = this.makeStep(props);
    const { step } = this;
    this.address = network
      ? new PrivateApi(this, 'Private', { stage, keys, step, network }).address
      : new PublicApi(this, 'Public', { stage, keys, step, lake: props.lake }).address;
  }

  private makeStep(props: ApiProps): Step {
    const { surroundings, lake, records, queues, ledger, signing, tokeniser, authority, watch } = props;
    const step = new Step(this, 'Function', {
      name: 'api',
      surroundings,
      timeoutSeconds: 29,
      memoryMegabytes: 1769,
      concurrency: surroundings.stage.concurrency.api ?? usualConcurrency,
      // To lead a row back to its line the file is looked at, which may be the largest there is.
      scratchMegabytes: fileScratchMegabytes,
    });
    step.function.addEnvironment('TOKEN_ISSUER', surroundings.stage.issuer);
    step.function.addEnvironment('TOKEN_AUDIENCE', surroundings.stage.audience);
    step.function.addEnvironment('DIRECTORY', surroundings.stage.directory);
    if (surroundings.stage.pkiAddress !== undefined)
      step.function.addEnvironment('PKI_ADDRESS', surroundings.stage.pkiAddress);
    records.letCommit(step);
    // Lines of a file that is kept are shown to its department; what lies in a zone is not read here.
    // What it signs addresses for it must itself be allowed: uploads into drop zones, downloads from inboxes.
    lake.letRead(step, 'drop/', 'inbox/', 'lake/', 'plans/', 'rejects/', 'exports/', 'open/', 'catalog/');
    lake.letWrite(step, 'drop/', 'zone/', 'lake/live/', 'exports/', 'open/', 'catalog/index/', 'records/');
    lake.letDescribe(step);
    queues.letTend(step);
    ledger.letSeal(step);
    signing.letSign(step);
    authority.letAnswer(step);
    tokeniser.letTokenise(step);
    watch.letNotify(step);
    watch.follow('api', step);
    return step;
  }
}
