/** Bytes [start, end) of a file as a file of their own. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { PoisonError } from '../core/errors.ts';
import { sampleBytes } from './decode/index.ts';
import type { ByteRange } from './local-files.ts';

/** What is read of a file to take in one chunk of it: the chunk, and the beginning, which tells the line ends. */
export function rangesOf(chunk: ByteRange | undefined): readonly ByteRange[] | undefined {
  if (!chunk) return undefined;
  const { start, end } = chunk;
  if (start <= sampleBytes) return [{ start: 0, end: Math.max(end, sampleBytes) }];
  return [
    { start: 0, end: sampleBytes },
    { start, end },
  ];
}

const pieceSize = 4 << 20;

/**
 * Copies a range and looks for NUL on the way: the engine's reader would keep it in text.
 * @returns whether the range is free of NUL
 */
export function copyRange(from: string, to: string, range: { start: number; end: number }): boolean {
  const source = openSync(from, 'r');
  const target = openSync(to, 'w');
  const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(pieceSize, range.end - range.start)));
  let clean = true;
  try {
    for (let position = range.start; position < range.end; ) {
      const size = readSync(source, buffer, 0, Math.min(buffer.length, range.end - position), position);
      if (size === 0) throw truncated();
      clean &&= buffer.subarray(0, size).indexOf(0) < 0;
      for (let done = 0; done < size; ) done += writeSync(target, buffer, done, size - done);
      position += size;
    }
  } finally {
    closeSync(source);
    closeSync(target);
  }
  return clean;
}

/** Is a file free of NUL? */
export function isFreeOfNul(path: string): boolean {
  const source = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(pieceSize);
  try {
    for (let size = readSync(source, buffer); size > 0; size = readSync(source, buffer))
      if (buffer.subarray(0, size).indexOf(0) >= 0) return false;
    return true;
  } finally {
    closeSync(source);
  }
}

function truncated(): PoisonError {
  return new PoisonError(
    'truncated',
    'the file is shorter than it was when it was surveyed; upload it again',
    '文件比检查时短，请重新上传',
  );
}
