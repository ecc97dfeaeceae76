/** Digests of a file and of its parts, in one pass over it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

export interface Part {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  readonly size: number;
  readonly sha256: string;
}

export interface Digests {
  /** Hex SHA-256 of the whole. */
  readonly whole: string;
  readonly parts: readonly Part[];
  /** S3's composite of the parts: what the ticket of a multipart upload names. */
  readonly composite: string;
}

/** Reads the file once. `partBytes`: size of all parts but the last. `seen` is told how many bytes were read. */
export async function digestFile(
  path: string,
  partBytes: number,
  seen: (bytes: number) => void = () => {},
): Promise<Digests> {
  const whole = createHash('sha256');
  const parts: Part[] = [];
  let [hash, start, size] = [createHash('sha256'), 0, 0];
  const endPart = () => {
    if (size === 0) return;
    parts.push({ number: parts.length + 1, start, size, sha256: hash.digest('hex') });
    [hash, start, size] = [createHash('sha256'), start + size, 0];
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 ** 2 }) as AsyncIterable<Buffer>) {
    whole.update(chunk);
    for (let from = 0; from < chunk.length; ) {
      const piece = chunk.subarray(from, from + partBytes - size);
      hash.update(piece);
      size += piece.length;
      from += piece.length;
      if (size === partBytes) endPart();
    }
    seen(start + size);
  }
  endPart();
  return { whole: whole.digest('hex'), parts, composite: compositeOf(parts) };
}

function compositeOf(parts: readonly Part[]): string {
  const hash = createHash('sha256');
  for (const { sha256 } of parts) hash.update(Buffer.from(sha256, 'hex'));
  return `composite:${hash.digest('hex')}-${parts.length}`;
}
