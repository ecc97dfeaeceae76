/** Receipts of the real-time channel: a message's path to the signed root of its segment. */
import type { KeptMessage, RecordReceipt, Segment, SegmentRoot } from '../../../schemas/realtime.ts';
import { canonicalJson } from '../canonical-json.ts';
import { leafHash, merkleLevels, pathIn, rootOfPath, sha256 } from '../ledger/merkle.ts';

const encoder = new TextEncoder();

/** SHA-256 of a record in canonical JSON, hex: what a receipt vouches for. */
export const digestOfRecord = (record: unknown): Promise<string> =>
  sha256(encoder.encode(canonicalJson(record)));

const leafOf = ({ id, digest, position, records }: KeptMessage): Promise<string> =>
  leafHash(canonicalJson({ id, digest, position, records }));

/** Levels of the tree over a segment's messages, leaves first. */
export const levelsOf = async (messages: readonly KeptMessage[]): Promise<readonly (readonly string[])[]> =>
  merkleLevels(await Promise.all(messages.map(leafOf)));

/** What the signature of a segment is over. */
export const segmentBytes = (root: SegmentRoot): Uint8Array => encoder.encode(canonicalJson(root));

const rootOf = (segment: Segment): SegmentRoot => {
  const { department, resource, definition, from, records, root, at, by, certificate } = segment;
  const place = { department, resource, segment: segment.segment, definition, from, records };
  return {
    schema: 'segment-root/1',
    ...place,
    root,
    at,
    by,
    ...(certificate === undefined ? {} : { certificate }),
  };
};

/** The receipt of the message at `index` of its segment; `levels` are those of the segment's tree. */
export function receiptIn(
  segment: Segment,
  levels: readonly (readonly string[])[],
  index: number,
): RecordReceipt {
  const { id, digest, position, records } = segment.messages[index] as KeptMessage;
  return {
    schema: 'record-receipt/1',
    id,
    digest,
    position,
    records,
    path: pathIn(levels, index),
    segment: rootOf(segment),
    signature: segment.signature,
  };
}

/** Does the receipt's path lead to its root? Whoever asks checks the signature of the root against the key he pinned. */
export async function leadsToRoot(receipt: RecordReceipt): Promise<boolean> {
  const { from, records, root } = receipt.segment;
  const isInside = receipt.position >= from && receipt.position + receipt.records <= from + records;
  return isInside && (await rootOfPath(await leafOf(receipt), receipt.path)) === root;
}
