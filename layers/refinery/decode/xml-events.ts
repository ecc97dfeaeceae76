/** XML as events, streamed, with everything refused that makes XML dangerous. */
import { SaxesParser } from 'saxes';
import type { DecodeLimits } from './limits.ts';
import { type RefusalReason, refusal } from './refusals.ts';

export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
  /** Asked after each piece: enough? */
  done?(): boolean;
}

const MOST_DEPTH = 256;

/**
 * Parses UTF-8 pieces that are cut between characters.
 * @param reason what malformed XML is called here
 * @throws PoisonError dtd, record-too-large, or `reason`
 */
export async function parseXml(
  pieces: AsyncIterable<Buffer>,
  handler: XmlHandler,
  limits: DecodeLimits,
  reason: RefusalReason,
): Promise<void> {
  const decoder = new TextDecoder('utf-8');
  const parser = new SaxesParser({ position: false });
  let quiet = 0;
  let depth = 0;
  parser.on('doctype', () => {
    throw refusal('dtd');
  });
  // The parser's message may quote content: it is not passed on.
  parser.on('error', () => {
    throw refusal(reason);
  });
  parser.on('opentag', (tag) => {
    quiet = 0;
    if (++depth > MOST_DEPTH) throw refusal(reason, {}, `over ${MOST_DEPTH} levels`);
    handler.open(tag.name, tag.attributes as Record<string, string>);
  });
  parser.on('closetag', (tag) => {
    depth--;
    handler.close(tag.name);
  });
  const onText = (text: string) => {
    quiet = 0;
    handler.text(text);
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  for await (const piece of pieces) {
    quiet += piece.length;
    parser.write(decoder.decode(piece, { stream: true }));
    if (quiet > limits.record) throw refusal('record-too-large');
    if (handler.done?.()) return;
  }
  parser.write(decoder.decode());
  parser.close();
}

/** Name without its namespace prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
