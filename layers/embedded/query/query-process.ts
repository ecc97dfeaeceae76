/** The host's side of one query child: gives it a statement, ends it when it is stopped or runs over its limits. */
import { type ChildProcess, fork } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { QueryFailed } from '../../core/workbench/query-failed.ts';
import { tooMuchMemory, tooMuchOutput, tooSlow } from '../../refinery/query-failure.ts';
import type { WrittenFile } from '../../refinery/run-sql.ts';
import { childSurroundings } from '../child-surroundings.ts';
import { residentMebibytes } from '../process-memory.ts';
import type { QueryJob, QueryOutcome } from './wire.ts';

export interface ProcessLimits {
  readonly timeLimitSeconds: number;
  /** Resident; well above what its engine may hold. */
  readonly memoryLimitMebibytes: number;
  /** Of all that it writes. */
  readonly outputLimitMebibytes: number;
}

const died = (): QueryFailed =>
  new QueryFailed(
    'GENERIC_INTERNAL_ERROR',
    'the query ended its process; make it simpler, and tell the operator the number of the query',
    '查询导致其进程退出；请简化查询，并将查询编号告知平台运维人员',
  );

export class QueryProcess {
  readonly #child: ChildProcess;
  #isAlive = true;

  constructor(entry: string | URL) {
    this.#child = fork(entry, [], {
      serialization: 'advanced',
      execArgv: [],
      env: childSurroundings(),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const gone = () => {
      this.#isAlive = false;
    };
    this.#child.once('exit', gone);
    this.#child.once('error', gone);
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  kill(): void {
    this.#isAlive = false;
    this.#child.kill('SIGKILL');
  }

  /** One at a time. @throws QueryFailed; what `signal` was aborted with */
  async run(job: QueryJob, signal: AbortSignal, limits: ProcessLimits): Promise<readonly WrittenFile[]> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<QueryOutcome>();
    const end = (why: unknown) => {
      this.kill();
      reject(why);
    };
    const stop = () => end(signal.reason);
    const over = () => reject(died());
    this.#child.once('message', resolve);
    this.#child.once('exit', over);
    this.#child.once('error', over);
    signal.addEventListener('abort', stop, { once: true });
    const stopWatching = this.#watch(job.folder, limits, end);
    this.#child.send(job, () => {});
    try {
      return filesOf(await promise);
    } finally {
      stopWatching();
      signal.removeEventListener('abort', stop);
      for (const [event, listener] of [
        ['message', resolve],
        ['exit', over],
        ['error', over],
      ] as const)
        this.#child.off(event, listener);
    }
  }

  #watch(folder: string, limits: ProcessLimits, end: (why: unknown) => void): () => void {
    const { timeLimitSeconds, memoryLimitMebibytes, outputLimitMebibytes } = limits;
    const time = setTimeout(() => end(tooSlow(timeLimitSeconds)), timeLimitSeconds * 1000);
    const sizes = setInterval(async () => {
      if ((await residentMebibytes(this.#child.pid ?? 0)) > memoryLimitMebibytes) end(tooMuchMemory());
      if ((await writtenMebibytes(folder)) > outputLimitMebibytes) end(tooMuchOutput(outputLimitMebibytes));
    }, 200);
    return () => {
      clearTimeout(time);
      clearInterval(sizes);
    };
  }
}

/** Of what the statement has written so far; its inputs lie beside. */
async function writtenMebibytes(folder: string): Promise<number> {
  const own = [`${folder}/rows.csv`, `${folder}/rows.csv.bare`];
  const below = await readdir(`${folder}/written`, { recursive: true }).catch(() => []);
  const paths = [...own, ...below.map((name) => `${folder}/written/${name}`)];
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1024 ** 2;
}

function filesOf(outcome: QueryOutcome): readonly WrittenFile[] {
  if ('files' in outcome) return outcome.files;
  throw new QueryFailed(outcome.code, outcome.en, outcome.zh);
}
