/**
 * A SqlRunner in this process: for functions, which are processes of their own and end with what they run. The engine may
 * touch the run's own folder and nothing else.
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '../core/ports/object-store.ts';
import type { RunObject, SqlRun, SqlRunner } from '../core/ports/sql-runner.ts';
import type { LocalFiles } from './local-files.ts';
import { type FreshEngine, keysOfTable, openFreshEngine, runSql, type SqlLimits } from './run-sql.ts';

export interface ProcessFiles {
  readonly files: Pick<LocalFiles, 'scratch' | 'put'>;
  readonly objects: Pick<ObjectStore, 'get'>;
}

export function sqlInProcess({ files, objects }: ProcessFiles, limits: SqlLimits): SqlRunner {
  return {
    run: (run, signal, started) =>
      files.scratch(async (folder) => {
        signal.throwIfAborted();
        started();
        const paths = await fetchInputs(objects, run, folder);
        const engine = await openFreshEngine(run.prelude, limits);
        const written = await interruptible(engine, signal, () => runSql(run, { folder, paths }, engine));
        const kept: RunObject[] = [];
        for (const { path, name, rows, partition } of written) {
          const key = run.output.to === 'csv' ? run.output.key : `${run.output.prefix}${name}`;
          const { size } = await files.put(key, path);
          kept.push({ key, rows, bytes: size, partition });
        }
        return kept;
      }),
  };
}

/** Each object once, under a name of its own. */
async function fetchInputs(
  objects: Pick<ObjectStore, 'get'>,
  { tables }: SqlRun,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const paths = new Map<string, string>();
  for (const key of new Set(tables.flatMap(keysOfTable))) {
    const path = join(folder, `input-${paths.size}`);
    await pipeline(objects.get(key), createWriteStream(path, { mode: 0o600 }));
    paths.set(key, path);
  }
  return paths;
}

/** Milliseconds. An interruption between two statements is lost: it is said until it is heard. */
const betweenInterruptions = 100;

async function interruptible<T>(
  { connection }: FreshEngine,
  signal: AbortSignal,
  run: () => Promise<T>,
): Promise<T> {
  let again: NodeJS.Timeout | undefined;
  const stop = (): void => {
    again = setInterval(() => connection.interrupt(), betweenInterruptions);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    // It may have come while the engine was opened.
    signal.throwIfAborted();
    return await run();
  } catch (error) {
    // What the engine says of an interruption is not what ended it.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    clearInterval(again);
  }
}
