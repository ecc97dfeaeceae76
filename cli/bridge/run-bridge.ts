/** One pass of the bridge: reads what is new, sends what waits, takes what was delivered. A job that fails holds up no other. */
import { CommandFailure, TransientFailure } from '../failures.ts';
import { type BridgeWork, describedResource } from './bridge-work.ts';
import { isOfFiles, type OutJob, type Place } from './config.ts';
import { extractFiles } from './extract-files.ts';
import { extractNext } from './extract-table.ts';
import { receiveParcels } from './receive/receive-parcels.ts';
import { type SendJob, sendEntry, settleEntry } from './send-entry.ts';
import { withTable } from './table-job.ts';

export interface JobPass {
  readonly job: string;
  /** Entries read into the queue, entries the platform committed. */
  readonly read: number;
  readonly sent: number;
  /** Rows of them the platform refused. */
  readonly refusedRows: number;
  /** Parcels applied, and rows of them the database refused. */
  readonly applied: number;
  readonly rejected: number;
  /** Why it did not come to its end. */
  readonly problem?: {
    readonly code: string;
    readonly zh: string;
    readonly en: string;
    readonly transient: boolean;
  };
}

const nothing = { read: 0, sent: 0, refusedRows: 0, applied: 0, rejected: 0 };

const problemOf = ({ code, zh, message: en }: CommandFailure, transient: boolean) => ({
  problem: { code, zh, en, transient },
});

/** Codes of the network, of PostgreSQL's connection and conflict classes, of MySQL's protocol: they may pass. */
const passing =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOST\w+|ENET\w+|ENOTFOUND|EAI_AGAIN|08\w{3}|57P\d\d|40\w{3}|53\w{3}|PROTOCOL_\w+|ER_LOCK\w+)$/;

/** A driver's words may hold values of rows: only its code is told. What has none is a defect of ours. */
function asProblem(error: unknown): ReturnType<typeof problemOf> {
  if (error instanceof CommandFailure) return problemOf(error, error instanceof TransientFailure);
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') throw error;
  const text = {
    zh: `数据库、网络或磁盘错误 ${code}`,
    en: `the database, the network or the disk failed: ${code}`,
  };
  return { problem: { code, ...text, transient: passing.test(code) } };
}

export async function runOnce(work: BridgeWork): Promise<readonly JobPass[]> {
  const passes: JobPass[] = [];
  for (const job of work.loaded.config.out) passes.push(await guarded(job.name, () => runOut(work, job)));
  for (const job of work.loaded.config.in)
    passes.push(await guarded(job.name, () => receiveParcels(work, job)));
  return passes;
}

async function guarded(job: string, run: () => Promise<Partial<JobPass>>): Promise<JobPass> {
  try {
    return { job, ...nothing, ...(await run()) };
  } catch (error) {
    return { job, ...nothing, ...asProblem(error) };
  }
}

async function runOut(work: BridgeWork, job: OutJob): Promise<Partial<JobPass>> {
  const resource = await describedResource(work, job.resource);
  const send = { job, resource };
  const place = work.loaded.config.places[job.from] as Place;
  const total = { read: 0, sent: 0, refusedRows: 0 };
  const sendAll = async () => {
    const { sent, refusedRows } = await sendQueue(work, send);
    total.sent += sent;
    total.refusedRows += refusedRows;
  };
  if (isOfFiles(place.kind)) {
    total.read = await extractFiles(work, job, place as Parameters<typeof extractFiles>[2]);
    await sendAll();
    return total;
  }
  await withTable(work, job, resource, async (table) => {
    let isAway: unknown;
    for (;;) {
      const isMore = !isFull(work) && (await extractNext(work, table));
      if (isMore) total.read += 1;
      // While the network is away what is new is still read, until the queue is full.
      if (isAway === undefined) isAway = await sendAll().then(() => undefined, ifPassing);
      if (!isMore) break;
      if (job.read.by === 'full') break;
    }
    if (isAway !== undefined) throw isAway;
  });
  return total;
}

function ifPassing(error: unknown): unknown {
  if (error instanceof TransientFailure) return error;
  throw error;
}

const isFull = ({ journal, loaded }: BridgeWork): boolean =>
  journal.open().reduce((sum, { bytes }) => sum + bytes, 0) >= loaded.config.queueBytes;

/** All that waits, in order; the platform works on one while the next is sent. */
async function sendQueue(work: BridgeWork, send: SendJob): Promise<{ sent: number; refusedRows: number }> {
  const { journal } = work;
  const { name } = send.job;
  for (const entry of journal.open(name)) {
    if (entry.state === 'refused') throw blocked(name, entry.problem);
    const { state, problem } = await sendEntry(work, send, entry);
    if (state === 'refused') throw blocked(name, problem);
  }
  const settled = { sent: 0, refusedRows: 0 };
  for (const entry of journal.open(name)) {
    const { state, problem, refusedRows } = await settleEntry(work, entry);
    if (state === 'refused') throw blocked(name, problem);
    if (state !== 'done') continue;
    settled.sent += 1;
    settled.refusedRows += refusedRows ?? 0;
  }
  return settled;
}

function blocked(job: string, problem: string | null): CommandFailure {
  return new BlockedJob(job, problem ?? '');
}

/** The platform refused a file: what comes after it waits until somebody has looked. */
export class BlockedJob extends CommandFailure {
  override readonly status = 1;

  constructor(job: string, problem: string) {
    super(
      'blocked',
      `任务 ${job} 的文件被平台拒绝（${problem}），其后的数据等待处理；改正后运行 shuiyuan bridge drop 重新读取`,
      `a file of job ${job} was refused by the platform (${problem}), and what comes after it waits; when it is mended, shuiyuan bridge drop has it read anew`,
    );
  }
}
