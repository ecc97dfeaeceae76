/**
 * A stream of records, one JSON object a line, is one message: it has one id, one receipt, and its records follow one
 * another in the channel. It is checked line by line as it comes; nothing of it counts before its end, where it must be
 * the body that was signed. A short one lies in records like any message, a long one in an object: memory stays flat.
 */
import type { RecordReceipt } from '../../../schemas/realtime.ts';
import { InvalidInput } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { find } from '../records.ts';
import type { Checked, Flaw } from './check-record.ts';
import type { Intake } from './intake.ts';
import { nameChannel, takenMessages } from './kinds.ts';
import { groupCharacters, receiptOf, type Sender, widthOf } from './take-group.ts';

const step = 'take-records';
const mostListed = 100;
/** Of one line, before it is read. */
const longestLine = 1024 ** 2;

export interface StreamReceived {
  readonly receipt: RecordReceipt;
  readonly repeated: boolean;
  readonly refused: number;
  /** The first of them. */
  readonly refusals: readonly { readonly line: number; readonly flaws: readonly Flaw[] }[];
}

export interface IncomingStream {
  readonly id: string;
  /** Hex SHA-256 of its bytes, as signed. */
  readonly sha256: string;
  /** UTF-8; throws at its end when it is not the body that was signed. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface StreamTaking {
  readonly ports: Ports;
  readonly intake: Intake;
  readonly check: (record: unknown) => Checked;
}

interface Tally {
  records: number;
  refused: number;
  size: number;
  readonly refusals: { line: number; flaws: readonly Flaw[] }[];
}

/** @throws Refused `id-reused`, IntegrityError, InvalidInput for a stream without a record that can be taken */
export async function takeStream(
  taking: StreamTaking,
  sender: Sender,
  { id, sha256, bytes }: IncomingStream,
): Promise<StreamReceived> {
  const { ports, intake } = taking;
  if (await find(ports.records, takenMessages, sender, id)) {
    const receipt = await receiptOf(ports, sender, { id, digest: sha256 });
    return { receipt, repeated: true, refused: 0, refusals: [] };
  }
  const tally: Tally = { records: 0, refused: 0, size: 0, refusals: [] };
  const good = goodLines(linesOf(bytes), taking.check, tally);
  const lines = await keepLines(taking, sender, good, tally);
  const { records, refused, refusals } = tally;
  if (records === 0) throw nothingToTake(refused);
  await ports.probe.at(`${step}: stream kept`);
  const taken = await intake.take(sender, { id, digest: sha256, records, bytes: tally.size, lines });
  return { ...taken, refused, refusals };
}

const nothingToTake = (refused: number): InvalidInput =>
  new InvalidInput(
    `the stream holds no record that can be taken (${refused} lines were refused); send one JSON object a line`,
    `流中没有可接收的记录（${refused} 行不合格），请每行发送一个 JSON 对象`,
  );

/** In memory up to what a transaction holds, beyond that in an object under an id of this attempt. */
async function keepLines(
  { ports }: StreamTaking,
  sender: Sender,
  good: AsyncGenerator<string>,
  tally: Tally,
): Promise<readonly string[] | { readonly object: string }> {
  const lines: string[] = [];
  let size = 0;
  for (let next = await good.next(); !next.done; next = await good.next()) {
    lines.push(next.value);
    size += widthOf(next.value);
    if (size <= groupCharacters) continue;
    const object = `${segmentFolder}${nameChannel(sender)}/${ports.ids.next()}`;
    const { size: written } = await ports.objects.put(object, blocksOf(lines, good), { lossy: true });
    tally.size = written;
    return { object };
  }
  tally.size = size;
  return lines;
}

/** Where long streams lie until their rows are in a batch. */
export const segmentFolder = 'records/';

const blockCharacters = 64 * 1024;
const encoder = new TextEncoder();

async function* blocksOf(first: readonly string[], rest: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  let open = first.map((line) => `${line}\n`).join('');
  for await (const line of rest) {
    open += `${line}\n`;
    if (open.length < blockCharacters) continue;
    yield encoder.encode(open);
    open = '';
  }
  if (open !== '') yield encoder.encode(open);
}

async function* goodLines(
  lines: AsyncIterable<string>,
  check: StreamTaking['check'],
  tally: Tally,
): AsyncGenerator<string> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    const checked = checkLine(line, check);
    if ('line' in checked) {
      tally.records += 1;
      yield checked.line;
      continue;
    }
    tally.refused += 1;
    if (tally.refusals.length < mostListed) tally.refusals.push({ line: number, flaws: checked.flaws });
  }
}

function checkLine(line: string, check: StreamTaking['check']): Checked {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return { flaws: [{ pointer: '', rule: 'not-json' }] };
  }
  return check(record);
}

/** Lines of UTF-8, without their ends. @throws InvalidInput for bytes that are none, or a line without end */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let open = '';
  for await (const piece of bytes) {
    const parts = (open + decodeNext(decoder, piece)).split('\n');
    open = parts.pop() ?? '';
    if (open.length > longestLine) throw endlessLine();
    yield* parts;
  }
  open += decodeNext(decoder);
  if (open !== '') yield open;
}

function decodeNext(decoder: InstanceType<typeof TextDecoder>, piece?: Uint8Array): string {
  try {
    return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch {
    throw new InvalidInput(
      'the stream is not UTF-8; send JSON in UTF-8',
      '流不是 UTF-8 编码，请以 UTF-8 发送 JSON',
    );
  }
}

const endlessLine = (): InvalidInput =>
  new InvalidInput(
    'a line of the stream has no end within 1 MiB; send one record a line',
    '流中有一行超过 1 MiB，请每行发送一条记录',
  );
