/** What is done with a vault beside backing up and restoring: list, verify, prune. */
import { createHash } from 'node:crypto';
import type { Snapshot } from '../../../schemas/backup.ts';
import { chooseKept, type Retention } from '../../core/backup/choose-kept.ts';
import { IntegrityError } from '../../core/errors.ts';
import { listObjects } from './snapshot-objects.ts';
import { partsOf, type VaultStore } from './vault-store.ts';

/** Oldest first. @throws IntegrityError when one was changed */
export async function listSnapshots(store: VaultStore): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = [];
  for (const id of await store.snapshotIds()) snapshots.push(await store.getSnapshot(id));
  return snapshots;
}

export interface Verified {
  readonly snapshot: string;
  /** Bytes read and checked. */
  readonly bytes: number;
  readonly objects: number;
  /** Erased on purpose since. */
  readonly erased: number;
  /** What cannot be restored: names of files. */
  readonly bad: readonly string[];
}

/** Undefined when it was erased on purpose. */
async function digestOf(
  pieces: AsyncIterable<Uint8Array | undefined>,
): Promise<{ sha256: string; size: number } | undefined> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of pieces) {
    if (!piece) return undefined;
    hash.update(piece);
    size += piece.length;
  }
  return { sha256: hash.digest('hex'), size };
}

async function* each<T>(count: number, read: (index: number) => Promise<T>): AsyncIterable<T> {
  for (let index = 0; index < count; index += 1) yield await read(index);
}

/** Reads all a snapshot needs, and checks each file's digest: what a restore would do, without writing. */
export async function verifySnapshot(store: VaultStore, id: string): Promise<Verified> {
  const snapshot = await store.getSnapshot(id);
  const bad: string[] = [];
  const sum = { bytes: 0, erased: 0 };
  async function check(
    path: string,
    pieces: AsyncIterable<Uint8Array | undefined>,
    expected: { readonly size: number; readonly sha256: string },
  ): Promise<void> {
    try {
      const found = await digestOf(pieces);
      if (!found) sum.erased += 1;
      else if (found.size !== expected.size || found.sha256 !== expected.sha256) bad.push(path);
      sum.bytes += found?.size ?? 0;
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
      bad.push(path);
    }
  }
  for (const file of snapshot.files)
    await check(
      file.path,
      each(file.chunks.length, (index) => store.getChunk(file.chunks[index] as string)),
      file,
    );
  const lines = await listObjects(store, snapshot);
  for (const line of lines)
    await check(
      `objects/${line.file}`,
      each(partsOf(line.size), (part) => store.getPart(line.file, part)),
      line,
    );
  return { snapshot: id, ...sum, objects: lines.length, bad };
}

async function blobsOf(store: VaultStore, snapshot: Snapshot): Promise<string[]> {
  const lines = await listObjects(store, snapshot);
  const parts = lines.flatMap(({ file, size }) =>
    Array.from({ length: partsOf(size) }, (_, part) => store.partName(file, part)),
  );
  return [...snapshot.objects.shelves, ...snapshot.files.flatMap(({ chunks }) => chunks), ...parts];
}

export interface Pruned {
  readonly removed: readonly string[];
  readonly kept: readonly string[];
  /** Blobs that no snapshot names any more, those of runs that were killed among them. */
  readonly blobs: number;
}

/**
 * Removes snapshots that need not be kept, then what no snapshot names. Killed in between, the next run does the rest.
 * Not to be run beside a backup of the same home: `whileGuarded` sees to it.
 */
export async function pruneVault(store: VaultStore, retention: Retention): Promise<Pruned> {
  const snapshots = await listSnapshots(store);
  const kept = chooseKept(snapshots, retention);
  const stay = snapshots.filter(({ id }) => kept.has(id));
  const needed = new Set<string>();
  for (const snapshot of stay) for (const name of await blobsOf(store, snapshot)) needed.add(name);
  const removed = snapshots.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  for (const id of removed) await store.removeSnapshot(id);
  const unneeded = store.blobs().filter((name) => !needed.has(name));
  for (const name of unneeded) await store.removeBlob(name);
  return { removed, kept: stay.map(({ id }) => id), blobs: unneeded.length };
}
