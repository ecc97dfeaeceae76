/** A home under attack: real resources, refinery children with limits, and a look at all that a file may leave. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseResource } from '../../../layers/core/catalog/parse-resource.ts';
import { PoisonError } from '../../../layers/core/errors.ts';
import { proposeMapping } from '../../../layers/core/mapping/propose-mapping.ts';
import {
  type PoolOptions,
  type RefineryPool,
  startRefineryPool,
} from '../../../layers/embedded/refinery-pool.ts';
import type { Refined, Survey } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { keyedTokens } from '../../contract/keyed-tokens.ts';
import { openTemporaryHome, type TemporaryHome } from '../../contract/temporary-home.ts';
import { peakOfChildren } from './child-memory.ts';

/** What a child may hold at its peak: the engine's 512 MB and one decoder. */
export const memoryLimitMebibytes = 1024;
/** What one step on one hostile file may take, on a busy machine. */
export const timeLimitSeconds = 50;

export interface HostileFile {
  readonly fileName: string;
  /** Its bytes; a file too large to hold is written to the path it is given. */
  readonly content: Uint8Array | ((path: string) => Promise<void>);
  /** Code of a resource under resources/. Default: DEATH. */
  readonly resource?: string;
}

export type Outcome =
  | { readonly kind: 'refused'; readonly reason: string; readonly text: string }
  /** The mapping is put to the department as questions: no row is read yet. */
  | { readonly kind: 'asked'; readonly survey: Survey }
  | {
      readonly kind: 'read';
      readonly survey: Survey;
      readonly refined: Refined;
      readonly rows: readonly Record<string, unknown>[];
    };

export interface HostileHome {
  /** Takes a file the way the bus does. @throws what is neither a refusal nor a batch */
  take(file: HostileFile): Promise<Outcome>;
  /** Most MiB any child has held. */
  peakMebibytes(): Promise<number>;
  /** Files that lie where nothing should, relative to the home or the temporary folder. */
  strays(): Promise<string[]>;
  close(): Promise<void>;
}

const resourceFolder = join(import.meta.dirname, '../../../resources');
const resources = new Map<string, Promise<Resource>>();

/** A resource of the catalog as it is deployed. */
export function loadResource(code: string): Promise<Resource> {
  const file = `${code.toLowerCase()}.yaml`;
  const known =
    resources.get(code) ??
    readFile(join(resourceFolder, file), 'utf8').then((text) => parseResource(text, file));
  resources.set(code, known);
  return known;
}

/** All paths below a folder, sorted. */
async function treeOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Where a home keeps things: everything else is astray. */
const expectedPlaces =
  /^(objects\/[0-9a-f]{2}\/[0-9a-f]{64}-[0-9a-f]+-\d+|\w+\.sqlite(-wal|-shm|-journal)?)$/;

export async function openHostileHome(children = 2, seconds = timeLimitSeconds): Promise<HostileHome> {
  const temporary = await openTemporaryHome();
  const outside = await mkdtemp(join(tmpdir(), 'hostile-'));
  const pool = startPool(temporary, outside, { children, timeLimitSeconds: seconds });
  const before = new Set(await treeOf(temporary.folder));
  let taken = 0;
  return {
    take: async (file) => takeFile(temporary, pool, file, String(++taken)),
    peakMebibytes: peakOfChildren,
    async strays() {
      const inside = (await treeOf(temporary.folder)).filter(
        (path) => !before.has(path) && !expectedPlaces.test(path),
      );
      return [...inside, ...(await treeOf(outside)).map((path) => `tmp: ${path}`)];
    },
    async close() {
      await pool.close();
      await temporary.close();
      await rm(outside, { recursive: true, force: true });
    },
  };
}

/** The children's own temporary folder is one nobody else writes to. */
function startPool(temporary: TemporaryHome, outside: string, options: PoolOptions): RefineryPool {
  const usual = process.env.TMPDIR;
  process.env.TMPDIR = outside;
  const pool = startRefineryPool(temporary.home, { tokens: keyedTokens(), memoryLimitMebibytes, ...options });
  if (usual === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usual;
  return pool;
}

async function putSource(temporary: TemporaryHome, file: HostileFile, key: string): Promise<number> {
  const { bodies, objects } = temporary.home;
  if (typeof file.content !== 'function') return (await objects.put(key, file.content)).size;
  const folder = await mkdtemp(join(temporary.home.scratch, 'source-'));
  try {
    await file.content(join(folder, 'file'));
    return (await bodies.putFile(key, join(folder, 'file'))).size;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function takeFile(
  temporary: TemporaryHome,
  pool: RefineryPool,
  file: HostileFile,
  batch: string,
): Promise<Outcome> {
  const resource = await loadResource(file.resource ?? 'DEATH');
  const key = `drop/${resource.departments[0]}/${resource.code}/${batch}`;
  const size = await putSource(temporary, file, key);
  try {
    return await readFileOf(pool, { source: { key, fileName: file.fileName, size }, resource, batch });
  } catch (error) {
    if (!(error instanceof PoisonError)) throw error;
    const text = [error.message, error.zh, JSON.stringify(error.place)].join('\n');
    return { kind: 'refused', reason: error.code, text };
  } finally {
    await temporary.home.objects.remove(key);
  }
}

interface Taking {
  readonly source: { key: string; fileName: string; size: number };
  readonly resource: Resource;
  readonly batch: string;
}

/** Survey, mapping, rows: as `transform-batch` does it. */
async function readFileOf({ refinery }: RefineryPool, { source, resource, batch }: Taking): Promise<Outcome> {
  const survey = await refinery.survey(source, resource);
  const proposal = proposeMapping({ resource, survey });
  if (!proposal.certain) return proposal.questions.length > 0 ? { kind: 'asked', survey } : missingItem();
  const { layout, mapping } = proposal;
  const names = { department: resource.departments[0] as string, batch, period: '201501', attempt: 'a' };
  const refined = await refinery.refine({ source, survey, layout, mapping, resource, ...names });
  const { read, accepted, refused, ignored } = refined.rows;
  const stored = await refinery.count(refined.parts);
  if (read !== accepted + refused + ignored || stored !== accepted)
    throw new Error(`rows do not add up: ${JSON.stringify({ ...refined.rows, stored })}`);
  const entries = [{ parts: refined.parts, batches: [batch] }];
  const rows = await refinery.rows({ resource, entries, lastPerKey: false, limit: 100 });
  return { kind: 'read', survey, refined, rows };
}

function missingItem(): Outcome {
  return { kind: 'refused', reason: 'missing-item', text: 'a column is missing 缺少列' };
}
