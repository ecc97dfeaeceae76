/** Bytes for the suites: made as they are needed, so that a large object is never in memory. */
import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export const mebibyte = 1024 ** 2;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** `size` bytes in chunks of 64 KiB, no two chunks alike. */
export async function* streamOf(size: number): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.alloc(64 * 1024, 'shuiyuan');
  for (let sent = 0; sent < size; sent += chunk.length) {
    chunk.writeDoubleBE(sent, 0);
    yield Buffer.from(chunk.subarray(0, Math.min(chunk.length, size - sent)));
  }
}

/** Reads a stream to its end. */
export async function digestOf(
  bytes: AsyncIterable<Uint8Array>,
  seen: () => void = () => {},
): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    size += chunk.length;
    seen();
  }
  return { size, sha256: hash.digest('hex') };
}

export async function gather(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

setFlagsFromString('--expose-gc');
const collectNow = runInNewContext('gc') as () => void;

/** Bytes of buffers still in use: what could be collected is, first. */
export function bufferBytesInUse(): number {
  collectNow();
  return process.memoryUsage().arrayBuffers;
}
