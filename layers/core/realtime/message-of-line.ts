/** From a row of a gathered batch back to the message it came in. */
import type { KeptMessage, Segment } from '../../../schemas/realtime.ts';
import type { Batch } from '../../../schemas/records.ts';
import type { Ports } from '../ports/index.ts';
import { must } from '../records.ts';
import { segments } from './kinds.ts';

export interface MessageOfLine {
  readonly id: string;
  readonly digest: string;
  /** Of the record in its channel. */
  readonly position: number;
  readonly segment: number;
  readonly receivedAt: string;
  readonly by: string;
  readonly certificate?: string | undefined;
}

/** Undefined for a batch that was uploaded as a file. `line`: from 1. */
export async function messageOfLine(
  ports: Pick<Ports, 'records'>,
  batch: Batch,
  line: number,
): Promise<MessageOfLine | undefined> {
  const { channel } = batch;
  if (!channel) return undefined;
  const position = channel.from + line - 1;
  const segment = await segmentAt(ports, batch, position);
  const message = segment.messages.findLast((one) => one.position <= position) as KeptMessage;
  const { at, by, certificate } = segment;
  return {
    id: message.id,
    digest: message.digest,
    position,
    segment: segment.segment,
    receivedAt: at,
    by,
    certificate,
  };
}

/** Segments follow one another by position: found by halving. */
async function segmentAt(ports: Pick<Ports, 'records'>, batch: Batch, position: number): Promise<Segment> {
  let { first, last } = batch.channel as NonNullable<Batch['channel']>;
  while (first < last) {
    const middle = Math.floor((first + last) / 2);
    const { from, records } = (await must(ports.records, segments, batch, middle)).value;
    if (position < from) last = middle - 1;
    else if (position >= from + records) first = middle + 1;
    else [first, last] = [middle, middle];
  }
  return (await must(ports.records, segments, batch, first)).value;
}
