/**
 * Statements in child processes that can be killed, a few at once, the others in a queue. A child keeps nothing from
 * one statement to the next; one that was killed is replaced by the next that is needed.
 */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunObject, SqlRun, SqlRunner } from '../../core/ports/sql-runner.ts';
import { keysOfTable, type SqlLimits } from '../../refinery/run-sql.ts';
import type { EmbeddedHome } from '../embedded-home.ts';
import { type FileSystem, realFileSystem } from '../file-system.ts';
import { type ProcessLimits, QueryProcess } from './query-process.ts';

export interface SqlRunnerOptions extends Partial<SqlLimits>, Partial<ProcessLimits> {
  /** Statements at once; default 2. */
  readonly atOnce?: number;
  /** The child's entry, for tests. */
  readonly entry?: string | URL;
}

export interface EmbeddedSqlRunner extends SqlRunner {
  /** Process ids of the children. */
  readonly children: () => readonly number[];
  close(): void;
}

export function embeddedSqlRunner(
  home: Pick<EmbeddedHome, 'bodies' | 'scratch'>,
  options: SqlRunnerOptions = {},
  files: FileSystem = realFileSystem(),
): EmbeddedSqlRunner {
  const entry = options.entry ?? new URL('./query-child.ts', import.meta.url);
  const engine: SqlLimits = {
    threads: options.threads ?? 2,
    memoryMegabytes: options.memoryMegabytes ?? 512,
    spillMegabytes: options.spillMegabytes ?? 2048,
  };
  const limits: ProcessLimits = {
    timeLimitSeconds: options.timeLimitSeconds ?? 300,
    memoryLimitMebibytes: options.memoryLimitMebibytes ?? 1536,
    outputLimitMebibytes: options.outputLimitMebibytes ?? 10_240,
  };
  const idle: QueryProcess[] = [];
  const all = new Set<QueryProcess>();
  const turns = queueOf(options.atOnce ?? 2);

  function take(): QueryProcess {
    for (let one = idle.pop(); one; one = idle.pop()) {
      if (one.isAlive) return one;
      all.delete(one);
    }
    const made = new QueryProcess(entry);
    all.add(made);
    return made;
  }

  function giveBack(one: QueryProcess): void {
    if (one.isAlive) idle.push(one);
    else all.delete(one);
  }

  async function runIn(folder: string, run: SqlRun, signal: AbortSignal): Promise<readonly RunObject[]> {
    const paths = new Map<string, string>();
    for (const key of run.tables.flatMap(keysOfTable))
      if (!paths.has(key)) paths.set(key, (await home.bodies.fileOf(key, folder)).path);
    const child = take();
    try {
      const written = await child.run({ run, folder, paths, limits: engine }, signal, limits);
      const objects: RunObject[] = [];
      for (const { path, name, rows, partition } of written) {
        const key = run.output.to === 'csv' ? run.output.key : `${run.output.prefix}${name}`;
        const { size } = await home.bodies.putFile(key, path, { lossy: true });
        objects.push({ key, rows, bytes: size, partition });
      }
      return objects;
    } finally {
      giveBack(child);
    }
  }

  return {
    async run(run, signal, started) {
      const leave = await turns.enter(signal);
      const folder = await mkdtemp(join(home.scratch, 'query-'));
      try {
        started();
        return await runIn(folder, run, signal);
      } finally {
        leave();
        await files.removeFolder(folder);
      }
    },
    children: () => [...all].flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    close() {
      for (const one of all) one.kill();
    },
  };
}

interface Turns {
  /** @returns leaves the place to the next */
  enter(signal: AbortSignal): Promise<() => void>;
}

/** First come, first served; who is stopped while waiting goes. */
function queueOf(places: number): Turns {
  let free = places;
  const waiting: (() => void)[] = [];

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (free > 0) free -= 1;
      else await turn(signal, waiting);
      return leave;
    },
  };
}

const turn = (signal: AbortSignal, waiting: (() => void)[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const go = () => {
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const stop = () => {
      waiting.splice(waiting.indexOf(go), 1);
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    waiting.push(go);
  });
