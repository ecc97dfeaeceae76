/** What departments, readers and the clock's jobs do to a bus, action by action. */
import { applyResource } from '../../layers/core/catalog/apply-resource.ts';
import { ShuiyuanError } from '../../layers/core/errors.ts';
import {
  acknowledgeParcel,
  answerMapping,
  compactLake,
  eraseObjects,
  issueTicket,
  newestList,
  openParcel,
  sweep,
  uploadMessage,
  withdrawBatch,
} from '../../layers/core/exchange/index.ts';
import { loadParts } from '../../layers/core/exchange/parts-ref.ts';
import { decideGrant } from '../../layers/core/grants/decide-grant.ts';
import { endGrant } from '../../layers/core/grants/end-grant.ts';
import { renewGrant } from '../../layers/core/grants/renew-grant.ts';
import { resumeGrant, suspendGrant } from '../../layers/core/grants/suspend-grant.ts';
import { sealChain } from '../../layers/core/ledger/index.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import { type Batch, batchSchema, type LiveList, type Parcel, parcelSchema } from '../../schemas/records.ts';
import { sha256 } from './digest.ts';
import type { TinyFile } from './fake-refinery.ts';
import { isGrantedNow, untilOf } from './grants-seen.ts';
import { memoryPorts } from './memory-ports.ts';
import { type Action, resource } from './plan.ts';
import type { Scheduler } from './scheduler.ts';
import type { World } from './world.ts';

/** A door that looks at no grant. */
const openToAll = async (parcel: Parcel): Promise<Date | undefined> =>
  parcel.stage === 'delivered' ? new Date(0) : undefined;

const grantMoves = {
  suspend: async (ports: Ports, grant: string) => {
    await suspendGrant(ports)({ grant, party: 'power', actor: 'chief', reason: 'looked into' });
  },
  resume: async (ports: Ports, grant: string) => {
    await resumeGrant(ports)({ grant, party: 'power', actor: 'chief' });
  },
  revoke: async (ports: Ports, grant: string) => {
    await endGrant(ports)({ grant, party: 'power', actor: 'chief', reason: 'not needed' });
  },
  'give-up': async (ports: Ports, grant: string, receiver: string) => {
    await endGrant(ports)({ grant, party: receiver, actor: 'receiver', reason: 'not needed' });
  },
  renew: async (ports: Ports, grant: string, receiver: string) => {
    const until = new Date(ports.clock.now().getTime() + 365 * 86_400_000).toISOString();
    const asked = await renewGrant(ports)({ grant, receiver, actor: 'receiver', until });
    await decideGrant(ports)({ grant: asked.id, party: 'power', actor: 'chief', verdict: 'approved' });
  },
} as const;

export class Departments {
  readonly world: World;
  readonly ports: Ports;
  /** Uploads made: the ticket, what was sent, the description's version when it was. */
  readonly uploads: { ticket: string; file: TinyFile; definition: number }[] = [];
  /** Each subscriber's first grant. */
  readonly grants: string[] = [];
  /** What was to be had outside a grant. */
  readonly leaks: string[] = [];
  /** What readers found missing while they read a pinned list. */
  readonly readFaults: string[] = [];
  readonly failures: unknown[] = [];
  protected readonly scheduler: Scheduler;
  readonly #settings: Partial<Ports['settings']>;
  #definition = 1;
  #actors = 0;

  constructor(world: World, scheduler: Scheduler, settings: Partial<Ports['settings']>) {
    this.world = world;
    this.scheduler = scheduler;
    this.#settings = settings;
    this.ports = memoryPorts({ world, settings });
  }

  /** The ports of one who may be held up or die at each call. */
  protected gated(gate: () => Promise<void>): Ports {
    return memoryPorts({ world: this.world, gate, settings: this.#settings });
  }

  /** Transient faults are given back; anything else a step throws is a finding. */
  protected note(error: unknown): void {
    const expected = error instanceof ShuiyuanError && ['transient', 'condition-failed'].includes(error.code);
    if (!expected) this.failures.push(error);
  }

  protected async act(action: Action): Promise<void> {
    switch (action.do) {
      case 'upload':
        return this.#upload(action);
      case 'withdraw':
        return this.#withdraw(action.nth);
      case 'answer':
        return this.#answer();
      case 'acknowledge':
        return this.#acknowledge();
      case 'redefine':
        return this.#redefine();
      case 'suspend':
      case 'resume':
      case 'revoke':
      case 'give-up':
      case 'renew':
        return this.#moveGrant(action.do, action.nth);
      case 'fetch':
        return this.#fetch();
      case 'pass':
        this.world.time += action.hours * 3_600_000;
        return;
      case 'rest':
        return;
      case 'read':
        return this.#read();
      case 'expire':
        this.world.time += 3_600_000;
        return;
      case 'erase':
        return this.#erase(action.hours ?? 25);
      case 'seal':
        return this.#actor('seal', (ports) => sealChain(ports, 'power'));
      case 'compact':
        return this.#actor('compact', (ports) => compactLake(ports)());
      case 'sweep':
        return this.#actor('sweep', (ports) => sweep(ports)());
    }
  }

  async #erase(hours: number): Promise<void> {
    if (hours > 1) this.scheduler.endAll();
    this.world.time += hours * 3_600_000;
    return this.#actor('erase', (ports) => eraseObjects(ports)());
  }

  async #actor(name: string, work: (ports: Ports) => Promise<unknown>): Promise<void> {
    this.#actors += 1;
    await this.scheduler.start(
      `${name}#${this.#actors}`,
      async (gate) => {
        await work(this.gated(gate));
      },
      (result, error) => {
        if (result === 'failed') this.note(error);
      },
    );
  }

