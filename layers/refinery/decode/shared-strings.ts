/** A workbook's shared strings, kept as escaped UTF-8 in pages: a cell is copied from there without making a string. */
import type { CanonicalWriter } from './canonical-writer.ts';
import { readEntry } from './inflate.ts';
import type { DecodeLimits } from './limits.ts';
import { refusal } from './refusals.ts';
import { cutBlocks } from './xml-blocks.ts';
import { needsCare, officeText } from './xml-text.ts';
import type { ZipEntry } from './zip-directory.ts';

const PAGE = 1 << 23;

export class SharedStrings {
  #pages: Buffer[] = [];
  #at = PAGE;
  #page = -1;
  #starts = new Float64Array(1024);
  #ends = new Float64Array(1024);
  count = 0;

  /** Adds bytes [start, end), escaped already, as the next string. */
  add(bytes: Buffer, start: number, end: number): void {
    const size = end - start;
    // An empty first string needs no room, but a page to point into.
    if (this.#page < 0 || this.#at + size > PAGE) this.#newPage(size);
    const base = this.#page * PAGE;
    bytes.copy(this.#pages[this.#page] as Buffer, this.#at, start, end);
    if (this.count === this.#starts.length) this.#grow();
    this.#starts[this.count] = base + this.#at;
    this.#ends[this.count++] = base + this.#at + size;
    this.#at += size;
  }

  /** Copies string `index` into the open cell. @throws PoisonError malformed-workbook when there is none */
  copyTo(writer: CanonicalWriter, index: number): void {
    if (!(index >= 0 && index < this.count)) throw refusal('malformed-workbook', {}, 'unknown shared string');
    const first = this.#starts[index] as number;
    const size = (this.#ends[index] as number) - first;
    const page = this.#pages[Math.floor(first / PAGE)] as Buffer;
    const start = first % PAGE;
    writer.reserve(size + 64);
    if (size > 64) writer.at += page.copy(writer.out, writer.at, start, start + size);
    else {
      const out = writer.out;
      let at = writer.at;
      for (let i = start; i < start + size; i++) out[at++] = page[i] as number;
      writer.at = at;
    }
  }

  #newPage(size: number): void {
    if (size > PAGE) throw refusal('cell-too-large');
    this.#pages.push(Buffer.allocUnsafe(PAGE));
    this.#page++;
    this.#at = 0;
  }

  #grow(): void {
    const larger = [new Float64Array(this.count * 2), new Float64Array(this.count * 2)] as const;
    larger[0].set(this.#starts);
    larger[1].set(this.#ends);
    this.#starts = larger[0];
    this.#ends = larger[1];
  }
}

/**
 * Reads `xl/sharedStrings.xml`.
 * @throws PoisonError too-large-for-format beyond the limit of text
 */
export async function readSharedStrings(
  path: string,
  entry: ZipEntry | undefined,
  limits: DecodeLimits,
): Promise<SharedStrings> {
  const strings = new SharedStrings();
  if (entry === undefined) return strings;
  if (entry.size > limits.sharedStrings * 4) throw refusal('too-large-for-format', {}, 'shared strings');
  let kept = 0;
  const blocks = cutBlocks(readEntry(path, entry, limits), { root: 'sst', unit: 'si', stop: '/sst' }, limits);
  for await (const { bytes, prefix } of blocks) {
    kept += addStrings(strings, bytes, prefix);
    if (kept > limits.sharedStrings) throw refusal('too-large-for-format', {}, 'shared strings');
  }
  return strings;
}

function addStrings(strings: SharedStrings, bytes: Buffer, prefix: string): number {
  const marks = {
    open: Buffer.from(`<${prefix}si`),
    close: Buffer.from(`</${prefix}si>`),
    text: Buffer.from(`<${prefix}t`),
    textEnd: Buffer.from(`</${prefix}t>`),
    phonetic: Buffer.from(`<${prefix}rPh`),
    phoneticEnd: Buffer.from(`</${prefix}rPh>`),
  };
  if (bytes.includes('<!')) throw refusal('malformed-workbook', {}, 'comment or CDATA');
  let kept = 0;
  for (let at = bytes.indexOf(marks.open); at >= 0; at = bytes.indexOf(marks.open, at)) {
    const opened = bytes.indexOf(0x3e, at) + 1;
    const empty = bytes[opened - 2] === 0x2f;
    const end = empty ? opened : bytes.indexOf(marks.close, opened);
    if (end < 0 || opened === 0) throw refusal('malformed-workbook');
    kept += addString(strings, bytes, opened, end, marks);
    at = end;
  }
  return kept;
}

/** The runs of one string; the phonetic reading beside it is left out. */
function addString(
  strings: SharedStrings,
  bytes: Buffer,
  start: number,
  end: number,
  marks: Record<'text' | 'textEnd' | 'phonetic' | 'phoneticEnd', Buffer>,
): number {
  const single = singleText(bytes, start, end, marks.text);
  if (single !== undefined && !needsCare(bytes, single, end - marks.textEnd.length)) {
    const textEnd = end - marks.textEnd.length;
    if (bytes.indexOf(0x3c, single) === textEnd) {
      strings.add(bytes, single, textEnd);
      return textEnd - single;
    }
  }
  const text = Buffer.from(escapedRuns(bytes.subarray(start, end), marks));
  strings.add(text, 0, text.length);
  return text.length;
}

/** Start of the text when the string begins with a plain `<t>`. */
function singleText(bytes: Buffer, start: number, end: number, open: Buffer): number | undefined {
  for (let i = 0; i < open.length; i++) if (bytes[start + i] !== open[i]) return undefined;
  const next = bytes[start + open.length];
  if (next !== 0x3e && next !== 0x20) return undefined;
  const closed = bytes.indexOf(0x3e, start) + 1;
  return closed > 0 && closed < end && bytes[closed - 2] !== 0x2f ? closed : undefined;
}

/** Texts of all `<t>` of a string or an inline string, escaped for a canonical cell. */
export function escapedRuns(
  bytes: Buffer,
  marks: Record<'text' | 'textEnd' | 'phonetic' | 'phoneticEnd', Buffer>,
): string {
  let text = '';
  let phonetic = bytes.indexOf(marks.phonetic);
  for (let at = bytes.indexOf(marks.text); at >= 0; at = bytes.indexOf(marks.text, at)) {
    if (phonetic >= 0 && phonetic < at) {
      const over = bytes.indexOf(marks.phoneticEnd, phonetic);
      if (over < 0) break;
      at = over;
      phonetic = bytes.indexOf(marks.phonetic, over);
      continue;
    }
    const next = bytes[at + marks.text.length];
    const opened = bytes.indexOf(0x3e, at) + 1;
    at = opened;
    if ((next !== 0x3e && next !== 0x20) || bytes[opened - 2] === 0x2f) continue;
    const close = bytes.indexOf(marks.textEnd, opened);
    if (close < 0) throw refusal('malformed-workbook');
    text += officeText(bytes, opened, close);
    at = close;
  }
  return text;
}
