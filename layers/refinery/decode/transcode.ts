/** Text of any of the encodings as a stream of UTF-8 bytes, cut between characters, without the byte order mark. */
import { isUtf8 } from 'node:buffer';
import { closeSync, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Encoding, Survey } from '../../../schemas/refinery.ts';
import { readBytes, writeAll } from './byte-source.ts';
import { Gb18030Decoder } from './gb18030.ts';
import type { DecodeLimits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import { refusal } from './refusals.ts';
import { countReplacements, wholeCharacters } from './text-encoding.ts';

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Re-encodes a text file, or bytes [start, end) of it, as UTF-8 without parsing it.
 * @throws PoisonError bad-encoding when too much of it is unreadable
 */
export async function* utf8Bytes(
  path: string,
  encoding: Encoding,
  limits: DecodeLimits,
  range?: ByteRange,
): AsyncGenerator<Buffer> {
  const source = readBytes(path, range?.start ?? 0, range?.end);
  const pieces = decoderOf(encoding)(source, limits);
  let first = true;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    yield first ? withoutMark(piece) : piece;
    first = false;
  }
}

/**
 * Writes a text file, or bytes [start, end) of it, to the stream or file `out` as UTF-8 without a byte order mark,
 * so that an engine can read it directly. Memory stays flat.
 * @throws PoisonError bad-encoding when more than 0.1 % of it is unreadable
 */
export async function decodeToUtf8(
  path: string,
  survey: Survey,
  out: string | Writable,
  range?: ByteRange,
  limits: DecodeLimits = defaultLimits,
): Promise<void> {
  const pieces = utf8Bytes(path, survey.encoding ?? 'utf-8', limits, range);
  if (typeof out !== 'string') await pipeline(copied(pieces), out);
  else await writePieces(pieces, out);
}

async function writePieces(pieces: AsyncIterable<Buffer>, path: string): Promise<void> {
  const file = openSync(path, 'w');
  try {
    for await (const piece of pieces) writeAll(file, piece);
  } finally {
    closeSync(file);
  }
}

/** A stream keeps pieces longer than their buffers live. */
async function* copied(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece);
}

/** May an engine read the file as it is: delimited text in UTF-8, not wrapped, nothing to repair? */
export function isPlainUtf8Csv(survey: Survey): boolean {
  return (
    survey.format === 'csv' &&
    survey.wrappers.length === 0 &&
    survey.encoding === 'utf-8' &&
    survey.delimiter !== undefined &&
    survey.warnings.length === 0
  );
}

function decoderOf(encoding: Encoding) {
  if (encoding === 'utf-8') return checkedUtf8;
  if (encoding === 'gb18030') return decodedGb18030;
  return (source: AsyncIterable<Buffer>, limits: DecodeLimits) => decoded(source, encoding, limits);
}

async function* decodedGb18030(source: AsyncIterable<Buffer>, limits: DecodeLimits): AsyncGenerator<Buffer> {
  const flaws = flawCounter(limits);
  const decoder = new Gb18030Decoder();
  for await (const piece of source) {
    const bytes = decoder.decode(piece);
    flaws.add(piece.length, decoder.takeFlaws());
    yield bytes;
  }
  const rest = decoder.finish();
  flaws.add(0, decoder.takeFlaws());
  flaws.finish();
  if (rest.length > 0) yield rest;
}

function withoutMark(piece: Buffer): Buffer {
  return piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf ? piece.subarray(3) : piece;
}

async function* checkedUtf8(source: AsyncIterable<Buffer>, limits: DecodeLimits): AsyncGenerator<Buffer> {
  const flaws = flawCounter(limits);
  let carry: Buffer = Buffer.alloc(0);
  for await (const piece of source) {
    const bytes = carry.length === 0 ? piece : Buffer.concat([carry, piece]);
    const whole = wholeCharacters(bytes);
    yield repair(bytes.subarray(0, whole), flaws);
    carry = bytes.subarray(whole);
  }
  if (carry.length > 0) yield repair(carry, flaws);
  flaws.finish();
}

function repair(bytes: Buffer, flaws: FlawCounter): Buffer {
  if (isUtf8(bytes)) {
    flaws.add(bytes.length, 0);
    return bytes;
  }
  const text = bytes.toString('utf8');
  flaws.add(bytes.length, countReplacements(text));
  return Buffer.from(text);
}

async function* decoded(
  source: AsyncIterable<Buffer>,
  encoding: Encoding,
  limits: DecodeLimits,
): AsyncGenerator<Buffer> {
  const flaws = flawCounter(limits);
  const decoder = new TextDecoder(encoding);
  for await (const piece of source) {
    const text = decoder.decode(piece, { stream: true });
    flaws.add(piece.length, countReplacements(text));
    yield Buffer.from(text);
  }
  const rest = decoder.decode();
  flaws.add(0, countReplacements(rest));
  flaws.finish();
  if (rest.length > 0) yield Buffer.from(rest);
}

interface FlawCounter {
  add(bytes: number, flaws: number): void;
  finish(): void;
}

/** Gives up early on a large file, and at the end on a small one. */
function flawCounter(limits: DecodeLimits): FlawCounter {
  let bytes = 0;
  let bad = 0;
  const check = () => {
    if (bad > bytes * limits.unreadable) throw refusal('bad-encoding');
  };
  return {
    add(size, flaws) {
      bytes += size;
      bad += flaws;
      if (bytes > 16 << 20) check();
    },
    finish: check,
  };
}
