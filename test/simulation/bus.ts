/**
 * One run of the bus: a few departments' actions and all the workers, in a random order with faults, then without
 * faults until everything is at rest.
 */
import { applyResource } from '../../layers/core/catalog/apply-resource.ts';
import {
  acceptUpload,
  deliverParcel,
  eraseObjects,
  routeBatch,
  subscribe,
  sweep,
  transformBatch,
  transformChunk,
} from '../../layers/core/exchange/index.ts';
import { sealChain } from '../../layers/core/ledger/index.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import type { Message, QueueName } from '../../schemas/messages.ts';
import { Departments } from './departments.ts';
import { giveGrant } from './give-grant.ts';
import { type Action, type Plan, resource } from './plan.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { type Mutation, type Waiting, World } from './world.ts';

const steps: Record<QueueName, (ports: Ports) => (message: Message) => Promise<void>> = {
  uploads: acceptUpload,
  batches: transformBatch,
  chunks: transformChunk,
  committed: routeBatch,
  parcels: deliverParcel,
};

export class NotAtRest extends Error {}

export class Bus extends Departments {
  readonly #random: Random;
  readonly #plan: Plan;
  readonly #pending: Action[];
  #redeliveries = 0;

  constructor(seed: number, plan: Plan, mutation: Mutation = {}) {
    const random = new Random(seed);
    const settings = { compactEntries: 2, chunkBytes: 10, announcementSeconds: 0, ...plan.settings };
    super(new World(random, mutation), new Scheduler(random), settings);
    this.#random = random;
    this.#plan = plan;
    this.#pending = [...plan.actions];
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
    return this.scheduler.trace;
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
        await this.act(this.#pending.shift() as Action);
      } else if (this.#canTake() && (this.#random.chance(0.3) || this.scheduler.alive === 0))
        await this.#take();
      else if (this.scheduler.alive > 0) await this.scheduler.turn(this.#mayDie());
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
    return this.scheduler.alive === 0 && !this.#canTake();
  }

  #mayDie(): boolean {
    return this.scheduler.deaths < this.#plan.deaths && this.#random.chance(0.04);
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
    await this.scheduler.start(
      waiting.queue,
      (gate) => steps[waiting.queue](this.gated(gate))(waiting.message),
      (result, error) => {
        waiting.holders -= 1;
        if (result === 'done') this.world.deleteMessage(waiting);
        else if (result === 'failed') this.note(error);
      },
    );
  }

  /** Faults end here: whoever is alive goes on, the dead ones' messages come again, sweeps and sealers take turns. */
  async #calm(): Promise<void> {
    for (let round = 0; round < 60; round += 1) {
      for (const one of this.world.waiting) one.holders = 0;
      while (this.scheduler.alive > 0) await this.scheduler.turn(false);
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
        this.note(error);
      }
    }
  }
}
