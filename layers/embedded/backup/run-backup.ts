/** Makes a snapshot of a home in a vault: stores what is not there yet, and then the snapshot that names it all. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectLine, Snapshot, SnapshotFile } from '../../../schemas/backup.ts';
import type { Probe } from '../../core/ports/surroundings.ts';
import { type FrozenHome, freezeHome, type NamedFile } from './frozen-home.ts';
import { listObjects } from './snapshot-objects.ts';
import { partBytes, partsOf, type VaultStore } from './vault-store.ts';

/** Of a database: pages stay where they are, so that little of it is new the next time. */
const chunkBytes = 256 * 1024;

/** Stored side by side: a vault's answers take longer than our work. At most this many parts lie in memory. */
const atOnce = 8;

/** Does `work` for all, some side by side. @returns the results in order */
async function mapSome<T, R>(
  all: AsyncIterable<T> | Iterable<T>,
  work: (one: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let group: Promise<R>[] = [];
  const settle = async () => {
    results.push(...(await Promise.all(group)));
    group = [];
  };
  for await (const one of all) {
    group.push(work(one));
    if (group.length === atOnce) await settle();
  }
  await settle();
  return results;
}

/** A file's bytes in pieces of `size`, each whole but the last; an empty file has one empty piece. */
async function* pieces(path: string, size: number): AsyncIterable<Buffer> {
  const handle = await open(path, 'r');
  try {
    for (let position = 0; ; position += size) {
      const buffer = Buffer.alloc(size);
      const { bytesRead } = await handle.read(buffer, 0, size, position);
      if (bytesRead > 0 || position === 0) yield buffer.subarray(0, bytesRead);
      if (bytesRead < size) return;
    }
  } finally {
    await handle.close();
  }
}

async function storeFile(store: VaultStore, name: string, path: string): Promise<SnapshotFile> {
  const hash = createHash('sha256');
  let size = 0;
  const chunks = await mapSome(pieces(path, chunkBytes), (piece) => {
    hash.update(piece);
    size += piece.length;
    return store.putChunk(piece);
  });
  const mode = (await stat(path)).mode & 0o777;
  return { path: name, mode, size, sha256: hash.digest('hex'), chunks };
}

const lineOf = ({ file, size, isPassing }: NamedFile, sha256: string): ObjectLine => ({
  file,
  size,
  sha256,
  ...(isPassing ? { passing: true as const } : {}),
});

/** Undefined when the file does not have the digest of its row: damage is not carried into the vault. */
async function storeObject(
  store: VaultStore,
  named: NamedFile,
  path: string,
): Promise<ObjectLine | undefined> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of pieces(path, partBytes)) {
    hash.update(piece);
    size += piece.length;
  }
  const sha256 = hash.digest('hex');
  const isComposite = named.digest.startsWith('composite:');
  if (size !== named.size || (!isComposite && sha256 !== named.digest)) return undefined;
  let part = 0;
  for await (const piece of pieces(path, partBytes)) await store.putPart(named.file, part++, piece);
  return lineOf(named, sha256);
}

/** What the newest snapshot says of a file whose parts are all there: it needs no second look. */
function storedLine(
  store: VaultStore,
  known: ReadonlyMap<string, ObjectLine>,
  file: string,
): ObjectLine | undefined {
  const line = known.get(file);
  if (!line) return undefined;
  const names = Array.from({ length: partsOf(line.size) }, (_, part) => store.partName(file, part));
  return names.every(store.has) ? line : undefined;
}

/** Lists of the object files, one a shelf: a shelf nothing came to is no new chunk. */
async function storeLines(store: VaultStore, lines: readonly ObjectLine[]): Promise<string[]> {
  const shelves = Map.groupBy(lines, ({ file }) => file.slice(0, 2));
  const names: string[] = [];
  for (const shelf of [...shelves.keys()].sort()) {
    const sorted = (shelves.get(shelf) ?? []).toSorted((a, b) => (a.file < b.file ? -1 : 1));
    names.push(await store.putChunk(Buffer.from(sorted.map((line) => JSON.stringify(line)).join('\n'))));
  }
  return names;
}

async function storeObjects(
  store: VaultStore,
  frozen: FrozenHome,
  known: ReadonlyMap<string, ObjectLine>,
  probe: Probe,
): Promise<{ lines: ObjectLine[]; damaged: string[] }> {
  const lines: ObjectLine[] = [];
  const damaged: string[] = [];
  await mapSome(frozen.objects, async (named) => {
    const path = frozen.linkOf(named.file);
    const line = path ? await storeObject(store, named, path) : storedLine(store, known, named.file);
    if (line) lines.push(line);
    else damaged.push(named.file);
    await probe.at('backup:object');
  });
  return { lines, damaged };
}

/** `20261125T001428.123Z-1a2b3c4d` */
const newId = (at: Date): string =>
  `${at.toISOString().replaceAll(/[-:]/g, '')}-${randomBytes(4).toString('hex')}`;

async function storeFiles(store: VaultStore, folder: string, frozen: FrozenHome): Promise<SnapshotFile[]> {
  const files: SnapshotFile[] = [];
  for (const { name, path } of frozen.databases)
    files.push({ ...(await storeFile(store, name, path)), mode: 0o644 });
  for (const name of frozen.files) {
    const path = join(folder, name);
    // Removed since the look at the folder: it is not of that time.
    if (existsSync(path)) files.push(await storeFile(store, name, path));
  }
  return files;
}

/**
 * Clear text that has left the home leaves the vault too: earlier snapshots are without it from then on. Done before
 * the new snapshot is there, which alone knows what was in the one before.
 */
async function erasePassed(
  store: VaultStore,
  known: ReadonlyMap<string, ObjectLine>,
  now: readonly ObjectLine[],
): Promise<void> {
  const still = new Set(now.map(({ file }) => file));
  for (const { file, size, passing } of known.values()) {
    if (!passing || still.has(file)) continue;
    for (let part = 0; part < partsOf(size); part += 1) await store.erasePart(file, part);
  }
}

/** The lines of the newest snapshot, by file. */
async function newestLines(store: VaultStore): Promise<ReadonlyMap<string, ObjectLine>> {
  const newest = (await store.snapshotIds()).at(-1);
  if (newest === undefined) return new Map();
  const lines = await listObjects(store, await store.getSnapshot(newest));
  return new Map(lines.map((line) => [line.file, line]));
}

/**
 * Takes a snapshot while the home may be running. The snapshot is the last thing stored: killed at any point before,
 * there is none, and what was stored is used by the next run.
 */
export async function runBackup(folder: string, store: VaultStore, probe: Probe): Promise<Snapshot> {
  const known = await newestLines(store);
  const frozen = await freezeHome(folder, (file) => !storedLine(store, known, file));
  try {
    await probe.at('backup:frozen');
    const { lines, damaged } = await storeObjects(store, frozen, known, probe);
    const files = await storeFiles(store, folder, frozen);
    const shelves = await storeLines(store, lines);
    await probe.at('backup:stored');
    const bytes = lines.reduce((sum, { size }) => sum + size, 0);
    const at = frozen.at;
    const snapshot: Snapshot = {
      schema: 'snapshot/1',
      id: newId(at),
      at: at.toISOString(),
      files,
      objects: { count: lines.length, bytes, shelves },
      added: { ...store.added },
      damaged,
    };
    await erasePassed(store, known, lines);
    await store.putSnapshot(snapshot);
    return snapshot;
  } finally {
    await frozen.release();
  }
}
