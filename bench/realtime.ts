/**
 * Signed messages to the real-time channel, one a request over kept connections, each answered when it is durable:
 * how many a second, and how long one takes at half the goal of 1,100 a second. `ratio` is the goal's time a message to
 * ours, `ratio_p99` the slowest of a hundred to 50 ms. With `--stream` megabytes, a stream of that length beside it and
 * the most memory the host took.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import type { BatchView } from '../schemas/api-answers.ts';
import { type HomeProcess, startHome } from './home-process.ts';
import {
  peakMegabytes,
  prepareSender,
  type RecordSender,
  recordOf,
  sender,
  sendStream,
} from './record-sender.ts';
import { pages, quantile } from './small-files.ts';

const goalPerSecond = 1100;

const agent = new Agent({ keepAlive: true, maxSockets: 128 });

/** @returns status */
function post(url: string, body: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.end(body);
  });
}

interface Channel extends RecordSender {
  next: number;
}

async function sendOne(channel: Channel): Promise<void> {
  channel.next += 1;
  const body = JSON.stringify({ id: `m${channel.next}`, record: recordOf(channel.next) });
  const status = await post(channel.url, body, channel.sign(createHash('sha256').update(body).digest('hex')));
  if (status !== 201) throw new Error(`message ${channel.next}: ${status}`);
}

/** As fast as answers come, so many at once. @returns messages a second */
async function measureRate(channel: Channel, seconds: number, connections: number): Promise<number> {
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const first = channel.next;
  const work = async () => {
    while (performance.now() < end) await sendOne(channel);
  };
  await Promise.all(Array.from({ length: connections }, work));
  return ((channel.next - first) * 1000) / (performance.now() - begun);
}

/** At even times, whether or not earlier ones are answered. @returns milliseconds from when each was due */
async function measureTimes(channel: Channel, seconds: number, perSecond: number): Promise<number[]> {
  const begun = performance.now();
  const sending: Promise<number>[] = [];
  for (let index = 0; index < seconds * perSecond; index += 1) {
    const due = begun + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 1) await new Promise((resume) => setTimeout(resume, early));
    sending.push(sendOne(channel).then(() => performance.now() - due));
  }
  return Promise.all(sending);
}

/** Seconds until every record is a row. @throws Error when one is missing or too many */
async function untilInLake(home: HomeProcess, records: number): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const rows = await countRows(home);
    if (rows === records) return (performance.now() - begun) / 1000;
    if (rows > records || performance.now() - begun > 600_000)
      throw new Error(`${rows} rows of ${records} records`);
    await new Promise((resume) => setTimeout(resume, 500));
  }
}

async function countRows(home: HomeProcess): Promise<number> {
  let rows = 0;
  for await (const page of pages<BatchView>(home, sender.department, '/batches?limit=100'))
    for (const { rows: counts, state } of page) if (state === 'committed') rows += counts?.accepted ?? 0;
  return rows;
}

/** Processor time the host took so far, in milliseconds; where the system tells. */
function processorTime({ pid }: HomeProcess): number | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  const fields = readFileSync(path, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const rounded = (value: number, places = 2): number => Number(value.toFixed(places));

async function measure(home: HomeProcess, seconds: number, megabytes: number) {
  const channel: Channel = { ...(await prepareSender(home)), next: 0 };
  await measureRate(channel, 3, 16);
  const [first, busy] = [channel.next, processorTime(home)];
  const perSecond = await measureRate(channel, seconds, 64);
  const taken = (processorTime(home) ?? Number.NaN) - (busy ?? Number.NaN);
  const processor = taken / (channel.next - first);
  const times = await measureTimes(channel, seconds, goalPerSecond / 2);
  const lake = await untilInLake(home, channel.next);
  const before = peakMegabytes(home);
  const stream = megabytes === 0 ? undefined : await sendStream(channel, megabytes);
  const after = peakMegabytes(home);
  return {
    ratio: rounded(perSecond / goalPerSecond),
    ratio_p99: rounded(quantile(times, 0.99) / 50),
    messages: channel.next,
    messages_per_second: Math.round(perSecond),
    ms_per_message: rounded(1000 / perSecond, 3),
    ...(Number.isNaN(processor) ? {} : { host_cpu_ms_per_message: rounded(processor, 3) }),
    p50_ms: rounded(quantile(times, 0.5)),
    p99_ms: rounded(quantile(times, 0.99)),
    max_ms: rounded(Math.max(...times)),
    lake_s: rounded(lake),
    peak_mb: before,
    ...(stream
      ? {
          stream_mb: megabytes,
          stream_records: stream.records,
          stream_mb_per_second: rounded(megabytes / stream.seconds),
          stream_peak_mb: after,
        }
      : {}),
  };
}

/** `--seconds` of each part (15), `--stream` megabytes (0). */
export async function run(args: string[]): Promise<Record<string, unknown>> {
  const options = {
    seconds: { type: 'string', default: '15' },
    stream: { type: 'string', default: '0' },
  } as const;
  const { values } = parseArgs({ args, options });
  const home = await startHome();
  try {
    return await measure(home, Number(values.seconds), Number(values.stream));
  } finally {
    agent.destroy();
    await home.remove();
  }
}
