/** Cuts the XML of a workbook part into blocks of whole units (rows, strings), so that scanners need no state. */
import { isUtf8 } from 'node:buffer';
import type { DecodeLimits } from './limits.ts';
import { refusal } from './refusals.ts';

interface BlockShape {
  /** Local name of the element that holds the units. */
  readonly root: string;
  readonly unit: string;
  /** Closing tag's local name with the slash: units end there. */
  readonly stop: string;
}

export interface Block {
  readonly bytes: Buffer;
  /** Namespace prefix with its colon, or nothing. */
  readonly prefix: string;
}

const GREATER = 0x3e;

/** The prolog of a part holds column widths and views, never data. */
const MOST_PROLOG = 4 << 20;

/**
 * Blocks of whole units, each good until the next is asked for. What follows the last unit is given to `rest`, piece by piece.
 * @throws PoisonError dtd, malformed-workbook, record-too-large
 */
export async function* cutBlocks(
  pieces: AsyncIterable<Buffer>,
  shape: BlockShape,
  limits: DecodeLimits,
  rest?: (bytes: Buffer) => void,
): AsyncGenerator<Block> {
  const window = new Window();
  let prefix: string | undefined;
  let stop: Buffer = Buffer.alloc(0);
  let done = false;
  for await (const piece of pieces) {
    if (done) {
      rest?.(piece);
      if (rest === undefined) return;
      continue;
    }
    window.add(piece);
    if (prefix === undefined) {
      const opened = openRoot(window.bytes, shape.root);
      if (opened === undefined) continue;
      prefix = opened.prefix;
      stop = Buffer.from(`<${shape.stop.replace('/', `/${prefix}`)}`);
      window.drop(opened.end);
    }
    const last = lastUnit(window.bytes, `<${prefix}${shape.unit}`);
    const end = window.bytes.indexOf(stop, Math.max(last, 0));
    const cut = end >= 0 ? end : last;
    if (cut > 0) yield { bytes: sound(window.bytes.subarray(0, cut)), prefix };
    done = end >= 0;
    window.drop(Math.max(cut, 0));
    if (done) rest?.(Buffer.from(window.bytes));
    else if (window.length > limits.record) throw refusal('record-too-large');
  }
  if (!done && (prefix === undefined || !isEmptyRoot(window.bytes))) throw refusal('malformed-workbook');
}

/** Where the last unit begins, or -1; `<rowBreaks` is no row. */
function lastUnit(bytes: Buffer, open: string): number {
  let at = bytes.lastIndexOf(open);
  while (at > 0 && (bytes[at + open.length] ?? 0xff) > GREATER) at = bytes.lastIndexOf(open, at - 1);
  return at;
}

/** Bytes not yet taken, in one buffer that is used again: most of a part passes through it once. */
class Window {
  #buffer: Buffer = Buffer.allocUnsafeSlow(1 << 20);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  add(piece: Buffer): void {
    if (this.#buffer.length - this.#end < piece.length) this.#makeRoom(piece.length);
    this.#end += piece.copy(this.#buffer, this.#end);
  }

  drop(bytes: number): void {
    this.#start += bytes;
  }

  #makeRoom(bytes: number): void {
    const { length } = this;
    const fits = length + bytes <= this.#buffer.length;
    const buffer = fits ? this.#buffer : Buffer.allocUnsafeSlow((length + bytes) * 2);
    this.#buffer.copy(buffer, 0, this.#start, this.#end);
    this.#buffer = buffer;
    this.#start = 0;
    this.#end = length;
  }
}

function openRoot(window: Buffer, root: string): { prefix: string; end: number } | undefined {
  const head = window.toString('latin1', 0, Math.min(window.length, MOST_PROLOG));
  if (head.startsWith('\xff\xfe') || head.startsWith('\xfe\xff'))
    throw refusal('malformed-workbook', {}, 'UTF-16');
  if (head.includes('<!DOCTYPE')) throw refusal('dtd');
  const found = new RegExp(`<((?:[A-Za-z_][\\w.-]*:)?)${root}(?=[\\s/>])[^>]*>`).exec(head);
  if (found === null) {
    if (window.length > MOST_PROLOG) throw refusal('malformed-workbook');
    return undefined;
  }
  const end = found.index + found[0].length;
  return { prefix: found[1] as string, end: found[0].endsWith('/>') ? end - 2 : end };
}

/** `<sheetData/>`: the tag's own end is what is left in the window. */
function isEmptyRoot(window: Buffer): boolean {
  return window[0] === 0x2f && window[1] === 0x3e;
}

function sound(bytes: Buffer): Buffer {
  return isUtf8(bytes) ? bytes : Buffer.from(bytes.toString('utf8'));
}
