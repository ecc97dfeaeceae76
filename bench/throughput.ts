/**
 * Very many small files from one department, and ten others that come later with twenty each: nothing is lost, the
 * others do not wait for the big one's queue, and the disk is synced few times a file. The whole way: ticket, upload,
 * lake, parcel. `ratio` is syncs a file to the goal of three.
 */
import { parseArgs } from 'node:util';
import { countRowsInLake } from './count-lake.ts';
import { type HomeProcess, type HostAccount, startHome } from './home-process.ts';
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
const others = 10;
const filesOfEach = 20;
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
      for (const batch of (await deliveries(home, receiver, 10 * others)).keys()) {
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

/** Milliseconds from the end of each upload to its delivery. */
async function waitsOf(home: HomeProcess, sent: readonly Sent[]): Promise<number[]> {
  const journeys = await joinJourneys(home, receiver, sent);
  return journeys.map(({ uploadedAt, deliveredAt }) => deliveredAt - uploadedAt);
}

async function waitingMessages(home: HomeProcess): Promise<number> {
  const answer = await home.ask('operator', '/queues');
  const { items } = (await answer.json()) as { items: { waiting: number }[] };
  return items.reduce((sum, { waiting }) => sum + waiting, 0);
}

/** The others by themselves; then the big department; then, when all its files wait, the others once more. */
async function carry(home: HomeProcess, [big, ...small]: readonly Sender[], filesOfBig: number) {
  const inbox = watchInbox(home);
  const everybody = (first: number) =>
    Promise.all(small.map((sender) => sendInTurn(home, inbox, sender, numbers(first, filesOfEach))));
  const alone = (await everybody(0)).flat();
  const begun = performance.now();
  const bigOnes = await sendAllAtOnce(home, big as Sender, numbers(0, filesOfBig));
  const waiting = await waitingMessages(home);
  const beside = (await everybody(1000)).flat();
  await untilQuiet(home, 3600);
  const seconds = (performance.now() - begun) / 1000;
  return { alone, beside, bigOnes, waiting, seconds };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** What one checkpoint syncs at most: the log before it, the database, the new log's beginning. */
const syncsOfCheckpoint = 4;

function syncsPerFile(host: HostAccount, files: number) {
  const log = host.commits / files;
  const ownFiles = host.fileSyncs / files;
  const checkpoints = (syncsOfCheckpoint * host.checkpoints) / files;
  return {
    fsyncs_per_file: rounded(log + ownFiles + checkpoints),
    fsyncs_of_commits: rounded(log),
    fsyncs_of_files_and_folders: rounded(ownFiles),
    fsyncs_of_checkpoints: rounded(checkpoints),
  };
}

const fsyncGoal = 3;

async function measure(home: HomeProcess, files: number) {
  const senders = makeSenders(1 + others);
  await registerSenders(home, senders, receiver);
  const filesOfBig = Math.max(1, files - others * filesOfEach);
  const { alone, beside, bigOnes, waiting, seconds } = await carry(home, senders, filesOfBig);
  const [aloneWaits, besideWaits] = [await waitsOf(home, alone), await waitsOf(home, beside)];
  const parcels = (await deliveries(home, receiver)).size;
  const host = await home.stop();
  const sent = bigOnes.length + beside.length;
  const all = alone.length + sent;
  const syncs = syncsPerFile(host, all);
  const { rows, serials } = await countRowsInLake(home.folder);
  return {
    ratio: rounded(syncs.fsyncs_per_file / fsyncGoal),
    files: sent,
    files_per_s: rounded(sent / seconds),
    ...syncs,
    lost: all * rowsPerFile - serials,
    doubled: rows - serials,
    parcels_missing: all - parcels,
    big_waiting: waiting,
    fairness: rounded(quantile(besideWaits, 0.5) / quantile(aloneWaits, 0.5)),
    fairness_p95: rounded(quantile(besideWaits, 0.95) / quantile(aloneWaits, 0.95)),
    others_alone_p50_ms: quantile(aloneWaits, 0.5),
    others_beside_big_p50_ms: quantile(besideWaits, 0.5),
  };
}

/**
 * `--files` in all (10,000). `fairness`: how long the ten others' files take while the big department's wait, to how
 * long they take without them. `big_waiting`: messages waiting as the others begin.
 */
export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({ args, options: { files: { type: 'string', default: '10000' } } });
  const home = await startHome();
  try {
    return await measure(home, Number(values.files));
  } finally {
    await home.remove();
  }
}
