/**
 * Engines: DuckDB in memory, able to touch given folders and nothing else. Starting one and teaching it the cleaning
 * macros takes longer than reading a small file. Where jobs come one after another and each finds the root folder
 * empty but for its own files, as in a refinery child, one engine serves them all; what a job made in it is
 * temporary and goes with the job's connection.
 */
import { sep } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteList } from '../core/cleaning/sql-text.ts';

export interface EngineOptions {
  /** Default 2. */
  readonly threads?: number;
  /** Megabytes the engine may hold before it spills to disk. Default 512. */
  readonly memoryMegabytes?: number;
  /** Holds the files of one job at a time: jobs whose files lie there share an engine. Default: an engine a job. */
  readonly root?: string;
}

export interface Engine {
  readonly instance: DuckDBInstance;
  /** Macros it knows already. */
  readonly known: Set<string>;
  jobs: number;
}

/** Opens an engine that may read and write below `folders`; it spills into the first of them. */
async function openEngine(folders: readonly string[], options: EngineOptions): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads ?? 2),
    memory_limit: `${options.memoryMegabytes ?? 512}MB`,
    temp_directory: `${folders[0]}/spill`,
    enable_external_file_cache: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run(`SET allowed_directories = ${quoteList(folders.map((folder) => `${folder}/`))};
      SET enable_external_access = false; SET lock_configuration = true`);
  } finally {
    connection.closeSync();
  }
  return { instance, known: new Set(), jobs: 0 };
}

/** By root folder: the engine at leisure. One that is at work is not here. */
const resting = new Map<string, Engine>();
/** Then a new one is started, so that nothing piles up in it. */
const mostJobs = 500;

/**
 * Gives `use` an engine for the files of one job, which lie in `folders`. After a failure it is not used again: its
 * memory may be damaged or full.
 */
export async function withEngine<T>(
  folders: readonly string[],
  options: EngineOptions,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { root } = options;
  const shared = root !== undefined && folders.every((folder) => folder.startsWith(root + sep));
  const rested = shared ? resting.get(root) : undefined;
  if (shared) resting.delete(root);
  const engine = rested ?? (await openEngine(shared ? [root] : folders, options));
  let sound = false;
  try {
    const result = await use(engine);
    sound = true;
    return result;
  } finally {
    engine.jobs += 1;
    if (shared && sound && engine.jobs < mostJobs && !resting.has(root)) resting.set(root, engine);
    else engine.instance.closeSync();
  }
}

/** Makes sure that the engine knows these macros, given as `CREATE TEMP MACRO …`: for all its jobs, not for one. */
export async function teachMacros(
  engine: Engine,
  connection: DuckDBConnection,
  macros: readonly string[],
): Promise<void> {
  const lesson = macros.join(';\n');
  if (lesson === '' || engine.known.has(lesson)) return;
  await connection.run(lesson.replaceAll('CREATE TEMP MACRO', 'CREATE OR REPLACE MACRO'));
  engine.known.clear();
  engine.known.add(lesson);
}
