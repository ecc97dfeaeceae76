/**
 * Runs many workers on one world, one call of a port at a time, in an order drawn from a seed. At every gate a
 * worker may be let on, left waiting, or die; a message may be given to a second worker while the first goes on.
 */
import type { Random } from './random.ts';

type Ended = (result: 'done' | 'failed' | 'died', error?: unknown) => void;

interface Task {
  readonly name: string;
  /** Lets the parked task make its next call. */
  go?: () => void;
  /** Told when the task parks again or ends. */
  settled?: () => void;
  /** Parked for good: its process died. */
  dead: boolean;
  over: boolean;
  readonly ended: Ended;
}

export class Scheduler {
  readonly #random: Random;
  readonly #tasks: Task[] = [];
  readonly trace: string[] = [];
  deaths = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  get alive(): number {
    return this.#tasks.length;
  }

  /** Starts a worker; it runs to its first gate at once. `work` gets the gate its ports wait at. */
  async start(name: string, work: (gate: () => Promise<void>) => Promise<void>, ended: Ended): Promise<void> {
    const task: Task = { name, dead: false, over: false, ended };
    const parked = this.#untilSettled(task);
    const finish = (result: 'done' | 'failed', error?: unknown): void => {
      task.over = true;
      ended(result, error);
      task.settled?.();
    };
    work(() => this.#park(task)).then(
      () => finish('done'),
      (error) => finish('failed', error),
    );
    this.#tasks.push(task);
    await parked;
    this.#drop(task);
  }

  /** Steps and runs are ended well within a day: whoever is still at work when a day passes is ended. */
  endAll(): void {
    for (const task of [...this.#tasks]) {
      task.dead = true;
      task.ended('died');
      this.#drop(task);
    }
  }

  #park(task: Task): Promise<void> {
    return new Promise((resolve) => {
      task.go = resolve;
      task.settled?.();
    });
  }

  #untilSettled(task: Task): Promise<void> {
    return new Promise((resolve) => {
      task.settled = resolve;
    });
  }

  #drop(task: Task): void {
    if (task.over || task.dead) this.#tasks.splice(this.#tasks.indexOf(task), 1);
  }

  /** Lets one worker make one call, or ends it there. */
  async turn(mayDie: boolean): Promise<void> {
    const task = this.#random.pick(this.#tasks);
    if (mayDie) {
      task.dead = true;
      this.deaths += 1;
      this.trace.push(`${task.name} dies`);
      task.ended('died');
      this.#drop(task);
      return;
    }
    const settled = this.#untilSettled(task);
    this.trace.push(task.name);
    const go = task.go;
    task.go = undefined;
    go?.();
    await settled;
    this.#drop(task);
  }
}
