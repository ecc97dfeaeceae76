/**
 * Holds a stream until its size and digest are known, since S3 wants both before the first byte: up to 8 MiB in
 * memory, the rest in a scratch file, so that memory stays flat.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memoryLimit = 8 * 1024 * 1024;

export interface Spooled {
  /** Bytes. */
  readonly size: number;
  /** Hex SHA-256. */
  readonly sha256: string;
  /** The bytes from the start; may be asked for again when a request is repeated. */
  body(): Uint8Array | NodeJS.ReadableStream;
}

/** Spools `bytes`, hands them to `use`, and removes the scratch file whatever happens. */
export async function withSpooled<T>(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  use: (spooled: Spooled) => Promise<T>,
): Promise<T> {
  if (bytes instanceof Uint8Array) return use(wholeInMemory([bytes]));
  const spool = new Spool();
  try {
    for await (const chunk of bytes) await spool.add(chunk);
    return await use(await spool.finish());
  } finally {
    await spool.remove();
  }
}

function wholeInMemory(chunks: readonly Uint8Array[]): Spooled {
  const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  return { size: body.byteLength, sha256: createHash('sha256').update(body).digest('hex'), body: () => body };
}

class Spool {
  private readonly hash = createHash('sha256');
  private chunks: Uint8Array[] = [];
  private size = 0;
  private folder: string | undefined;
  private file: FileHandle | undefined;

  async add(chunk: Uint8Array): Promise<void> {
    this.hash.update(chunk);
    this.size += chunk.byteLength;
    if (this.file !== undefined) await this.file.appendFile(chunk);
    else this.chunks.push(chunk);
    if (this.file === undefined && this.size > memoryLimit) await this.moveToFile();
  }

  async finish(): Promise<Spooled> {
    if (this.file === undefined) return wholeInMemory(this.chunks);
    await this.file.close();
    const path = this.path();
    return { size: this.size, sha256: this.hash.digest('hex'), body: () => createReadStream(path) };
  }

  async remove(): Promise<void> {
    await this.file?.close().catch(() => undefined);
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }

  private async moveToFile(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'spool-'));
    this.file = await open(this.path(), 'w', 0o600);
    for (const chunk of this.chunks) await this.file.appendFile(chunk);
    this.chunks = [];
  }

  private path(): string {
    return join(this.folder ?? tmpdir(), 'bytes');
  }
}
