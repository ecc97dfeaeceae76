/** Cuts the XML of a workbook part into blocks of whole units (rows, strings), so that scanners need no state. */
import { isUtf8 } from 'node:buffer';
import type { DecodeLimits } from './limits.ts';
import { refusal } from './refusals.ts';

export interface BlockShape {
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

/** The prolog of a part holds column widths and views, never data. */
const MOST_PROLOG = 4 << 20;

/**
 * Blocks of whole units. What follows the last unit is given to `rest`, piece by piece.
 * @throws PoisonError dtd, malformed-workbook, record-too-large
 */
export async function* cutBlocks(
  pieces: AsyncIterable<Buffer>,
  shape: BlockShape,
  limits: DecodeLimits,
  rest?: (bytes: Buffer) => void,
): AsyncGenerator<Block> {
  let window: Buffer = Buffer.alloc(0);
  let prefix: string | undefined;
  let done = false;
  for await (const piece of pieces) {
    if (done) {
      rest?.(piece);
      if (rest === undefined) return;
      continue;
    }
    window = window.length === 0 ? piece : Buffer.concat([window, piece]);
    if (prefix === undefined) {
      const opened = openRoot(window, shape.root);
      if (opened === undefined) continue;
      prefix = opened.prefix;
      window = window.subarray(opened.end);
    }
    const stop = window.indexOf(`<${shape.stop.replace('/', `/${prefix}`)}`);
    const cut = stop >= 0 ? stop : window.lastIndexOf(`<${prefix}${shape.unit}`);
    if (cut > 0) yield { bytes: sound(window.subarray(0, cut)), prefix };
    done = stop >= 0;
    window = window.subarray(Math.max(cut, 0));
    if (done) rest?.(window);
    else if (window.length > limits.record) throw refusal('record-too-large');
  }
  if (!done && (prefix === undefined || !isEmptyRoot(window))) throw refusal('malformed-workbook');
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
