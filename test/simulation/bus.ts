/**
 * One run of the bus: a few departments' actions and all the workers, in a random order with faults, then without
 * faults until everything is at rest.
 */

import { applyResource } from '../../layers/core/catalog/apply-resource.ts';
import { ShuiyuanError } from '../../layers/core/errors.ts';
import {
  acceptUpload,
  acknowledgeParcel,
  answerMapping,
  compactLake,
  deliverParcel,
  eraseObjects,
  issueTicket,
  newestList,
  openParcel,
  routeBatch,
  subscribe,
  sweep,
  transformBatch,
  transformChunk,
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
import type { Message, QueueName } from '../../schemas/messages.ts';
import { type Batch, batchSchema, type LiveList, type Parcel, parcelSchema } from '../../schemas/records.ts';
import { type Resource, resourceSchema } from '../../schemas/resource.ts';
import type { TinyFile } from './fake-refinery.ts';
import { giveGrant } from './give-grant.ts';
import { isGrantedNow, untilOf } from './grants-seen.ts';
import { memoryPorts } from './memory-ports.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { type Mutation, type Waiting, World } from './world.ts';

export const resource: Resource = resourceSchema.parse({
  code: 'METER',
  name: '电表',
  nameEn: 'meters',
  departments: ['power'],
  cycle: 'monthly',
  grade: 1,
  mode: 'increment',
  items: [
    { code: 'account_no', name: '用电户号', type: 'text', key: 'primary', required: true },
    { code: 'remark', name: '备注', type: 'text' },
  ],
});

/** A department's action: what the run does at some moment. */
export type Action =
  | {
      readonly do: 'upload';
      readonly file: TinyFile;
      readonly lost?: boolean;
      readonly replaces?: number;
      readonly period?: string;
    }
  | { readonly do: 'withdraw'; readonly nth: number }
  | { readonly do: 'answer' }
  | { readonly do: 'acknowledge' }
  /** The resource's description changes. */
  | { readonly do: 'redefine' }
  /** The eraser, after a day unless hours are given. */
  | { readonly do: 'erase'; readonly hours?: number }
  /** What those who give it do with the nth subscriber's grant, or its receiver who asks for a new term. */
  | { readonly do: 'suspend' | 'resume' | 'revoke' | 'give-up' | 'renew'; readonly nth: number }
  /** The receivers try to fetch all that lies in their inboxes. */
  | { readonly do: 'fetch' }
  /** So many hours pass. */
  | { readonly do: 'pass'; readonly hours: number }
  /** Waits until all that was begun is done. */
  | { readonly do: 'rest' }
  | { readonly do: 'compact' | 'sweep' | 'seal' | 'read' | 'expire' };

export interface Plan {
  readonly actions: readonly Action[];
  readonly subscribers: number;
  readonly deaths: number;
  readonly redeliveries: number;
  /** Term of the subscribers' grants; a year when absent. */
  readonly grantHours?: number | undefined;
  readonly settings?: Partial<Ports['settings']>;
  /** The sweep does not run: shows that it is needed. */
  readonly withoutSweep?: boolean;
}

const steps: Record<QueueName, (ports: Ports) => (message: Message) => Promise<void>> = {
  uploads: acceptUpload,
  batches: transformBatch,
  chunks: transformChunk,
  committed: routeBatch,
  parcels: deliverParcel,
};

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

export class NotAtRest extends Error {}

export class Bus {
  readonly world: World;
  readonly ports: Ports;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #plan: Plan;
  readonly #pending: Action[];
  /** Uploads made: the ticket, what was sent, the description's version when it was. */
  readonly uploads: { ticket: string; file: TinyFile; definition: number }[] = [];
  /** Each subscriber's first grant. */
  readonly grants: string[] = [];
  /** What was to be had outside a grant. */
  readonly leaks: string[] = [];
  #definition = 1;
  /** What readers found missing while they read a pinned list. */
  readonly readFaults: string[] = [];
  readonly failures: unknown[] = [];
  #redeliveries = 0;
  #actors = 0;

  constructor(seed: number, plan: Plan, mutation: Mutation = {}) {
    this.#random = new Random(seed);
    this.world = new World(this.#random, mutation);
    this.#scheduler = new Scheduler(this.#random);
    this.#plan = plan;
    this.#pending = [...plan.actions];
    this.ports = memoryPorts({ world: this.world, settings: this.#settings() });
  }

  #until(): string {
    const { grantHours = 365 * 24 } = this.#plan;
    return new Date(this.world.time + grantHours * 3_600_000).toISOString();
  }

  /** Can grants end or be suspended in this run? Else each batch must arrive. */
  get grantsMove(): boolean {
    const moving = new Set<Action['do']>(['suspend', 'revoke', 'give-up']);
    return this.#plan.grantHours !== undefined || this.#plan.actions.some((action) => moving.has(action.do));
  }

  get trace(): readonly string[] {
    return this.#scheduler.trace;
  }

  #settings() {
    return { compactEntries: 2, chunkBytes: 10, announcementSeconds: 0, ...this.#plan.settings };
  }

  #gated(gate: () => Promise<void>): Ports {
    return memoryPorts({ world: this.world, gate, settings: this.#settings() });
  }

  async run(): Promise<void> {
    await applyResource(this.ports)(resource, 'test');
    for (let index = 0; index < this.#plan.subscribers; index += 1) {
      const wish = { resource: resource.code, receiver: `tax${index}`, actor: 'test' };
      this.grants.push((await giveGrant(this.ports, { ...wish, until: this.#until() })).id);
      await subscribe(this.ports)({ ...wish, format: 'csv' });
    }
    await this.#storm();
    await this.#calm();
  }

  async #storm(): Promise<void> {
    for (let turn = 0; turn < 4000; turn += 1) {
      this.world.time += 1000;
      if (this.#mayAct()) {
        await this.#act(this.#pending.shift() as Action);
      } else if (this.#canTake() && (this.#random.chance(0.3) || this.#scheduler.alive === 0))
        await this.#take();
      else if (this.#scheduler.alive > 0) await this.#scheduler.turn(this.#mayDie());
      if (this.#pending.length === 0 && this.#idle()) return;
    }
    throw new NotAtRest('the storm does not end');
  }

  #mayAct(): boolean {
    const [next] = this.#pending;
    if (next === undefined || this.#idle()) return next !== undefined;
    if (next.do === 'answer' && !this.batches().some((batch) => batch.stage === 'asks')) return false;
    return next.do !== 'rest' && this.#random.chance(0.12);
  }

  #idle(): boolean {
    return this.#scheduler.alive === 0 && !this.#canTake();
  }

  #mayDie(): boolean {
    return this.#scheduler.deaths < this.#plan.deaths && this.#random.chance(0.04);
  }

  #takable(): Waiting[] {
    const spare = this.#redeliveries < this.#plan.redeliveries;
    return this.world.waiting.filter((one) => one.holders === 0 || spare);
  }

  #canTake(): boolean {
    return this.#takable().length > 0;
  }

  async #take(): Promise<void> {
    const waiting = this.#random.pick(this.#takable());
    if (waiting.holders > 0) this.#redeliveries += 1;
    waiting.holders += 1;
    await this.#scheduler.start(
      waiting.queue,
      (gate) => steps[waiting.queue](this.#gated(gate))(waiting.message),
      (result, error) => {
        waiting.holders -= 1;
        if (result === 'done') this.world.deleteMessage(waiting);
        else if (result === 'failed') this.#note(error);
      },
    );
  }

  /** Transient faults are given back; anything else a step throws is a finding. */
  #note(error: unknown): void {
    const expected = error instanceof ShuiyuanError && ['transient', 'condition-failed'].includes(error.code);
    if (!expected) this.failures.push(error);
  }

  /** Faults end here: whoever is alive goes on, the dead ones' messages come again, sweeps and sealers take turns. */
  async #calm(): Promise<void> {
    for (let round = 0; round < 60; round += 1) {
      for (const one of this.world.waiting) one.holders = 0;
      while (this.#scheduler.alive > 0) await this.#scheduler.turn(false);
      const before = this.#state();
      await this.#drain();
      this.world.time += 25 * 3_600_000;
      if (!this.#plan.withoutSweep) for (let once = 0; once < 2; once += 1) await sweep(this.ports)();
      await this.#drain();
      await eraseObjects(this.ports)();
      for (const department of ['power', 'platform', 'tax0', 'tax1']) await sealChain(this.ports, department);
      if (round > 5 && before === this.#state() && this.world.waiting.length === 0) return;
    }
    throw new NotAtRest('the bus does not come to rest');
  }

  /** Stages of everything that has some. An unanswered question is put again each day: that is rest. */
  #state(): string {
    const staged = ['ticket/', 'batch/', 'parcel/', 'correction/', 'grant/'].flatMap((prefix) =>
      this.world.keys(prefix),
    );
    const stages = staged.map((key) => [
      key,
      (this.world.get(key)?.value as { stage?: string } | undefined)?.stage,
    ]);
    return JSON.stringify([stages, this.world.keys('announcement/'), this.world.keys('change/')]);
  }

  async #drain(): Promise<void> {
    for (let turn = 0; this.world.waiting.length > 0 && turn < 500; turn += 1) {
      const waiting = this.#random.pick(this.world.waiting);
      try {
        await steps[waiting.queue](this.ports)(waiting.message);
        this.world.deleteMessage(waiting);
      } catch (error) {
        this.#note(error);
      }
    }
  }

  async #act(action: Action): Promise<void> {
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
    if (hours > 1) this.#scheduler.endAll();
    this.world.time += hours * 3_600_000;
    return this.#actor('erase', (ports) => eraseObjects(ports)());
  }

  async #actor(name: string, work: (ports: Ports) => Promise<unknown>): Promise<void> {
    this.#actors += 1;
    await this.#scheduler.start(
      `${name}#${this.#actors}`,
      async (gate) => {
        await work(this.#gated(gate));
      },
      (result, error) => {
        if (result === 'failed') this.#note(error);
      },
    );
  }

  async #upload({ file, lost, replaces, period }: Extract<Action, { do: 'upload' }>): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(file));
    const { sha256 } = await import('./digest.ts');
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

  async #moveGrant(what: keyof typeof grantMoves, nth: number): Promise<void> {
    const grant = this.grants[nth];
    if (grant === undefined) return;
    await this.#scheduler.start(
      `${what} ${nth}`,
      (gate) => grantMoves[what](this.#gated(gate), grant, `tax${nth}`),
      (_result, error) => {
        if (error !== undefined && !(error instanceof ShuiyuanError)) this.failures.push(error);
      },
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
    await this.#scheduler.start(
      `withdraw ${nth}`,
      async (gate) => {
        await withdrawBatch(this.#gated(gate))({
          department: 'power',
          actor: 'clerk',
          batch: batch.id,
          reason: 'wrong month',
        });
      },
      (_result, error) => {
        if (error !== undefined && !(error instanceof ShuiyuanError)) this.failures.push(error);
      },
    );
  }

  async #answer(): Promise<void> {
    const asking = this.batches().find((batch) => batch.stage === 'asks');
    if (!asking?.proposal) return;
    const answers = asking.proposal.questions.map(({ column }) => ({ column, item: 'account_no' }));
    await this.#scheduler.start(
      'answer',
      async (gate) => {
        await answerMapping(this.#gated(gate))({
          department: 'power',
          actor: 'clerk',
          batch: asking.id,
          answers,
        });
      },
      (_result, error) => {
        if (error !== undefined && !(error instanceof ShuiyuanError)) this.failures.push(error);
      },
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
