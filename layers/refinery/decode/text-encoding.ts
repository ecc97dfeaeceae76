/** Which of the encodings departments use a text file is in. */
import { isUtf8 } from 'node:buffer';
import type { Encoding } from '../../../schemas/refinery.ts';
import { readBytes, readRange, sizeOf } from './byte-source.ts';
import type { DecodeLimits } from './limits.ts';
import { refusal } from './refusals.ts';

interface TextEncoding {
  readonly encoding: Encoding;
  readonly bom: boolean;
  /** Some bytes are not valid in it, few enough to go on. */
  readonly flawed: boolean;
}

const SAMPLE = 1 << 20;

/**
 * Finds the encoding. UTF-8 is examined to the end of the file, since GBK files often begin with long runs of
 * ASCII; the rest is told from samples.
 * @throws PoisonError bad-encoding
 */
export async function detectEncoding(path: string, limits: DecodeLimits): Promise<TextEncoding> {
  const head = await readRange(path, 0, SAMPLE);
  const marked = byMark(head);
  if (marked !== undefined) return { encoding: marked, bom: true, flawed: false };
  const wide = withoutMark(head);
  if (wide !== undefined) return { encoding: wide, bom: false, flawed: false };
  const bad = await firstInvalidUtf8(path);
  if (bad === undefined) return { encoding: 'utf-8', bom: false, flawed: false };
  return chooseEncoding([head, await readRange(path, bad, SAMPLE), await tail(path)], limits);
}

function byMark(head: Buffer): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** UTF-16 without a mark: delimiters, digits and line ends have a zero byte on one side only. */
function withoutMark(head: Buffer): Encoding | undefined {
  const seen = Math.min(head.length, 65_536) & ~1;
  if (seen < 4) return undefined;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let i = 0; i < seen; i += 2) {
    if (head[i] === 0) evenZeros++;
    if (head[i + 1] === 0) oddZeros++;
  }
  const many = Math.max(2, seen / 2 / 20);
  if (oddZeros > many && evenZeros * 20 < oddZeros) return 'utf-16le';
  if (evenZeros > many && oddZeros * 20 < evenZeros) return 'utf-16be';
  return undefined;
}

/** Offset near the first byte sequence that is not UTF-8. */
async function firstInvalidUtf8(path: string): Promise<number | undefined> {
  let carry: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const piece of readBytes(path)) {
    const bytes = carry.length === 0 ? piece : Buffer.concat([carry, piece]);
    const whole = wholeCharacters(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) return offset;
    carry = bytes.subarray(whole);
    offset += whole;
  }
  return carry.length > 0 ? offset : undefined;
}

/** Length of `bytes` without a UTF-8 character cut off at the end. */
export function wholeCharacters(bytes: Uint8Array): number {
  const length = bytes.length;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back] as number;
    if (byte < 0x80) return length;
    if (byte < 0xc0) continue;
    const wants = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return wants > back ? length - back : length;
  }
  return length;
}

async function tail(path: string): Promise<Buffer> {
  const size = await sizeOf(path);
  return readRange(path, Math.max(0, size - 65_536), 65_536);
}

function chooseEncoding(samples: readonly Buffer[], limits: DecodeLimits): TextEncoding {
  const utf8 = flaws(samples, 'utf-8');
  const gbk = flaws(samples, 'gb18030');
  if (!isMostlyUtf8(samples) && gbk <= utf8 && gbk <= limits.unreadable)
    return { encoding: 'gb18030', bom: false, flawed: gbk > 0 };
  if (utf8 <= limits.unreadable) return { encoding: 'utf-8', bom: false, flawed: true };
  throw refusal('bad-encoding');
}

/**
 * Damaged UTF-8 reads as GB18030 without a fault, as other characters. Whole characters of several bytes tell: in
 * GB18030 text they come by chance, and most others are unreadable.
 */
function isMostlyUtf8(samples: readonly Buffer[]): boolean {
  const texts = samples.map((sample) => new TextDecoder('utf-8').decode(sample));
  const unreadable = texts.reduce((sum, text) => sum + countReplacements(text), 0);
  const wide = texts.reduce((sum, text) => sum + (text.match(/[\u0080-\ufffc]/g)?.length ?? 0), 0);
  return wide > 10 * unreadable;
}

/** Share of replacement characters; the worst sample counts. Sample ends may cut a character: two are forgiven. */
function flaws(samples: readonly Buffer[], encoding: Encoding): number {
  let worst = 0;
  for (const sample of samples) {
    if (sample.length === 0) continue;
    const text = new TextDecoder(encoding).decode(sample);
    const forgiven = sample.length >= 65_536 ? 2 : 0;
    worst = Math.max(worst, Math.max(0, countReplacements(text) - forgiven) / sample.length);
  }
  return worst;
}

/** How many U+FFFD a decoder put into `text`. */
export function countReplacements(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count++;
  return count;
}
