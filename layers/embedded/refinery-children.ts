/** The refinery's children: those at leisure, and the jobs that wait for one. */
import { TransientError } from '../core/errors.ts';
import type { RefineryWorker } from './refinery-worker.ts';

export const closedError = (): TransientError =>
  new TransientError('the home is being closed; the step is tried again', '系统正在关闭，该步骤将重试');

interface Waiting {
  readonly resolve: (worker: RefineryWorker) => void;
  readonly reject: (error: unknown) => void;
}

/** After children that died before they were ready: doubled each time. */
const restartMilliseconds = 250;
const longestRestartMilliseconds = 30_000;
/** A child that is not ready after this long never will be. */
const startMilliseconds = 60_000;

const doesNotStart = (): TransientError =>
  new TransientError(
    'the refinery processes do not start; look into the log of the host, the step is tried again',
    '加工进程无法启动，请查看主机日志，该步骤将重试',
  );

/** Starts them, hands out idle ones, replaces those that die. */
export class RefineryChildren {
  readonly #start: () => RefineryWorker;
  readonly #all = new Set<RefineryWorker>();
  readonly #idle: RefineryWorker[] = [];
  readonly #waiting: Waiting[] = [];
  #closed = false;
  #failedStarts = 0;

  constructor(start: () => RefineryWorker, children: number) {
    this.#start = start;
    for (let child = 0; child < children; child += 1) this.#add();
  }

  #add(): void {
    if (this.#closed) return;
    const worker = this.#start();
    this.#all.add(worker);
    const tooLong = setTimeout(() => worker.kill(), startMilliseconds);
    let wasReady = false;
    worker.ready.then(
      () => {
        clearTimeout(tooLong);
        wasReady = true;
        this.#failedStarts = 0;
        this.giveBack(worker);
      },
      () => clearTimeout(tooLong),
    );
    void worker.ended.then(() => this.#replace(worker, wasReady));
  }

  #replace(worker: RefineryWorker, wasReady: boolean): void {
    this.#all.delete(worker);
    const place = this.#idle.indexOf(worker);
    if (place >= 0) this.#idle.splice(place, 1);
    if (wasReady) this.#add();
    else this.#startLater();
  }

  #startLater(): void {
    const delay = Math.min(restartMilliseconds * 2 ** this.#failedStarts, longestRestartMilliseconds);
    this.#failedStarts += 1;
    setTimeout(() => this.#add(), delay).unref();
    if (this.#all.size === 0) this.#refuse(doesNotStart);
  }

  /** Jobs that wait are not kept waiting for what may never come: their queue brings them again. */
  #refuse(why: () => TransientError): void {
    for (const { reject } of this.#waiting.splice(0)) reject(why());
  }

  take(): Promise<RefineryWorker> {
    if (this.#closed) return Promise.reject(closedError());
    const worker = this.#idle.shift();
    if (worker) return Promise.resolve(worker);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** A child that has died meanwhile is no longer ours to give. */
  giveBack(worker: RefineryWorker): void {
    if (!this.#all.has(worker)) return;
    const next = this.#waiting.shift();
    if (next) next.resolve(worker);
    else this.#idle.push(worker);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#refuse(closedError);
    const all = [...this.#all];
    for (const worker of all) worker.kill();
    await Promise.all(all.map((worker) => worker.ended));
  }
}
