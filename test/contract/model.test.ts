/**
 * Records and a queue of the embedded home, driven at random from a seed against a model: concurrent commits, stale
 * indexes, redeliveries, and deaths before a commit, after it and in the middle of a handler. SHUIYUAN_SEED repeats a
 * run, SHUIYUAN_STEPS makes it longer.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { ConditionFailed } from '../../layers/core/errors.ts';
import type { Records, Write } from '../../layers/core/ports/records.ts';
import { createCommitQueue } from '../../layers/embedded/commit-queue.ts';
import { openDatabase } from '../../layers/embedded/database.ts';
import { type EmbeddedQueue, embeddedQueue } from '../../layers/embedded/queue.ts';
import { queueSettings } from '../../layers/embedded/queue-settings.ts';
import { embeddedRecords } from '../../layers/embedded/records.ts';
import type { Message } from '../../schemas/messages.ts';
import { tellFigures } from '../faults/tell-figures.ts';
import { QueueModel, RecordsModel } from './model.ts';
import { type Random, randomFrom } from './random.ts';

const steps = Number(process.env.SHUIYUAN_STEPS ?? 2000);
const visibilitySeconds = 30;
const tries = 3;
const keys = Array.from({ length: 12 }, (_, index) => `记录/${index}`) as [string, ...string[]];
const partitions = ['waits', '等待'] as [string, string];
const groups = ['tax', 'customs', '公安'] as [string, string, string];

class Death extends Error {}

class Run {
  readonly #path: string;
  readonly #random: Random;
  readonly #records = new RecordsModel();
  readonly #queue = new QueueModel(visibilitySeconds * 1000, tries);
  #now = Date.UTC(2026, 0, 1);
  #dying = false;
  #sent = 0;
  #database!: DatabaseSync;
  records!: Records;
  queue!: EmbeddedQueue;

  constructor(path: string, seed: number) {
    this.#path = path;
    this.#random = randomFrom(seed);
  }

  async open(): Promise<void> {
    this.#dying = false;
    this.#database = openDatabase(this.#path);
    // The disk's own durability has tests of its own.
    this.#database.exec('pragma synchronous = off');
    const commits = createCommitQueue(this.#database, {
      beforeCommit: () => {
        if (this.#dying) throw new Death();
      },
    });
    this.records = embeddedRecords(this.#database, commits, { indexLag: 'random' });
    const settings = queueSettings({ batches: { visibilitySeconds, tries } });
    const clock = { now: () => new Date(this.#now) };
    this.queue = await embeddedQueue({ database: this.#database, commits, clock, settings });
  }

  close(): void {
    this.queue.close();
    this.#database.close();
  }

  async #reopen(): Promise<void> {
    this.close();
    await this.open();
    this.#queue.releaseAll();
  }

  #write(key: string): Write {
    const random = this.#random;
    const version = this.#records.version(key);
    const expect = random.chance(0.85) ? version : random.below(version + 2);
    const kind = random.below(10);
    if (kind === 0) return { check: key, expect };
    if (kind === 1) return random.chance(0.5) ? { remove: key } : { remove: key, expect };
    const due = [random.pick(partitions), String(random.below(5))] as const;
    return {
      put: key,
      value: { random: random.below(1000), 名: key },
      expect,
      ...(random.chance(0.7) ? { indexes: { due } } : {}),
    };
  }

  #writes(): Write[] {
    const chosen = new Set(Array.from({ length: 1 + this.#random.below(4) }, () => this.#random.pick(keys)));
    return [...chosen].map((key) => this.#write(key));
  }

  /** Keys named by a refusal, none when it went through. */
  async #outcome(commit: Promise<void>): Promise<readonly string[]> {
    try {
      await commit;
      return [];
    } catch (error) {
      if (error instanceof ConditionFailed) return error.keys;
      throw error;
    }
  }

  async commitTogether(): Promise<void> {
    const all = Array.from({ length: 1 + this.#random.below(4) }, () => this.#writes());
    const outcomes = all.map((writes) => this.#outcome(this.records.commit(writes)));
    for (const [index, outcome] of outcomes.entries())
      expect(await outcome).toEqual(this.#records.commit(all[index] ?? []));
  }

  async read(): Promise<void> {
    const found = await this.records.getMany(keys);
    expect(found).toEqual(keys.map((key) => this.#records.get(key)));
  }

  async lookAtIndex(): Promise<void> {
    const partition = this.#random.pick(partitions);
    const { items } = await this.records.query('due', partition, { descending: this.#random.chance(0.5) });
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
    for (const item of items) expect(this.#records.wasShown(item, partition)).toBe(true);
  }

  async send(): Promise<void> {
    const messages = Array.from({ length: 1 + this.#random.below(4) }, (): Message => {
      this.#sent += 1;
      const group = this.#random.pick(groups);
      return { schema: 'message/1', id: `m${this.#sent}`, record: 'batch/1', version: 1, group };
    });
    await this.queue.send('batches', messages);
    this.#queue.send(messages, this.#now);
  }

  /**
   * Each group's oldest come first, no group gets two more than another that has some left, and none is passed over
   * for one served later.
   */
  #checkTaken(taken: readonly Message[], limit: number): void {
    const visible = this.#queue.visible(this.#now);
    expect(taken.length).toBe(Math.min(limit, visible.length));
    const counts = groups.map((group) => {
      const mine = taken.filter((message) => message.group === group).map(({ id }) => id);
      const waiting = visible
        .filter(({ message }) => message.group === group)
        .map(({ message }) => message.id);
      expect(mine).toEqual(waiting.slice(0, mine.length));
      return { served: mine.length, left: waiting.length - mine.length, last: this.#queue.lastServed(group) };
    });
    const most = Math.max(...counts.map(({ served }) => served));
    for (const { served, left } of counts) if (left > 0) expect(served).toBeGreaterThanOrEqual(most - 1);
    const passedOver = counts.filter(({ served, left }) => left > 0 && served === 0);
    for (const { last } of passedOver)
      for (const other of counts.filter(({ served }) => served > 0))
        expect(other.last).toBeLessThanOrEqual(last);
  }

  async poll(): Promise<void> {
    const limit = 1 + this.#random.below(5);
    const breaks = this.#random.chance(0.1);
    let failed: Message[] = [];
    let seen: readonly Message[] = [];
    const count = await this.queue.poll(
      'batches',
      async (taken) => {
        seen = taken;
        failed = taken.filter(() => breaks || this.#random.chance(0.3));
        if (breaks) throw new Error('broken');
        return { failed };
      },
      { limit },
    );
    expect(count).toBe(seen.length);
    this.#checkTaken(seen, limit);
    this.#queue.take(
      seen.map(({ id }) => id),
      this.#now,
    );
    const done = seen.filter((message) => !failed.includes(message));
    this.#queue.settle(
      done.map(({ id }) => id),
      failed.map(({ id }) => id),
    );
  }

  async waitAWhile(): Promise<void> {
    this.#now += this.#random.below(visibilitySeconds * 1500);
  }

  async compareQueue(): Promise<void> {
    const waiting = this.#queue.waiting.filter(({ visibleAt }) => visibleAt <= this.#now).length;
    const depth = (await this.queue.depth()).find(({ queue }) => queue === 'batches');
    const inFlight = this.#queue.waiting.length - waiting;
    expect(depth).toEqual({ queue: 'batches', waiting, inFlight, dead: this.#queue.dead.length });
    const letters = await this.queue.deadLetters('batches');
    const ids = (from: readonly { message: Message }[]) => from.map(({ message }) => message.id).toSorted();
    expect(ids(letters)).toEqual(ids(this.#queue.dead));
  }

  async redrive(): Promise<void> {
    // What comes back keeps its place before younger messages.
    const order = (one: { message: Message }) => Number(one.message.id.slice(1));
    expect(await this.queue.redrive('batches')).toBe(this.#queue.redrive(this.#now));
    this.#queue.waiting.sort((one, other) => order(one) - order(other));
  }

  /** Before the commit nothing of it is there; after it all is, whether or not anybody was told. */
  async dieAroundCommit(): Promise<void> {
    const writes = this.#writes();
    this.#dying = this.#random.chance(0.5);
    const outcome = await this.#outcome(this.records.commit(writes)).catch((error: unknown) => error);
    if (!(outcome instanceof Death)) this.#records.commit(writes);
    expect(outcome instanceof Death && !this.#dying).toBe(false);
    await this.#reopen();
    await this.read();
  }

  async dieInHandler(): Promise<void> {
    const limit = 1 + this.#random.below(3);
    const { promise, resolve } = Promise.withResolvers<readonly Message[]>();
    const polling = this.queue.poll(
      'batches',
      async (taken) => {
        this.#dying = true;
        resolve(taken);
        return { failed: [] };
      },
      { limit },
    );
    const taken = await Promise.race([promise, polling.then((): Message[] => [])]);
    this.#checkTaken(taken, limit);
    this.#queue.take(
      taken.map(({ id }) => id),
      this.#now,
    );
    await polling.catch((error: unknown) => expect(error).toBeInstanceOf(Death));
    await this.#reopen();
  }

  /** A reopened home lags no more: the index is exactly what stands. */
  async checkEnd(): Promise<void> {
    await this.#reopen();
    await this.read();
    for (const partition of partitions) {
      const { items } = await this.records.query('due', partition);
      expect(items.map(({ key }) => key)).toEqual(this.#records.standing(partition));
      expect(items).toEqual(items.map(({ key }) => this.#records.get(key)));
    }
    await this.compareQueue();
  }

  async step(): Promise<void> {
    const dice = this.#random.below(100);
    if (dice < 30) return this.commitTogether();
    if (dice < 40) return this.read();
    if (dice < 50) return this.lookAtIndex();
    if (dice < 62) return this.send();
    if (dice < 80) return this.poll();
    if (dice < 88) return this.waitAWhile();
    if (dice < 94) return this.compareQueue();
    if (dice < 96) return this.redrive();
    return dice < 98 ? this.dieAroundCommit() : this.dieInHandler();
  }
}

describe('records and queue against their model', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'shuiyuan-model-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const seeds = process.env.SHUIYUAN_SEED ? [Number(process.env.SHUIYUAN_SEED)] : [1, 2, 20260101];
  test.each(seeds)(
    `agree for ${steps} steps from seed %i`,
    async (seed) => {
      const begun = performance.now();
      const run = new Run(join(folder, `${seed}.sqlite`), seed);
      await run.open();
      let step = 0;
      try {
        for (; step < steps; step += 1) await run.step();
        await run.checkEnd();
        tellFigures('model', { steps, seed }, begun);
      } catch (error) {
        throw new Error(`seed ${seed}, step ${step}: ${String(error)}`, { cause: error });
      } finally {
        run.close();
      }
    },
    600_000 + steps * 20,
  );
});
