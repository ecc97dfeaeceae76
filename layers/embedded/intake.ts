/** Takes in bytes of unknown length: hashes them on the way, keeps few of them in memory, many in a synced file. */
import { createHash } from 'node:crypto';
import { IntegrityError, InvalidInput } from '../core/errors.ts';
import type { FileSystem, OpenFile } from './file-system.ts';

/** Up to here an object lies in SQLite and shares its commit: no file, no sync of its own. */
const inlineBytes = 64 * 1024;
/**
 * What is to be erased for good never lies in SQLite: a removed row's bytes stay in free pages and in the write-ahead
 * log, a removed file is gone. @returns bytes
 */
export const inlineLimit = (key: string): number => (key.startsWith('zone/') ? 0 : inlineBytes);

/** Written at once. */
const blockBytes = 256 * 1024;

export interface Expected {
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

export type Taken = { readonly size: number; readonly sha256: string } & (
  | { readonly inline: Uint8Array }
  /** Path of a file that is whole and synced; its folder is not. */
  | { readonly path: string }
);

/** Where bytes go that are too many for memory. */
export interface TemporaryFiles {
  createTemporary(): Promise<{ path: string; file: OpenFile }>;
  discard(path: string): Promise<void>;
}

const tooLong = (expected: Expected): InvalidInput =>
  new InvalidInput(
    `more bytes came than the ${expected.size} agreed; ask for a ticket of the file's real size`,
    `收到的字节数超过约定的 ${expected.size}，请按文件实际大小重新申请上传凭证`,
  );

function checkEnd(expected: Expected, size: number, sha256: string): void {
  if (size !== expected.size)
    throw new InvalidInput(
      `${size} bytes came, ${expected.size} were agreed; send the whole file again`,
      `收到 ${size} 字节，约定 ${expected.size} 字节，请重新发送完整文件`,
    );
  if (sha256 !== expected.sha256)
    throw new IntegrityError(
      'the digest of what came is another than agreed; send the file again, or ask for a ticket with its own digest',
      '收到内容的摘要与约定不符，请重新发送，或按该文件的摘要重新申请上传凭证',
    );
}

/** Gathers chunks into blocks, so that a stream of small chunks makes few writes. */
class Blocks {
  readonly #block = Buffer.allocUnsafe(blockBytes);
  #used = 0;
  readonly #write: (block: Uint8Array) => Promise<void>;

  constructor(write: (block: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  async add(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + blockBytes - this.#used);
      this.#block.set(part, this.#used);
      this.#used += part.length;
      from += part.length;
      if (this.#used === blockBytes) await this.end();
    }
  }

  async end(): Promise<void> {
    if (this.#used === 0) return;
    await this.#write(this.#block.subarray(0, this.#used));
    this.#used = 0;
  }
}

/** Writes first what was gathered, then the rest of the stream, and syncs. */
async function spill(
  file: OpenFile,
  gathered: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
  see: (chunk: Uint8Array) => void,
): Promise<void> {
  const blocks = new Blocks((block) => file.write(block));
  for (const chunk of gathered) await blocks.add(chunk);
  for (let step = await rest.next(); !step.done; step = await rest.next()) {
    see(step.value);
    await blocks.add(step.value);
  }
  await blocks.end();
  await file.fsync();
}

/** In blocks, so that a large array is not copied whole. */
async function* inBlocks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += blockBytes) yield bytes.subarray(from, from + blockBytes);
}

/** Hash and length of what passed, the length checked on the way. */
function meter(expected?: Expected) {
  const hash = createHash('sha256');
  let size = 0;
  return {
    see(chunk: Uint8Array) {
      size += chunk.length;
      if (expected && size > expected.size) throw tooLong(expected);
      hash.update(chunk);
    },
    end() {
      const sha256 = hash.digest('hex');
      if (expected) checkEnd(expected, size, sha256);
      return { size, sha256 };
    },
  };
}

async function takeIntoFile(
  files: TemporaryFiles,
  work: (file: OpenFile) => Promise<{ size: number; sha256: string }>,
): Promise<Taken> {
  const { path, file } = await files.createTemporary();
  try {
    try {
      return { ...(await work(file)), path };
    } finally {
      await file.close();
    }
  } catch (error) {
    await files.discard(path).catch(() => {});
    throw error;
  }
}

/**
 * Reads all bytes: up to `inlineUpTo` into memory, more into a file. Nothing is left behind when it throws.
 * @throws InvalidInput when more or fewer bytes come than expected; IntegrityError for another digest
 */
export async function takeIn(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  files: TemporaryFiles,
  expected?: Expected,
  inlineUpTo: number = inlineBytes,
): Promise<Taken> {
  const source = bytes instanceof Uint8Array ? inBlocks(bytes) : bytes;
  const chunks = source[Symbol.asyncIterator]();
  const passed = meter(expected);
  const gathered: Uint8Array[] = [];
  try {
    for (let kept = 0; kept <= inlineUpTo; ) {
      const step = await chunks.next();
      if (step.done) return { ...passed.end(), inline: Buffer.concat(gathered) };
      passed.see(step.value);
      // A copy: the source may use its buffer again.
      gathered.push(Buffer.from(step.value));
      kept += step.value.length;
    }
    return await takeIntoFile(files, async (file) => {
      await spill(file, gathered, chunks, passed.see);
      return passed.end();
    });
  } catch (error) {
    await chunks.return?.().catch(() => {});
    throw error;
  }
}

/** Takes in a file another process has written. A large one is synced where it lies. */
export async function takeInFile(path: string, files: FileSystem): Promise<Taken> {
  const size = (await files.size(path)) ?? 0;
  const passed = meter();
  const gathered: Uint8Array[] = [];
  for await (const chunk of files.read(path)) {
    passed.see(chunk);
    if (size <= inlineBytes) gathered.push(chunk);
  }
  if (size <= inlineBytes) return { ...passed.end(), inline: Buffer.concat(gathered) };
  await files.fsyncFile(path);
  return { ...passed.end(), path };
}
