/** Bytes of local files: streamed in large pieces, or small ranges at once. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

const PIECE = 1 << 20;

/** Bytes [start, end) of a file in pieces of about 1 MiB. */
export async function* readBytes(
  path: string,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  if (end <= start) return;
  yield* createReadStream(path, { start, end: end - 1, highWaterMark: PIECE }) as AsyncIterable<Buffer>;
}

/** Bytes [start, start + length) of a file, fewer at its end. */
export async function readRange(path: string, start: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await file.read(buffer, done, length - done, start + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return buffer.subarray(0, done);
  } finally {
    await file.close();
  }
}

/** Size of a file in bytes. */
export async function sizeOf(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}
