/**
 * Records of any home, driven at random from a seed against their model: commits at once, refusals, stale indexes.
 * Commits made at once may go through in any order, but in some order. SHUIYUAN_SEED repeats a run, SHUIYUAN_STEPS
 * makes it longer. model.test.ts does more with the embedded home: its commits keep their order, and it dies.
 */
import { ConditionFailed } from '../../layers/core/errors.ts';
import type { Records, Write } from '../../layers/core/ports/records.ts';
import { tellFigures } from '../faults/tell-figures.ts';
import { eventually } from './eventually.ts';
import { RecordsModel } from './model.ts';
import { type Random, randomFrom } from './random.ts';

const keys = Array.from({ length: 12 }, (_, index) => `模型/${index}`) as [string, ...string[]];
const partitions = ['model waits', '模型等待'] as [string, string];
const mostAtOnce = 3;

const keyOf = (write: Write): string =>
  'put' in write ? write.put : 'remove' in write ? write.remove : write.check;

/** All orders of the numbers below `count`. */
function ordersOf(count: number): number[][] {
  if (count === 0) return [[]];
  return ordersOf(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, place) => order.toSpliced(place, 0, count - 1)),
  );
}

/** The keys each commit would be refused for, were they made in this order. */
function refusalsIn(order: readonly number[], all: readonly Write[][], model: RecordsModel): string[][] {
  const versions = new Map<string, number>();
  const version = (key: string) => versions.get(key) ?? model.version(key);
  const refusals: string[][] = all.map(() => []);
  for (const index of order) {
    const writes = all[index] ?? [];
    const moved = writes.filter((one) => one.expect !== undefined && version(keyOf(one)) !== one.expect);
    refusals[index] = moved.map(keyOf);
    if (moved.length > 0) continue;
    for (const write of writes) {
      if ('put' in write) versions.set(write.put, version(write.put) + 1);
      if ('remove' in write) versions.set(write.remove, 0);
    }
  }
  return refusals;
}

class RecordsRun {
  readonly #records: Records;
  readonly #random: Random;
  readonly #model = new RecordsModel();

  constructor(records: Records, seed: number) {
    this.#records = records;
    this.#random = randomFrom(seed);
  }

  #write(key: string): Write {
    const random = this.#random;
    const version = this.#model.version(key);
    const expect = random.chance(0.85) ? version : random.below(version + 2);
    const kind = random.below(10);
    if (kind === 0) return { check: key, expect };
    if (kind === 1) return { remove: key, expect };
    const due = [random.pick(partitions), String(random.below(5))] as const;
    const indexes = random.chance(0.7) ? { indexes: { due } } : {};
    return { put: key, value: { random: random.below(1000), 名: key }, expect, ...indexes };
  }

  #writes(): Write[] {
    const chosen = new Set(Array.from({ length: 1 + this.#random.below(4) }, () => this.#random.pick(keys)));
    return [...chosen].map((key) => this.#write(key));
  }

  async #outcome(writes: readonly Write[]): Promise<readonly string[]> {
    try {
      await this.#records.commit(writes);
      return [];
    } catch (error) {
      if (error instanceof ConditionFailed) return error.keys;
      throw error;
    }
  }

  async #commitAtOnce(): Promise<void> {
    const all = Array.from({ length: 1 + this.#random.below(mostAtOnce) }, () => this.#writes());
    const outcomes = await Promise.all(all.map((writes) => this.#outcome(writes)));
    const found = JSON.stringify(outcomes);
    const fits = ordersOf(all.length).filter(
      (order) => JSON.stringify(refusalsIn(order, all, this.#model)) === found,
    );
    // Two orders may fit and leave different values: what is there tells which it was.
    const there = await this.#records.getMany(keys);
    const order = fits.find((one) => this.#wouldLeave(one, all, there));
    if (!order) throw new Error(`no order of ${JSON.stringify(all)} is refused as ${found}`);
    for (const index of order) this.#model.commit(all[index] ?? []);
  }

  #wouldLeave(order: readonly number[], all: readonly Write[][], there: readonly unknown[]): boolean {
    const after = this.#model.fork();
    for (const index of order) after.commit(all[index] ?? []);
    return JSON.stringify(there) === JSON.stringify(keys.map((key) => after.get(key)));
  }

  async #read(): Promise<void> {
    const key = this.#random.pick(keys);
    expect(await this.#records.get(key)).toEqual(this.#model.get(key));
    expect(await this.#records.getMany(keys)).toEqual(keys.map((one) => this.#model.get(one)));
  }

  async #lookAtIndex(): Promise<void> {
    const partition = this.#random.pick(partitions);
    const { items } = await this.#records.query('due', partition, { descending: this.#random.chance(0.5) });
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
    for (const item of items) expect(this.#model.wasShown(item, partition)).toBe(true);
  }

  async step(): Promise<void> {
    const dice = this.#random.below(100);
    if (dice < 60) return this.#commitAtOnce();
    return dice < 80 ? this.#read() : this.#lookAtIndex();
  }

  /** When nothing is written any more, the index comes to show exactly what stands. */
  async checkEnd(): Promise<void> {
    await this.#read();
    for (const partition of partitions)
      await eventually(async () => {
        const { items } = await this.#records.query('due', partition);
        expect(items.map(({ key }) => key)).toEqual(this.#model.standing(partition));
        expect(items).toEqual(items.map(({ key }) => this.#model.get(key)));
      });
  }
}

/** `open` gives records in which none of the model's keys is taken. */
export function describeRecordsModel(
  name: string,
  open: () => Promise<{ readonly records: Records; close(): Promise<void> }>,
): void {
  const steps = Number(process.env.SHUIYUAN_STEPS ?? 400);
  const seed = Number(process.env.SHUIYUAN_SEED ?? 20150101);

  test(
    `records of ${name} agree with their model for ${steps} steps from seed ${seed}`,
    async () => {
      const begun = performance.now();
      const { records, close } = await open();
      let step = 0;
      try {
        const run = new RecordsRun(records, seed);
        for (; step < steps; step += 1) await run.step();
        await run.checkEnd();
        tellFigures(`model of ${name}`, { steps, seed }, begun);
      } catch (error) {
        throw new Error(`seed ${seed}, step ${step}: ${String(error)}`, { cause: error });
      } finally {
        await close();
      }
    },
    120_000 + steps * 200,
  );
}
