/**
 * The refinery in child processes that can be killed: neither a crash of native code nor a file that eats the memory
 * takes the host down. Children are started beforehand, take one job at a time, and are replaced when they die.
 */
import { mkdtempSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { TokenSource } from '../core/desensitise/token-source.ts';
import { InvalidInput } from '../core/errors.ts';
import type { QueryEngine } from '../core/ports/query-engine.ts';
import type { Refinery, RejectsJob } from '../core/ports/refinery.ts';
import { countChildDeaths } from './child-deaths.ts';
import type { EmbeddedHome } from './embedded-home.ts';
import { type FileSystem, realFileSystem } from './file-system.ts';
import { RefineryChildren } from './refinery-children.ts';
import { type RefineryMethod, rejectsFile } from './refinery-wire.ts';
import { JobDeath, RefineryWorker } from './refinery-worker.ts';
import { rememberSurveys } from './survey-memory.ts';

export interface PoolOptions {
  /** Children; default 2. */
  readonly children?: number;
  /** Where tokens of grade 2 come from. Without it resources with tokens are not taken in. */
  readonly tokens?: TokenSource;
  /** A job over it is ended and tried again, the third time on the same file is final; default 600. */
  readonly timeLimitSeconds?: number;
  /** A child over it is ended; default 2,048. The second time on the same file is final. */
  readonly memoryLimitMebibytes?: number;
  /** The child's entry, for tests. */
  readonly entry?: string | URL;
}

export interface RefineryPool {
  readonly refinery: Refinery;
  readonly query: QueryEngine;
  /** Ends all children; jobs in them fail as transient. */
  close(): Promise<void>;
}

/** Steps that read a department's file, and end it when they meet poison. */
const readsFile: ReadonlySet<RefineryMethod> = new Set(['survey', 'divide', 'refine', 'text']);

/** What a job is about, where it is one file. */
function subjectOf(method: RefineryMethod, args: readonly unknown[]): string | undefined {
  if (!readsFile.has(method)) return undefined;
  const first = args[0] as { key?: string; source?: { key: string }; chunk?: { start: number } } | undefined;
  const key = first?.source?.key ?? first?.key;
  return key === undefined ? undefined : JSON.stringify([method, key, first?.chunk?.start ?? null]);
}

const withoutTokens = async (): Promise<never> => {
  throw new InvalidInput(
    'this home has no tokeniser; resources with tokens cannot be taken in',
    '未配置令牌服务，无法接收需要令牌的资源',
  );
};
const noTokens: TokenSource = { reserve: withoutTokens, tokens: withoutTokens };

/** Starts the children and gives the refinery in them. */
export function startRefineryPool(
  home: Pick<EmbeddedHome, 'bodies' | 'scratch' | 'records'>,
  options: PoolOptions = {},
  files: FileSystem = realFileSystem(),
): RefineryPool {
  const worker = {
    entry: options.entry ?? new URL('./refinery-child.ts', import.meta.url),
    tokens: options.tokens ?? noTokens,
    bodies: home.bodies,
    timeLimitSeconds: options.timeLimitSeconds ?? 600,
    memoryLimitMebibytes: options.memoryLimitMebibytes ?? 2048,
  };

  function start(): RefineryWorker {
    const root = mkdtempSync(join(home.scratch, 'child-'));
    const started = new RefineryWorker({ ...worker, root });
    started.ended.then(() => files.removeFolder(root)).catch(() => {});
    return started;
  }

  const children = new RefineryChildren(start, options.children ?? 2);
  const deaths = countChildDeaths(home.records);
  let jobs = 0;

  /**
   * Runs a job in the next free child. Its folder goes before the child's next job starts, so that no job finds
   * another's files; what is to be read from it afterwards is moved away by `keep`.
   */
  async function inChild<T>(
    method: RefineryMethod,
    args: readonly unknown[],
    keep: (folder: string) => Promise<void> = async () => {},
  ): Promise<T> {
    const subject = subjectOf(method, args);
    const free = await children.take();
    const folder = join(free.root, `job-${++jobs}`);
    try {
      await mkdir(folder);
      const result = (await free.run({ method, args, folder })) as T;
      await keep(folder);
      if (subject !== undefined) await deaths.forget(subject);
      return result;
    } catch (error) {
      throw subject !== undefined && error instanceof JobDeath ? await deaths.judge(subject, error) : error;
    } finally {
      await files.removeFolder(folder).catch(() => free.kill());
      children.giveBack(free);
    }
  }

  /** Whoever reads slowly holds up no child. */
  async function* rejects(wanted: RejectsJob): AsyncIterable<Uint8Array> {
    const folder = await mkdtemp(join(home.scratch, 'rejects-'));
    const kept = join(folder, 'rejects');
    try {
      // What the child says of the path counts for nothing.
      await inChild('rejects', [wanted], (own) => rename(join(own, rejectsFile), kept));
      if ((await lstat(kept)).isFile()) yield* files.read(kept);
    } finally {
      await files.removeFolder(folder);
    }
  }

  const job = <T>(method: RefineryMethod, args: readonly unknown[]): Promise<T> => inChild<T>(method, args);
  const refinery: Refinery = {
    survey: rememberSurveys((...args) => job('survey', args)),
    divide: (...args) => job('divide', args),
    refine: (...args) => job('refine', args),
    unify: (...args) => job('unify', args),
    pack: (...args) => job('pack', args),
    merge: (...args) => job('merge', args),
    rows: (...args) => job('rows', args),
    count: (...args) => job('count', args),
    rejects,
    refusedRows: (...args) => job('refusedRows', args),
    sourceRow: (...args) => job('sourceRow', args),
    text: (...args) => job('text', args),
  };
  return {
    refinery,
    query: {
      async *rows(query) {
        yield* await refinery.rows(query);
      },
    },
    close: () => children.close(),
  };
}
