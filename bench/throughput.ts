/**
 * Many small files from fifty departments, half of them from one: nothing is lost, the others do not wait for the
 * big one's queue, and the disk is synced few times a file. The whole way: ticket, upload, lake, parcel.
 */
import { parseArgs } from 'node:util';
import { countRowsInLake } from './count-lake.ts';
import { type HomeProcess, startHome } from './home-process.ts';
import {
  deliveries,
  joinJourneys,
  makeSenders,
  quantile,
  registerSenders,
  rowsPerFile,
  type Sender,
  type Sent,
  sendFile,
  untilQuiet,
} from './small-files.ts';

const receiver = 'bench-receiver';
const departments = 50;
/** Uploads the big department has under way at once. */
const bigUploads = 8;
const pollMilliseconds = 150;

/** Looks into the inbox as long as somebody waits for a parcel. */
function watchInbox(home: HomeProcess) {
  const waiting = new Map<string, () => void>();
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    while (waiting.size > 0) {
      await new Promise((resume) => setTimeout(resume, pollMilliseconds));
      for (const batch of (await deliveries(home, receiver, 2 * departments)).keys()) {
        waiting.get(batch)?.();
        waiting.delete(batch);
      }
    }
  }

  return {
    /** Resolves when the batch's parcel is there. */
    parcelOf(batch: string): Promise<void> {
      const arrived = new Promise<void>((resolve) => waiting.set(batch, resolve));
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return Promise.race([arrived, looking.then(() => arrived)]);
    },
  };
}

async function batchOf(home: HomeProcess, { sender, ticket }: Sent): Promise<string> {
  const answer = await home.ask(sender.department, `/tickets/${ticket}?wait=25`);
  const { batch } = (await answer.json()) as { batch?: { batch: string } };
  return batch?.batch ?? batchOf(home, { sender, ticket, uploadedAt: 0 });
}

/** A department that sends its next file when the one before has arrived. */
async function sendInTurn(
  home: HomeProcess,
  inbox: ReturnType<typeof watchInbox>,
  sender: Sender,
  files: readonly number[],
): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const file of files) {
    const one = await sendFile(home, sender, file);
    sent.push(one);
    await inbox.parcelOf(await batchOf(home, one));
  }
  return sent;
}

/** A department that sends all it has, whatever has arrived. */
async function sendAllAtOnce(home: HomeProcess, sender: Sender, files: readonly number[]): Promise<Sent[]> {
  const left = [...files];
  const lane = async (): Promise<Sent[]> => {
    const sent: Sent[] = [];
    for (let file = left.shift(); file !== undefined; file = left.shift())
      sent.push(await sendFile(home, sender, file));
    return sent;
  };
  return (await Promise.all(Array.from({ length: bigUploads }, lane))).flat();
}

const numbers = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => first + index);

interface Load {
  readonly big: Sender;
  readonly others: readonly Sender[];
  readonly filesOfEach: number;
  readonly filesOfBig: number;
}

/** @returns median milliseconds of the other departments' files */
async function medianOf(home: HomeProcess, sent: readonly Sent[]): Promise<number> {
  const journeys = await joinJourneys(home, receiver, sent);
  return quantile(
    journeys.map(({ uploadedAt, deliveredAt }) => deliveredAt - uploadedAt),
    0.5,
  );
}

async function carry(home: HomeProcess, { big, others, filesOfEach, filesOfBig }: Load) {
  const inbox = watchInbox(home);
  const everybody = (first: number, count: number) =>
    Promise.all(others.map((sender) => sendInTurn(home, inbox, sender, numbers(first, count))));
  const alone = (await everybody(0, 4)).flat();
  const usual = await medianOf(home, alone);
  const begun = performance.now();
  const bigOnes = sendAllAtOnce(home, big, numbers(0, filesOfBig));
  const beside = (await everybody(1000, filesOfEach)).flat();
  const sent = [...(await bigOnes), ...beside];
  await untilQuiet(home, 3600);
  const seconds = (performance.now() - begun) / 1000;
  return { usual, besideBig: await medianOf(home, beside), seconds, alone, sent };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

async function measure(home: HomeProcess, files: number) {
  const [big, ...others] = makeSenders(departments) as [Sender, ...Sender[]];
  await registerSenders(home, [big, ...others], receiver);
  const filesOfEach = Math.max(1, Math.round(files / 2 / others.length));
  const load = { big, others, filesOfEach, filesOfBig: files - filesOfEach * others.length };
  const { usual, besideBig, seconds, alone, sent } = await carry(home, load);
  const parcels = (await deliveries(home, receiver)).size;
  const host = await home.stop();
  const all = alone.length + sent.length;
  const { rows, serials } = await countRowsInLake(home.folder);
  return {
    files: sent.length,
    files_per_s: rounded(sent.length / seconds),
    fsyncs_per_file: rounded((host.commits + host.fileSyncs) / all),
    lost: all * rowsPerFile - serials,
    doubled: rows - serials,
    parcels_missing: all - parcels,
    fairness: rounded(besideBig / usual),
    others_alone_p50_ms: usual,
    others_beside_big_p50_ms: besideBig,
  };
}

/** `--files` in all (10,000). `fairness`: the others' median time beside the big queue, to that without it. */
export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({ args, options: { files: { type: 'string', default: '10000' } } });
  const home = await startHome();
  try {
    return await measure(home, Number(values.files));
  } finally {
    await home.remove();
  }
}
