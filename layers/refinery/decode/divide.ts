/** Cuts a large text file into chunks at record ends. */
import type { Chunk, Survey } from '../../../schemas/refinery.ts';
import { InvalidInput } from '../../core/errors.ts';
import { readBytes, sizeOf } from './byte-source.ts';
import { defaultLimits } from './limits.ts';
import { type OnRecord, RecordSplitter, type SplitShape } from './record-splitter.ts';
import { lineEndOf, sampleText } from './text-shape.ts';

/**
 * One sequential pass over a divisible file (see Survey.divisible).
 * @param headerRecords records before the first data record: they are in no chunk, but they are counted
 * @param target bytes a chunk should have; a chunk ends with the first record that reaches it
 * @returns chunks in order, none when there is no data; ordinals and counts include blank records
 * @throws PoisonError unclosed-quote; InvalidInput when the file is not divisible
 */
export async function divideFile(
  path: string,
  survey: Survey,
  headerRecords: number,
  target: number,
): Promise<Chunk[]> {
  if (!survey.divisible)
    throw new InvalidInput('the file cannot be divided; decode it as a whole', '该文件不能分块，请整体解码');
  const size = await sizeOf(path);
  const start = markLength(survey);
  const cutter = new ChunkCutter(start, headerRecords, target);
  await splitRecords(path, survey, { start, end: size }, (end) => cutter.add(end));
  return cutter.finish(size);
}

/** Calls back with the offset behind each record of bytes [start, end) of a text file. */
export async function splitRecords(
  path: string,
  survey: Survey,
  range: { start: number; end: number },
  onRecord: OnRecord,
): Promise<void> {
  const splitter = new RecordSplitter(await splitShape(path, survey), range.start, onRecord);
  let odd: Buffer = Buffer.alloc(0);
  for await (const piece of readBytes(path, range.start, range.end)) {
    const bytes = odd.length === 0 ? piece : Buffer.concat([odd, piece]);
    const whole = isWide(survey) ? bytes.length & ~1 : bytes.length;
    if (!splitter.push(bytes.subarray(0, whole))) return;
    odd = bytes.subarray(whole);
  }
  splitter.finish();
}

/** Bytes of the byte order mark the file begins with. */
export function markLength(survey: Survey): number {
  if (!survey.bom) return 0;
  return isWide(survey) ? 2 : 3;
}

async function splitShape(path: string, survey: Survey): Promise<SplitShape> {
  const sample = await sampleText(path, survey.encoding ?? 'utf-8');
  return {
    lineEnd: lineEndOf(sample),
    delimiter: survey.format === 'csv' ? (survey.delimiter ?? ',').charCodeAt(0) : undefined,
    unit: isWide(survey) ? 2 : 1,
    doubleBytes: survey.encoding === 'gb18030',
    bigEndian: survey.encoding === 'utf-16be',
    openQuote: defaultLimits.openQuote,
  };
}

function isWide(survey: Survey): boolean {
  return survey.encoding === 'utf-16le' || survey.encoding === 'utf-16be';
}

class ChunkCutter {
  #chunks: Chunk[] = [];
  #headers: number;
  #target: number;
  #records = 0;
  #start: number;
  #first = 1;
  #last: number;

  constructor(start: number, headers: number, target: number) {
    this.#start = start;
    this.#last = start;
    this.#headers = headers;
    this.#target = target;
    this.#first = headers + 1;
  }

  /** A record ends before `end`. */
  add(end: number): boolean {
    this.#records++;
    this.#last = end;
    if (this.#records <= this.#headers) this.#start = end;
    else if (end - this.#start >= this.#target) this.#cut(end);
    return true;
  }

  /** The last record may have no line end. */
  finish(size: number): Chunk[] {
    if (size > this.#last) this.add(size);
    if (this.#start < size && this.#records >= this.#first) this.#cut(size);
    return this.#chunks;
  }

  #cut(end: number): void {
    const records = this.#records - this.#first + 1;
    this.#chunks.push({ start: this.#start, end, firstRecord: this.#first, records });
    this.#start = end;
    this.#first = this.#records + 1;
  }
}
