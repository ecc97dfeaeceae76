/**
 * What lies in a vault, over its key: chunks named by their content, parts of object files named by the file (which
 * is written once), snapshots, and marks of what was erased on purpose.
 */
import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type Snapshot, snapshotSchema } from '../../../schemas/backup.ts';
import { IntegrityError, Refused } from '../../core/errors.ts';
import type { Vault } from './vault.ts';
import type { VaultKey } from './vault-key.ts';

/** Bytes of an object file that lie in one part. */
export const partBytes = 16 * 1024 ** 2;

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const blobPath = (name: string): string => `blobs/${name.slice(0, 2)}/${name}`;
const erasedPath = (name: string): string => `erased/${name.slice(0, 2)}/${name}`;
const snapshotPath = (id: string): string => `snapshots/${id}`;

/** How many parts a file of `size` bytes has. */
export const partsOf = (size: number): number => Math.max(1, Math.ceil(size / partBytes));

export interface VaultStore {
  readonly key: VaultKey;
  /** Stores bytes under their content's name; what is there already is left. @returns the name */
  putChunk(bytes: Uint8Array): Promise<string>;
  /** @throws IntegrityError when it is gone or was changed */
  getChunk(name: string): Promise<Buffer>;
  /** The name of one part of an object's file. */
  partName(file: string, part: number): string;
  putPart(file: string, part: number, bytes: Uint8Array): Promise<void>;
  /** Undefined when it was erased on purpose. @throws IntegrityError when it is gone or was changed */
  getPart(file: string, part: number): Promise<Buffer | undefined>;
  /** Removes a file's parts for good, and notes that it was meant. */
  erasePart(file: string, part: number): Promise<void>;
  has(name: string): boolean;
  /** Names of all blobs there. */
  blobs(): readonly string[];
  removeBlob(name: string): Promise<void>;
  putSnapshot(snapshot: Snapshot): Promise<void>;
  /** @throws Refused `no-snapshot`, IntegrityError */
  getSnapshot(id: string): Promise<Snapshot>;
  removeSnapshot(id: string): Promise<void>;
  /** Oldest first. */
  snapshotIds(): Promise<string[]>;
  /** What was stored since the opening. */
  readonly added: { blobs: number; bytes: number };
}

const gone = (what: string): IntegrityError =>
  new IntegrityError(
    `${what} of the backup is gone or was changed; run \`shuiyuan backup verify\` and restore another snapshot`,
    `备份中的 ${what} 缺失或已被改动，请运行 shuiyuan backup verify，并改用其他快照恢复`,
  );

async function namesIn(vault: Vault, folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of vault.list(folder)) names.push(name.slice(name.lastIndexOf('/') + 1));
  return names;
}

/** Lists the vault once; from then on it knows what is there. */
export async function openVaultStore(vault: Vault, key: VaultKey): Promise<VaultStore> {
  const there = new Set(await namesIn(vault, 'blobs'));
  const added = { blobs: 0, bytes: 0 };

  async function put(name: string, bytes: Uint8Array): Promise<void> {
    const sealed = key.seal(name, bytes);
    await vault.put(blobPath(name), sealed);
    there.add(name);
    added.blobs += 1;
    added.bytes += sealed.length;
  }

  async function open(path: string, name: string): Promise<Buffer | undefined> {
    const sealed = await vault.get(path);
    return sealed && key.open(name, sealed);
  }

  async function removeBlob(name: string): Promise<void> {
    await vault.remove(blobPath(name));
    there.delete(name);
  }

  const partName = (file: string, part: number) => key.nameOf(`part ${part} of ${file}`);

  return {
    key,
    added,
    has: (name) => there.has(name),
    blobs: () => [...there],
    partName,
    removeBlob,
    async putChunk(bytes) {
      const name = key.nameOf(`chunk ${sha256Of(bytes)}`);
      if (!there.has(name)) await put(name, zstdCompressSync(bytes));
      return name;
    },
    async getChunk(name) {
      const bytes = await open(blobPath(name), name);
      if (!bytes) throw gone(`blob ${name}`);
      return zstdDecompressSync(bytes);
    },
    async putPart(file, part, bytes) {
      const name = partName(file, part);
      if (!there.has(name)) await put(name, bytes);
    },
    async getPart(file, part) {
      const name = partName(file, part);
      const bytes = await open(blobPath(name), name);
      if (bytes) return bytes;
      if (await vault.get(erasedPath(name))) return undefined;
      throw gone(`blob ${name}`);
    },
    async erasePart(file, part) {
      const name = partName(file, part);
      await vault.put(erasedPath(name), Buffer.from('erased\n'));
      await removeBlob(name);
    },
    async putSnapshot(snapshot) {
      const bytes = zstdCompressSync(JSON.stringify(snapshot));
      await vault.put(snapshotPath(snapshot.id), key.seal(snapshotPath(snapshot.id), bytes));
    },
    async getSnapshot(id) {
      const path = snapshotPath(id);
      const sealed = await vault.get(path);
      if (!sealed)
        throw new Refused(
          'no-snapshot',
          `there is no snapshot ${id}; \`shuiyuan backup list\` shows those there are`,
          `没有快照 ${id}，可用 shuiyuan backup list 查看`,
        );
      const bytes = key.open(path, sealed);
      if (!bytes) throw gone(path);
      return snapshotSchema.parse(JSON.parse(zstdDecompressSync(bytes).toString()));
    },
    removeSnapshot: (id) => vault.remove(snapshotPath(id)),
    snapshotIds: async () => (await namesIn(vault, 'snapshots')).sort(),
  };
}
