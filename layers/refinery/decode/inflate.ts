/** Inflated bytes of ZIP entries and GZ files, counted as they come: what a header says is not believed. */
import { createReadStream } from 'node:fs';
import { pipeline, type Transform } from 'node:stream';
import { constants, crc32, createGunzip, createInflateRaw } from 'node:zlib';
import { readBytes, readRange, sizeOf } from './byte-source.ts';
import type { DecodeLimits } from './limits.ts';
import { refusal } from './refusals.ts';
import { isBomb, type ZipEntry } from './zip-directory.ts';

const LOCAL_HEADER = 0x04034b50;
const PIECE = 1 << 18;

/**
 * One entry of a ZIP, inflated.
 * @throws PoisonError truncated, zip-bomb, malformed-archive
 */
export async function* readEntry(
  path: string,
  entry: ZipEntry,
  limits: DecodeLimits,
): AsyncGenerator<Buffer> {
  let size = 0;
  let crc = 0;
  for await (const piece of entryBytes(path, entry)) {
    size += piece.length;
    if (size > entry.size) throw refusal('zip-bomb', {}, 'more than its directory says');
    if (size > limits.inflated || isBomb(size, entry.compressed, limits)) throw refusal('zip-bomb');
    crc = crc32(piece, crc);
    yield piece;
  }
  if (size !== entry.size || crc !== entry.crc) throw refusal('malformed-archive');
}

/** A small entry as a whole. @throws PoisonError too-large-for-format over `most` bytes */
export async function readSmallEntry(
  path: string,
  entry: ZipEntry,
  limits: DecodeLimits,
  most = 16 << 20,
): Promise<Buffer> {
  if (entry.size > most) throw refusal('too-large-for-format');
  const pieces: Buffer[] = [];
  for await (const piece of readEntry(path, entry, limits)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/**
 * A GZ file, inflated.
 * @throws PoisonError truncated, zip-bomb, malformed-archive
 */
export async function* readGunzipped(path: string, limits: DecodeLimits): AsyncGenerator<Buffer> {
  const compressed = await sizeOf(path);
  let size = 0;
  for await (const piece of inflated(path, 0, undefined, createGunzip({ chunkSize: PIECE }))) {
    size += piece.length;
    if (size > limits.inflated || isBomb(size, compressed, limits)) throw refusal('zip-bomb');
    yield piece;
  }
}

async function* entryBytes(path: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  const local = await readRange(path, entry.offset, 30);
  if (local.length < 30) throw refusal('truncated');
  if (local.readUInt32LE(0) !== LOCAL_HEADER) throw refusal('malformed-archive');
  const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const end = start + entry.compressed;
  if (entry.compressed === 0 && entry.size === 0) return;
  if (entry.compressed === 0) throw refusal('malformed-archive');
  if (entry.method === 0) yield* readBytes(path, start, end);
  else if (entry.method === 8) yield* inflated(path, start, end, createInflateRaw({ chunkSize: PIECE }));
  else throw refusal('malformed-archive', {}, `method ${entry.method}`);
}

async function* inflated(
  path: string,
  start: number,
  end: number | undefined,
  inflate: Transform,
): AsyncGenerator<Buffer> {
  const last = end === undefined ? undefined : end - 1;
  const source = createReadStream(path, { start, end: last, highWaterMark: PIECE });
  pipeline(source, inflate, () => {
    // The reader below meets the same error.
  });
  try {
    yield* inflate as AsyncIterable<Buffer>;
  } catch (error) {
    throw inflateRefusal(error);
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

function inflateRefusal(error: unknown): unknown {
  const { errno } = error as { errno?: number };
  if (errno === constants.Z_BUF_ERROR) return refusal('truncated', {}, '', error);
  if (errno === constants.Z_DATA_ERROR) return refusal('malformed-archive', {}, '', error);
  return error;
}
