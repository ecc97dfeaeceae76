/**
 * Commits messages of one sender together: one segment, one tree, one signature, one transaction. A message whose id was
 * taken before is answered with its first receipt. What was decided on (description, certificate, account) is a condition
 * of the transaction.
 */
import type { Channel, KeptMessage, RecordReceipt, Segment, SegmentBody } from '../../../schemas/realtime.ts';
import { ConditionFailed, NotFound, Refused, TransientError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, findOr, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { type ChannelName, channels, segmentBodies, segments, takenMessages } from './kinds.ts';
import { levelsOf, receiptIn, segmentBytes } from './receipt.ts';

const step = 'take-records';

/** Who sends into which channel, and what the leave to do so was decided on. */
export interface Sender extends ChannelName {
  readonly by: string;
  /** Serial of the certificate the request was signed with. */
  readonly certificate?: string | undefined;
  /** Version of the description the records were checked by. */
  readonly definition: number;
  readonly decidedOn: readonly Held<unknown>[];
}

export interface Message {
  readonly id: string;
  readonly digest: string;
  readonly records: number;
  /** Characters of its lines as `widthOf` counts them, or bytes of its object. */
  readonly bytes: number;
  /** Its lines, each without its end; or the object that holds them. */
  readonly lines: readonly string[] | { readonly object: string };
}

export interface TakenMessage {
  readonly repeated: boolean;
  readonly receipt: RecordReceipt;
}

/** What became of the message at each place: an error is of that message alone. */
export type Outcome = TakenMessage | { readonly error: unknown };

/** Ids, bodies, the segment with its entry, the channel and what was decided on stay under a transaction's 100 writes. */
export const mostMessages = 80;
const mostBodies = 8;

/** Escaped twice, a line of this length still fits into a record of 400 kB. */
const bodyCharacters = 130 * 1024;
/** Of the lines of one group, in characters as `widthOf` counts them. */
export const groupCharacters = (mostBodies - 1) * (bodyCharacters / 2);
const turns = 30;

/** The channel as it was left by this process: saves reading it before each commit. */
export interface ChannelState {
  held?: Held<Channel> | undefined;
}

/**
 * At most `mostMessages`, no id twice.
 * @returns in their order
 * @throws ConditionFailed when what was decided on has moved; TransientError when others were always first
 */
export async function takeGroup(
  ports: Ports,
  state: ChannelState,
  sender: Sender,
  messages: readonly Message[],
): Promise<readonly Outcome[]> {
  const outcomes = new Map<Message, Outcome>();
  for (let turn = 0; turn < turns; turn += 1) {
    const left = messages.filter((message) => !outcomes.has(message));
    if (left.length === 0) return messages.map((message) => outcomes.get(message) as Outcome);
    try {
      for (const [index, receipt] of (await commitSegment(ports, state, sender, left)).entries())
        outcomes.set(left[index] as Message, { repeated: false, receipt });
    } catch (error) {
      state.held = undefined;
      if (!(error instanceof ConditionFailed)) throw error;
      if (sender.decidedOn.some(({ key }) => error.keys.includes(key))) throw error;
      for (const message of left)
        if (error.keys.includes(takenMessages.key(sender, message.id)))
          outcomes.set(message, await answerRepeat(ports, sender, message));
    }
  }
  throw new TransientError(
    'too many others send into this channel at once; send again in a moment',
    '同时写入该通道的请求过多，请稍后重发',
  );
}

const answerRepeat = (ports: Ports, sender: Sender, message: Message): Promise<Outcome> =>
  receiptOf(ports, sender, message).then(
    (receipt) => ({ repeated: true, receipt }),
    (error: unknown) => ({ error }),
  );

/** @throws Refused `id-reused` when the id was taken with other content; NotFound */
export async function receiptOf(
  ports: Pick<Ports, 'records'>,
  name: ChannelName,
  { id, digest }: { readonly id: string; readonly digest?: string },
): Promise<RecordReceipt> {
  const taken = await find(ports.records, takenMessages, name, id);
  if (!taken)
    throw new NotFound(
      `no message ${id} was received for ${name.resource}; check the id`,
      `${name.resource} 没有收到消息 ${id}，请核对编号`,
    );
  if (digest !== undefined && taken.value.digest !== digest)
    throw new Refused(
      'id-reused',
      `message id ${id} was used with other content; give each message an id of its own`,
      `消息编号 ${id} 已用于内容不同的消息，每条消息请使用新编号`,
    );
  const segment = await must(ports.records, segments, name, taken.value.segment);
  return receiptIn(segment.value, await levelsOf(segment.value.messages), taken.value.index);
}

async function commitSegment(
  ports: Ports,
  state: ChannelState,
  sender: Sender,
  messages: readonly Message[],
): Promise<readonly RecordReceipt[]> {
  const { department, resource, by } = sender;
  const start = { department, resource, segment: 1, position: 1, bytes: 0 };
  state.held ??= await findOr(ports.records, channels, start, sender);
  const channel = state.held;
  const transaction = new Transaction(ports, { step, department, actor: by });
  const { segment, levels } = await makeSegment(ports, channel.value, sender, messages, transaction.at);
  const next = {
    ...channel.value,
    segment: segment.segment + 1,
    position: segment.from + segment.records,
    bytes: segment.bytes,
  };
  for (const held of sender.decidedOn) transaction.check(held);
  transaction.put(segments, absent(segments.key(sender, segment.segment)), segment, {
    action: 'records received',
    digest: segment.root,
    detail: { from: segment.from, records: segment.records, messages: messages.length },
  });
  for (const [part, body] of bodiesOf(messages).entries())
    transaction.note(segmentBodies, absent(segmentBodies.key(sender, segment.segment, part)), body);
  for (const [index, { id, digest }] of messages.entries()) {
    const taken = { segment: segment.segment, index, digest };
    transaction.note(takenMessages, absent(takenMessages.key(sender, id)), taken);
  }
  await transaction.note(channels, channel, next).commit();
  state.held = { key: channel.key, version: channel.version + 1, value: next };
  return messages.map((_, index) => receiptIn(segment, levels, index));
}

async function makeSegment(
  ports: Ports,
  channel: Channel,
  sender: Sender,
  messages: readonly Message[],
  at: string,
) {
  const { department, resource, definition, by, certificate } = sender;
  let position = channel.position;
  const kept = messages.map(({ id, digest, records }): KeptMessage => {
    const one = { id, digest, position, records };
    position += records;
    return one;
  });
  const levels = await levelsOf(kept);
  const place = { department, resource, segment: channel.segment, definition, from: channel.position };
  const root = {
    schema: 'segment-root/1' as const,
    ...place,
    records: position - channel.position,
    root: levels.at(-1)?.[0] ?? '',
    at,
    by,
    ...(certificate === undefined ? {} : { certificate }),
  };
  const signature = await ports.signer.sign(segmentBytes(root));
  const segment: Segment = {
    ...root,
    schema: 'segment/1',
    messages: kept,
    signature,
    bytes: channel.bytes + messages.reduce((sum, message) => sum + message.bytes, 0),
    forgotten: false,
  };
  return { segment, levels };
}

/** What of a segment's lines fits into a record each; the object of a long stream. */
function bodiesOf(messages: readonly Message[]): readonly SegmentBody[] {
  const [object] = messages.flatMap(({ lines }) => ('object' in lines ? [lines.object] : []));
  if (object !== undefined) return [{ lines: '', parts: 1, object }];
  const texts: string[] = [];
  let open: string[] = [];
  let size = 0;
  for (const line of messages.flatMap(({ lines }) => lines as readonly string[])) {
    const needed = widthOf(line);
    if (size + needed > bodyCharacters && open.length > 0) {
      texts.push(open.join('\n'));
      [open, size] = [[], 0];
    }
    open.push(line);
    size += needed;
  }
  texts.push(open.join('\n'));
  return texts.map((lines) => ({ lines, parts: texts.length }));
}

/** A character outside ASCII takes three bytes at most where it takes one of UTF-16: counted as such, a body stays small. */
export const widthOf = (line: string): number =>
  (/^[ -~]*$/.test(line) ? line.length : Math.ceil(line.length * 1.5)) + 1;
