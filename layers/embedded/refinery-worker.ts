/** The host's side of one refinery child: gives it a job, serves its files, ends it when it runs over its limits. */
import { type ChildProcess, fork } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { TokenSource } from '../core/desensitise/token-source.ts';
import { Forbidden, TransientError } from '../core/errors.ts';
import { childSurroundings } from './child-surroundings.ts';
import type { ObjectBodies } from './object-store.ts';
import { residentMebibytes } from './process-memory.ts';
import {
  type Ask,
  outcomeOf,
  type RefineryMethod,
  resultOf,
  type ToChild,
  type ToHost,
} from './refinery-wire.ts';

interface WorkerOptions {
  /** File of the child's entry. */
  readonly entry: string | URL;
  /** An existing folder for the folders of its jobs. */
  readonly root: string;
  readonly tokens: TokenSource;
  readonly bodies: Pick<ObjectBodies, 'fileOf' | 'putFile' | 'head'>;
  readonly timeLimitSeconds: number;
  readonly memoryLimitMebibytes: number;
}

export interface Job {
  readonly method: RefineryMethod;
  readonly args: readonly unknown[];
  /** The job's own folder; it is there and empty. */
  readonly folder: string;
}

/** A job ended its child, or had to be ended with it. It may pass; a file that does it every time is poison. */
export class JobDeath extends TransientError {
  readonly why: 'crashes-reader' | 'too-slow' | 'too-much-memory';

  constructor(why: JobDeath['why'], en: string, zh: string) {
    super(en, zh);
    this.why = why;
  }
}

/** The child held more memory than it may and was ended. */
export class TooMuchMemory extends JobDeath {
  constructor(mebibytes: number) {
    super(
      'too-much-memory',
      `the step needed more than ${mebibytes} MiB and was ended; cut the file into smaller ones if it happens again`,
      `该步骤占用内存超过 ${mebibytes} MiB，已中止；如再次发生，请将文件拆小`,
    );
  }
}

/** Ended from outside, by this home or with it: not the job's doing. */
const stopped = (): TransientError =>
  new TransientError(
    'the refinery process was ended; the step is tried again',
    '加工进程已被停止，该步骤将重试',
  );

const died = (): JobDeath =>
  new JobDeath(
    'crashes-reader',
    'the refinery process died; the step is tried again',
    '加工进程意外退出，该步骤将重试',
  );

const tooSlow = (seconds: number): JobDeath =>
  new JobDeath(
    'too-slow',
    `the step took more than ${seconds} seconds and was ended; it is tried again`,
    `该步骤超过 ${seconds} 秒，已中止，将重试`,
  );