  async #upload({ file, lost, replaces, period }: Extract<Action, { do: 'upload' }>): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(file));
    const { ticket } = await issueTicket(this.ports)({
      department: 'power',
      actor: 'clerk',
      resource: resource.code,
      fileName: 'meters.csv',
      size: bytes.length,
      sha256: sha256(bytes),
      period: period ?? '201503',
      replaces: replaces === undefined ? undefined : this.#nthBatch(replaces)?.id,
    });
    this.world.put(ticket.key, bytes);
    this.uploads.push({ ticket: ticket.id, file, definition: this.#definition });
    if (!lost) this.world.send('uploads', [uploadMessage(this.ports, ticket)]);
  }

  /** A department may be told no: that is no finding. */
  readonly #refusedOrDone = (_result: unknown, error: unknown): void => {
    if (error !== undefined && !(error instanceof ShuiyuanError)) this.failures.push(error);
  };

  async #moveGrant(what: keyof typeof grantMoves, nth: number): Promise<void> {
    const grant = this.grants[nth];
    if (grant === undefined) return;
    await this.scheduler.start(
      `${what} ${nth}`,
      (gate) => grantMoves[what](this.gated(gate), grant, `tax${nth}`),
      this.#refusedOrDone,
    );
  }

  /** At one moment, as a receiver who asks at just that moment: what is given then must be granted then. */
  async #fetch(): Promise<void> {
    for (const key of this.world.keys('parcel/')) {
      const parcel = parcelSchema.parse(this.world.get(key)?.value);
      const open = this.world.mutation.openInbox ? openToAll : openParcel(this.ports);
      const opened = await open(parcel).catch((error) => {
        if (!(error instanceof ShuiyuanError)) throw error;
      });
      if (opened && !isGrantedNow(this.world, parcel))
        this.leaks.push(`S9 ${parcel.id} was to be fetched outside its grant`);
      if (opened && opened.getTime() > untilOf(this.world, parcel))
        this.leaks.push(`S9 ${parcel.id} was to be fetched after the end of its grant`);
    }
  }

  async #redefine(): Promise<void> {
    const changed = { ...resource, nameEn: `meters, edition ${this.#definition + 1}` };
    this.#definition = (await applyResource(this.ports)(changed, 'test')).version;
  }

  /** Batches in the order of their sequence. */
  batches(): Batch[] {
    return this.world
      .keys('batch/')
      .map((key) => batchSchema.parse(this.world.get(key)?.value))
      .sort((a, b) => a.sequence - b.sequence);
  }

  #nthBatch(nth: number): Batch | undefined {
    return this.batches()[nth];
  }

  async #withdraw(nth: number): Promise<void> {
    const batch = this.#nthBatch(nth);
    if (!batch) return;
    await this.scheduler.start(
      `withdraw ${nth}`,
      async (gate) => {
        await withdrawBatch(this.gated(gate))({
          department: 'power',
          actor: 'clerk',
          batch: batch.id,
          reason: 'wrong month',
        });
      },
      this.#refusedOrDone,
    );
  }

  async #answer(): Promise<void> {
    const asking = this.batches().find((batch) => batch.stage === 'asks');
    if (!asking?.proposal) return;
    const answers = asking.proposal.questions.map(({ column }) => ({ column, item: 'account_no' }));
    await this.scheduler.start(
      'answer',
      async (gate) => {
        await answerMapping(this.gated(gate))({
          department: 'power',
          actor: 'clerk',
          batch: asking.id,
          answers,
        });
      },
      this.#refusedOrDone,
    );
  }

  async #acknowledge(): Promise<void> {
    for (const key of [...this.world.keys('parcel/'), ...this.world.keys('correction/')]) {
      const parcel = parcelSchema.parse(this.world.get(key)?.value);
      if (parcel.stage !== 'delivered') continue;
      await acknowledgeParcel(this.ports)({
        department: parcel.receiver,
        actor: 'receiver',
        parcel: parcel.id,
        sha256: parcel.sha256 ?? '',
      });
    }
  }

  /** A reader pins the newest written list and reads all it names, slowly: other workers go on between its reads. */
  async #read(): Promise<void> {
    const list = await newestList(this.ports, resource.code);
    await this.#actor('read', async (ports) => {
      for (let query = 0; query < 12; query += 1) await this.#readAll(ports, list);
    });
  }

  async #readAll(ports: Ports, list: LiveList): Promise<void> {
    for (const entry of list.entries)
      for (const part of await loadParts(ports.objects, entry.objects))
        if (!(await ports.objects.head(part.key)))
          this.readFaults.push(`list ${list.generation} names ${part.key}, which is gone`);
  }
}
