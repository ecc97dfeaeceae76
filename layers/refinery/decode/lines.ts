/** Lines of a text file as raw bytes of its own encoding. */
import type { Survey } from '../../../schemas/refinery.ts';
import { readBytes } from './byte-source.ts';
import { markLength } from './divide.ts';
import type { DecodeLimits } from './limits.ts';
import { refusal } from './refusals.ts';
import { lineEndOf, sampleText } from './text-shape.ts';
import type { ByteRange } from './transcode.ts';

/**
 * Lines without their ends; a byte order mark is left out.
 * @throws PoisonError record-too-large
 */
export async function* splitLines(
  path: string,
  survey: Survey,
  limits: DecodeLimits,
  range: ByteRange,
): AsyncGenerator<Buffer> {
  const end = lineEndBytes(survey, lineEndOf(await sampleText(path, survey.encoding ?? 'utf-8')));
  const start = range.start === 0 ? markLength(survey) : range.start;
  let carry: Buffer = Buffer.alloc(0);
  for await (const piece of readBytes(path, start, range.end)) {
    const bytes = carry.length === 0 ? piece : Buffer.concat([carry, piece]);
    let from = 0;
    for (let at = findEnd(bytes, end, from); at >= 0; at = findEnd(bytes, end, from)) {
      yield withoutReturn(bytes.subarray(from, at), end);
      from = at + end.length;
    }
    carry = bytes.subarray(from);
    if (carry.length > limits.record) throw refusal('record-too-large');
  }
  if (carry.length > 0) yield withoutReturn(carry, end);
}

function lineEndBytes(survey: Survey, byte: number): Buffer {
  if (survey.encoding === 'utf-16le') return Buffer.from([byte, 0]);
  if (survey.encoding === 'utf-16be') return Buffer.from([0, byte]);
  return Buffer.from([byte]);
}

/** In UTF-16 the two bytes must stand at the beginning of a unit. */
function findEnd(bytes: Buffer, end: Buffer, from: number): number {
  if (end.length === 1) return bytes.indexOf(end[0] as number, from);
  let at = bytes.indexOf(end, from);
  while (at >= 0 && (at - from) % 2 === 1) at = bytes.indexOf(end, at + 1);
  return at;
}

function withoutReturn(line: Buffer, end: Buffer): Buffer {
  const at = line.length - end.length;
  const isReturn = at >= 0 && line[at + (end.length === 2 && end[0] === 0 ? 1 : 0)] === 0x0d;
  return isReturn ? line.subarray(0, at) : line;
}
