/**
 * A queue of any home, driven at random from a seed: messages are sent, taken several times at once, done or failed.
 * Whatever the order, each message ends once: done, or in the dead letters after its last try. SHUIYUAN_SEED repeats
 * a run, SHUIYUAN_STEPS makes it longer. model.test.ts asks more of the embedded home: its order and its deaths.
 */
import type { Queue } from '../../layers/core/ports/queue.ts';
import type { Message } from '../../schemas/messages.ts';
import { tellFigures } from '../faults/tell-figures.ts';
import { eventually } from './eventually.ts';
import { type Random, randomFrom } from './random.ts';

const name = 'batches';
const groups = ['tax', 'customs', '公安'] as [string, string, string];
const pollers = 3;

/** What became of a message so far. */
interface Fate {
  taken: number;
  held: boolean;
  done: boolean;
}

class QueueRun {
  readonly #queue: Queue;
  readonly #random: Random;
  readonly #tries: number;
  readonly #fates = new Map<string, Fate>();

  constructor(queue: Queue, seed: number, tries: number) {
    this.#queue = queue;
    this.#random = randomFrom(seed);
    this.#tries = tries;
  }

  get sent(): number {
    return this.#fates.size;
  }

  async #send(): Promise<void> {
    const messages = Array.from({ length: 1 + this.#random.below(12) }, (): Message => {
      const id = `m${this.#fates.size}`;
      this.#fates.set(id, { taken: 0, held: false, done: false });
      return { schema: 'message/1', id, record: 'batch/1', version: 1, group: this.#random.pick(groups) };
    });
    await this.#queue.send(name, messages);
  }

  #fateOf({ id }: Message): Fate {
    const fate = this.#fates.get(id);
    if (!fate) throw new Error(`${id} was never sent`);
    return fate;
  }

  #take(message: Message): void {
    const fate = this.#fateOf(message);
    // SQS may do this once in a great while, and the steps bear it; a queue that makes a habit of it is broken.
    if (fate.done) throw new Error(`${message.id} was handed over after it was done`);
    if (fate.held) throw new Error(`${message.id} was handed over while somebody held it`);
    if (fate.taken >= this.#tries) throw new Error(`${message.id} was handed over after its last try`);
    fate.taken += 1;
    fate.held = true;
  }

  /** One who takes some and fails at a share of them, or at all. */
  async #poll(failing: number): Promise<number> {
    const breaks = this.#random.chance(failing / 5);
    const failed: Message[] = [];
    const taking = this.#queue.poll(
      name,
      async (messages) => {
        for (const message of messages) this.#take(message);
        await new Promise((resume) => setTimeout(resume, this.#random.below(5)));
        for (const message of messages) {
          const fails = breaks || this.#random.chance(failing);
          if (fails) failed.push(message);
          this.#fateOf(message).held = false;
          this.#fateOf(message).done = !fails;
        }
        if (breaks) throw new Error('broken');
        return { failed };
      },
      { limit: 1 + this.#random.below(10) },
    );
    return taking;
  }

  async #pollAtOnce(failing: number): Promise<number> {
    const counts = await Promise.all(Array.from({ length: pollers }, () => this.#poll(failing)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async step(): Promise<void> {
    if (this.#random.below(100) < 40) return this.#send();
    await this.#pollAtOnce(0.25);
  }

  #lost(): string[] {
    return [...this.#fates].filter(([, { done }]) => !done).map(([id]) => id);
  }

  /** Takes what is left until each message is done or dead, then gives the dead back and does them. */
  async checkEnd(): Promise<void> {
    await eventually(async () => {
      await this.#pollAtOnce(0);
      expect((await this.#dead()).toSorted()).toEqual(this.#lost().toSorted());
    }, 60);
    const spent = this.#lost();
    for (const id of spent) expect(this.#fates.get(id)?.taken).toBe(this.#tries);
    expect(await this.#queue.redrive(name)).toBe(spent.length);
    for (const id of spent) this.#fates.set(id, { taken: 0, held: false, done: false });
    await eventually(async () => {
      await this.#pollAtOnce(0);
      expect(this.#lost()).toEqual([]);
    }, 60);
    expect(await this.#dead()).toEqual([]);
  }

  async #dead(): Promise<string[]> {
    return (await this.#queue.deadLetters(name)).map(({ message }) => message.id);
  }
}

/** `open` gives an empty queue `batches` with these settings. */
export function describeQueueModel(
  home: string,
  open: () => Promise<{ readonly queue: Queue; close(): Promise<void> }>,
  { tries }: { readonly tries: number },
): void {
  const steps = Number(process.env.SHUIYUAN_STEPS ?? 200);
  const seed = Number(process.env.SHUIYUAN_SEED ?? 20150101);

  test(
    `each message of ${home} ends once over ${steps} steps from seed ${seed}`,
    async () => {
      const begun = performance.now();
      const { queue, close } = await open();
      let step = 0;
      try {
        const run = new QueueRun(queue, seed, tries);
        for (; step < steps; step += 1) await run.step();
        await run.checkEnd();
        tellFigures(`queue model of ${home}`, { steps, messages: run.sent, seed }, begun);
      } catch (error) {
        throw new Error(`seed ${seed}, step ${step}: ${String(error)}`, { cause: error });
      } finally {
        await close();
      }
    },
    180_000 + steps * 200,
  );
}
