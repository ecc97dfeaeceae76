/**
 * How long a small file takes from the end of its upload to its receiver's inbox: at a steady five files a second,
 * and when fifty departments send at the same moment. Through HTTP, against a host process of its own. `ratio` is the
 * median to the goal of 100 ms, `ratio_p99` the slowest of a hundred to 400 ms.
 */
import { parseArgs } from 'node:util';
import { type HomeProcess, startHome } from './home-process.ts';
import {
  joinJourneys,
  makeSenders,
  quantile,
  registerSenders,
  type Sender,
  type Sent,
  sendFile,
  untilQuiet,
} from './small-files.ts';

const receiver = 'bench-receiver';
const senders = makeSenders(50);

const pick = (index: number): Sender => senders[index % senders.length] as Sender;

/** Files at even intervals, whether or not earlier ones are through. */
async function sendSteadily(
  home: HomeProcess,
  first: number,
  count: number,
  perSecond: number,
): Promise<Sent[]> {
  const begun = performance.now();
  const sending: Promise<Sent>[] = [];
  for (let index = 0; index < count; index += 1) {
    const due = begun + (index * 1000) / perSecond;
    await new Promise((resume) => setTimeout(resume, Math.max(0, due - performance.now())));
    sending.push(sendFile(home, pick(index), first + index));
  }
  return Promise.all(sending);
}

async function timesOf(home: HomeProcess, sent: readonly Sent[]): Promise<number[]> {
  await untilQuiet(home, 120);
  const journeys = await joinJourneys(home, receiver, sent);
  if (journeys.length !== sent.length)
    throw new Error(`${sent.length - journeys.length} of ${sent.length} files did not arrive`);
  return journeys.map(({ uploadedAt, deliveredAt }) => deliveredAt - uploadedAt);
}

/** Seconds from the first request of the burst until the last parcel is delivered. */
async function measureBurst(home: HomeProcess, first: number): Promise<number> {
  const begun = Date.now();
  const sent = await Promise.all(senders.map((sender, index) => sendFile(home, sender, first + index)));
  await untilQuiet(home, 120);
  const journeys = await joinJourneys(home, receiver, sent);
  if (journeys.length !== sent.length) throw new Error('a file of the burst did not arrive');
  return (Math.max(...journeys.map(({ deliveredAt }) => deliveredAt)) - begun) / 1000;
}

const ratioTo = (measured: number, goal: number): number => Math.round((measured / goal) * 100) / 100;

async function measure(home: HomeProcess, seconds: number, perSecond: number) {
  await registerSenders(home, senders, receiver);
  await timesOf(home, await sendSteadily(home, 0, 20, perSecond));
  const times = await timesOf(home, await sendSteadily(home, 1000, seconds * perSecond, perSecond));
  const burst = await measureBurst(home, 500_000);
  return {
    ratio: ratioTo(quantile(times, 0.5), 100),
    ratio_p99: ratioTo(quantile(times, 0.99), 400),
    files: times.length,
    p50_ms: quantile(times, 0.5),
    p90_ms: quantile(times, 0.9),
    p99_ms: quantile(times, 0.99),
    max_ms: Math.max(...times),
    burst_s: Math.round(burst * 100) / 100,
  };
}

/** `--seconds` of the steady part (60), `--rate` files a second (5). */
export async function run(args: string[]): Promise<Record<string, unknown>> {
  const options = {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '5' },
  } as const;
  const { values } = parseArgs({ args, options });
  const home = await startHome();
  try {
    return await measure(home, Number(values.seconds), Number(values.rate));
  } finally {
    await home.remove();
  }
}