/** Sent to a whole terminal or service, the children with it. */
const outsideSignals: readonly (NodeJS.Signals | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A child that opens hostile files may name only plain files of its own job. */
async function checkOwnFile(path: string, folder: string): Promise<void> {
  const inside = resolve(path).startsWith(folder + sep) && (await lstat(path)).isFile();
  if (!inside)
    throw new Forbidden(
      'a refinery job may only put files of its own folder; report this as a defect',
      '加工任务只能写入自己目录中的文件，请报告此缺陷',
    );
}

/** A child is given tokens for the department whose file it works on, whatever it says of itself. */
async function serveTokens({ tokens }: WorkerOptions, ask: TokenAsk, job: Job): Promise<unknown> {
  const department = (job.args[0] as { department?: string } | undefined)?.department;
  if (job.method !== 'refine' || department === undefined) throw notForIt();
  if (ask.want === 'reserve') return tokens.reserve({ ...ask.use, department }, ask.counts);
  return tokens.tokens({ ...ask.order, use: { ...ask.order.use, department } });
}

type TokenAsk = Extract<Ask, { want: 'reserve' | 'tokens' }>;
type FileAsk = Exclude<Ask, TokenAsk>;

const notForIt = (): Forbidden =>
  new Forbidden(
    'only a job that desensitises may have tokens made; report this as a defect',
    '只有脱敏任务可以换取令牌，请报告此缺陷',
  );

async function serve(bodies: WorkerOptions['bodies'], ask: FileAsk, folder: string): Promise<unknown> {
  if (ask.want === 'fileOf') return (await bodies.fileOf(ask.key, folder)).path;
  if (ask.want === 'head') return bodies.head(ask.key);
  await checkOwnFile(ask.path, folder);
  // What the refinery puts counts when a record names it.
  const { size, sha256 } = await bodies.putFile(ask.key, ask.path, { lossy: true });
  return { size, sha256 };
}

interface Current {
  readonly job: Job;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export class RefineryWorker {
  readonly #child: ChildProcess;
  readonly #options: WorkerOptions;
  /** Rejects when the child ends before it is ready. */
  readonly ready: Promise<void>;
  /** Resolves when the child has ended. */
  readonly ended: Promise<void>;
  #current: Current | undefined;
  /** Why it was ended, if the host did it. */
  #reason: TransientError | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#child = fork(options.entry, [], {
      serialization: 'advanced',
      execArgv: [],
      env: childSurroundings(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.ready.catch(() => {});
    this.ended = new Promise((end) => {
      const over = (reason: TransientError) => {
        reject(reason);
        this.#settle((current) => current.reject(this.#reason ?? reason));
        end();
      };
      this.#child.once('exit', (_, signal) => over(outsideSignals.includes(signal) ? stopped() : died()));
      this.#child.once('error', () => over(stopped()));
    });
    this.#child.on('message', (message: ToHost) => void this.#hear(message, resolve));
    this.#tell({ kind: 'start', root: options.root });
  }

  /** Its own folder. */
  get root(): string {
    return this.#options.root;
  }

  /** Runs one job; one at a time. @throws what the job threw, TransientError, TooMuchMemory */
  run(job: Job): Promise<unknown> {
    const work = new Promise((resolve, reject) => {
      this.#current = { job, resolve, reject };
      this.#tell({ kind: 'job', method: job.method, args: job.args, folder: job.folder });
    });
    const stopWatching = this.#watch();
    return work.finally(stopWatching);
  }

  /** Ends the child at once; a job in it fails with `reason`. */
  kill(reason: TransientError = stopped()): void {
    this.#reason ??= reason;
    this.#child.kill('SIGKILL');
  }

  #tell(message: ToChild): void {
    // A child that has just died takes no message: its end is told by `exit`.
    this.#child.send(message, () => {});
  }

  #settle(how: (current: Current) => void): void {
    const current = this.#current;
    this.#current = undefined;
    if (current) how(current);
  }

  async #hear(message: ToHost, ready: () => void): Promise<void> {
    if (message.kind === 'ready') ready();
    if (message.kind === 'done')
      this.#settle(({ resolve, reject }) => {
        try {
          resolve(resultOf(message.outcome));
        } catch (error) {
          reject(error);
        }
      });
    const job = this.#current?.job;
    if (message.kind !== 'call' || job === undefined) return;
    const { ask } = message;
    const outcome = await outcomeOf(() =>
      ask.want === 'reserve' || ask.want === 'tokens'
        ? serveTokens(this.#options, ask, job)
        : serve(this.#options.bodies, ask, job.folder),
    );
    this.#tell({ kind: 'answer', call: message.call, outcome });
  }

  /** Looks at time and memory while a job runs. */
  #watch(): () => void {
    const { timeLimitSeconds, memoryLimitMebibytes } = this.#options;
    const time = setTimeout(() => this.kill(tooSlow(timeLimitSeconds)), timeLimitSeconds * 1000);
    const memory = setInterval(async () => {
      const used = await residentMebibytes(this.#child.pid ?? 0);
      if (used > memoryLimitMebibytes) this.kill(new TooMuchMemory(memoryLimitMebibytes));
    }, 250);
    return () => {
      clearTimeout(time);
      clearInterval(memory);
    };
  }
}
