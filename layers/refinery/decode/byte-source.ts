/** Bytes of local files: streamed in large pieces, or small ranges at once. */
import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';

const PIECE = 1 << 20;

/**
 * Bytes [start, end) of a file in pieces of about 1 MiB, read ahead into buffers that are used again: a piece is good
 * until the next but one is asked for, so what a reader carries over must be joined with the next piece at once.
 */
export async function* readBytes(
  path: string,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  const buffers = Array.from({ length: 3 }, () => Buffer.allocUnsafeSlow(PIECE));
  let at = start;
  let turn = 0;
  const readNext = () =>
    file.read(buffers[turn++ % 3] as Buffer, 0, Math.max(0, Math.min(PIECE, end - at)), at);
  let reading = readNext();
  try {
    for (;;) {
      const { bytesRead, buffer } = await reading;
      if (bytesRead === 0) return;
      at += bytesRead;
      reading = readNext();
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await reading.catch(() => undefined);
    await file.close();
  }
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

/** Writes all of `bytes` to an open file, at once. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done);
}
