/**
 * A disk in memory that forgets. Every call has a number; the disk can break off at one, can ignore one sync, and
 * after a crash holds only what was synced: a file's bytes by its own sync, its name by its folder's.
 */
import { dirname } from 'node:path';
import type { FileSystem, OpenFile } from '../../../layers/embedded/file-system.ts';

interface FileNode {
  readonly kind: 'file';
  bytes: Buffer;
  synced: Buffer;
}
interface FolderNode {
  readonly kind: 'folder';
  entries: Map<string, Node>;
  synced: Map<string, Node>;
}
type Node = FileNode | FolderNode;

/** What of the unsynced survives a crash: nothing; names but no bytes (as some file systems do); all of it. */
export type Survival = 'nothing' | 'names' | 'everything';

export interface DiskPlan {
  /** The call at which the machine goes down; it and all later ones fail. */
  readonly crashAt?: number;
  /** The sync that is claimed but not done: counted among syncs only, commits of the database included. */
  readonly ignoredSync?: number;
  /** Answers a call with an error of the system, by name: `write`, `fsync`, … */
  readonly failing?: (call: string, path: string) => string | undefined;
}

class Crash extends Error {}

const folder = (): FolderNode => ({ kind: 'folder', entries: new Map(), synced: new Map() });

const systemError = (code: string, call: string): Error =>
  Object.assign(new Error(`${code}: ${call}`), { code });

export class FaultyDisk {
  /** The calls so far, in order. */
  readonly calls: string[] = [];
  syncs = 0;
  crashed = false;
  readonly #root: FolderNode;
  readonly #plan: DiskPlan;

  constructor(plan: DiskPlan = {}, root: FolderNode = folder()) {
    this.#plan = plan;
    this.#root = root;
  }

  /** The machine after the crash, up again. */
  afterCrash(survival: Survival): FaultyDisk {
    const revive = (node: Node): Node => {
      if (node.kind === 'file') {
        const bytes = Buffer.from(survival === 'everything' ? node.bytes : node.synced);
        return { kind: 'file', bytes, synced: bytes };
      }
      const kept = survival === 'nothing' ? node.synced : node.entries;
      const entries = new Map([...kept].map(([name, child]) => [name, revive(child)] as const));
      return { kind: 'folder', entries, synced: new Map(entries) };
    };
    return new FaultyDisk({}, revive(this.#root) as FolderNode);
  }

  /** A commit of the database: a call and a sync like any other. @returns whether the sync is done */
  commit(): boolean {
    this.#step('commit', 'database');
    return this.#countSync();
  }

  /** A commit that leaves its sync to a later one. */
  commitUnsynced(): void {
    this.#step('commitUnsynced', 'database');
  }

  #step(call: string, path: string): void {
    if (this.crashed || this.calls.length === this.#plan.crashAt) {
      this.crashed = true;
      throw new Crash(`the machine went down at call ${this.calls.length}`);
    }
    this.calls.push(`${call} ${path}`);
    const code = this.#plan.failing?.(call, path);
    if (code) throw systemError(code, call);
  }

  #countSync(): boolean {
    const done = this.syncs !== this.#plan.ignoredSync;
    this.syncs += 1;
    return done;
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of path.split('/').filter(Boolean))
      node = node?.kind === 'folder' ? node.entries.get(name) : undefined;
    return node;
  }

  #folder(path: string): FolderNode {
    const node = this.#find(path);
    if (node?.kind !== 'folder') throw systemError('ENOENT', path);
    return node;
  }

  #file(path: string): FileNode {
    const node = this.#find(path);
    if (node?.kind !== 'file') throw systemError('ENOENT', path);
    return node;
  }

  #name(path: string): [FolderNode, string] {
    return [this.#folder(dirname(path)), path.slice(path.lastIndexOf('/') + 1)];
  }

  #opened(path: string, node: FileNode): OpenFile {
    return {
      write: async (bytes) => {
        this.#step('write', path);
        node.bytes = Buffer.concat([node.bytes, bytes]);
      },
      fsync: async () => {
        this.#step('fsync', path);
        if (this.#countSync()) node.synced = node.bytes;
      },
      close: async () => {},
    };
  }

  /** The interface the embedded home works on. */
  readonly files: FileSystem = {
    create: async (path) => {
      this.#step('create', path);
      const [parent, name] = this.#name(path);
      if (parent.entries.has(name)) throw systemError('EEXIST', path);
      const node: FileNode = { kind: 'file', bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
      parent.entries.set(name, node);
      return this.#opened(path, node);
    },
    read: (path, range) => this.#read(path, range),
    size: async (path) => {
      const node = this.#find(path);
      return node?.kind === 'file' ? node.bytes.length : undefined;
    },
    fsyncFile: async (path) => {
      this.#step('fsync', path);
      const node = this.#file(path);
      if (this.#countSync()) node.synced = node.bytes;
    },
    rename: async (from, to) => {
      this.#step('rename', to);
      const node = this.#file(from);
      const [source, old] = this.#name(from);
      const [target, name] = this.#name(to);
      source.entries.delete(old);
      target.entries.set(name, node);
    },
    link: async (from, to) => {
      this.#step('link', to);
      const [target, name] = this.#name(to);
      target.entries.set(name, this.#file(from));
    },
    unlink: async (path) => {
      this.#step('unlink', path);
      const [parent, name] = this.#name(path);
      parent.entries.delete(name);
    },
    makeFolder: async (path) => {
      this.#step('makeFolder', path);
      if (this.#find(path)) return;
      const [parent, name] = this.#name(path);
      parent.entries.set(name, folder());
    },
    removeFolder: async (path) => {
      this.#step('removeFolder', path);
      const [parent, name] = this.#name(path);
      parent.entries.delete(name);
    },
    list: async (path) => [...this.#folder(path).entries.keys()],
    fsyncFolder: async (path) => {
      this.#step('fsyncFolder', path);
      const node = this.#folder(path);
      if (this.#countSync()) node.synced = new Map(node.entries);
    },
  };

  async *#read(path: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array> {
    const { bytes } = this.#file(path);
    const wanted = bytes.subarray(range?.start ?? 0, range?.end ?? bytes.length);
    for (let from = 0; from < wanted.length; from += 64 * 1024) yield wanted.subarray(from, from + 64 * 1024);
  }
}
