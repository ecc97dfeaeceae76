/**
 * Sends entries of the queue, in their order. Each step is in the journal before the next begins; the ticket is asked
 * for under a key made of the entry, so that whoever died asks for the same one again, and the bytes are those on the
 * disk: the platform takes them once.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isDesensitised } from '../../layers/core/desensitise/desensitised-form.ts';
import type { BatchView } from '../../schemas/api-answers.ts';
import type { Resource } from '../../schemas/resource.ts';
import { desensitiseLocally, inFolder } from '../desensitise/desensitise-upload.ts';
import { RefusedCommand, TransientFailure } from '../failures.ts';
import { awaitAcceptance, awaitRest } from '../upload/await-batch.ts';
import { type UploadRequest, uploadFile } from '../upload/upload-file.ts';
import type { BridgeWork } from './bridge-work.ts';
import type { OutJob } from './config.ts';
import type { Entry } from './journal.ts';

const acceptMilliseconds = 120_000;
const restMilliseconds = 1_800_000;
/** How long an earlier try's bytes are waited for before they are sent again under another ticket. */
const earlierMilliseconds = 15_000;

export interface SendJob {
  readonly job: OutJob;
  readonly resource: Resource;
}

/** From wherever it is up to its acceptance by the platform. @throws TransientFailure: it stays in the queue */
export async function sendEntry(work: BridgeWork, send: SendJob, entry: Entry): Promise<Entry> {
  if (entry.rows === 0) return done(work, entry, undefined);
  try {
    const ready = await prepare(work, send, entry);
    const sent = ready.state === 'queued' ? await upload(work, send, ready) : ready;
    return await accept(work, sent);
  } catch (error) {
    if (!(error instanceof RefusedCommand)) throw error;
    return refuse(work, entry, error);
  }
}

async function refuse(work: BridgeWork, entry: Entry, error: RefusedCommand): Promise<Entry> {
  const { journal } = work;
  const [now = entry] = journal.open(entry.job).filter(({ number }) => number === entry.number);
  // Described anew since it was prepared: it is prepared anew.
  if (error.code === 'stale-description' && now.prepared !== null)
    return journal.change(now, {
      prepared: null,
      preparedVersion: null,
      ticket: null,
      attempt: now.attempt + 1,
    });
  return journal.change(now, {
    state: 'refused',
    problem: `${error.code}: ${error.zh} / ${error.message}`,
  });
}

/** What must be desensitised is, on this machine, before anything leaves it. */
async function prepare(work: BridgeWork, { job, resource }: SendJob, entry: Entry): Promise<Entry> {
  if (entry.state !== 'queued' || !isDesensitised(resource)) return entry;
  if (entry.prepared !== null && entry.preparedVersion === resource.version) return entry;
  const prepared = `${entry.file}.${resource.version}.prepared.csv`;
  const path = work.queue.path(entry.file);
  await inFolder(async (out) => {
    const department = work.loaded.config.as ?? resource.departments[0] ?? '';
    const choices = { columns: new Map(), period: job.period };
    const made = await desensitiseLocally(work.client, path, resource, {
      department,
      actor: 'bridge',
      choices,
      out,
    });
    await work.queue.write(prepared, createReadStream(made.path));
  });
  return work.journal.change(entry, { prepared, preparedVersion: resource.version, ticket: null });
}

const requestOf = ({ job }: SendJob, entry: Entry): UploadRequest => ({
  resource: job.resource,
  ...(job.period === undefined ? {} : { period: job.period }),
  ...(entry.coverage === null ? {} : { coverage: entry.coverage }),
  ...(entry.preparedVersion === null ? {} : { desensitised: entry.preparedVersion }),
});

function keyOf({ journal }: BridgeWork, entry: Entry, request: UploadRequest): string {
  const names = [journal.id, entry.job, entry.number, entry.attempt, entry.sha256, entry.prepared, request];
  return `bridge-${createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 48)}`;
}

async function upload(work: BridgeWork, send: SendJob, entry: Entry): Promise<Entry> {
  const request = requestOf(send, entry);
  let now = entry;
  const options = {
    folder: work.loaded.state,
    key: keyOf(work, entry, request),
    fileName: entry.fileName,
    onTicket: (ticket: string) => {
      now = work.journal.change(now, { ticket });
    },
  };
  try {
    const path = work.queue.path(entry.prepared ?? entry.file);
    const ticket = await uploadFile(work.client, path, request, options);
    return work.journal.change(now, { ticket, state: 'sent' });
  } catch (error) {
    if (!(error instanceof RefusedCommand) || now.ticket === null) throw error;
    return afterRefusal(work, now, error);
  }
}

/** The store says that the object is there, or that the ticket is over: then the ticket tells what became of it. */
async function afterRefusal(work: BridgeWork, entry: Entry, error: RefusedCommand): Promise<Entry> {
  if (!/^http-4|^expired|^ticket/.test(error.code)) throw error;
  if (error.code === 'http-409' || error.code === 'http-412')
    return work.journal.change(entry, { state: 'sent' });
  const until = performance.now() + earlierMilliseconds;
  const came = await awaitAcceptance(work.client, String(entry.ticket), until).catch((failure: unknown) => {
    if (failure instanceof TransientFailure) return undefined;
    throw failure;
  });
  if (came) return work.journal.change(entry, { state: 'sent' });
  work.journal.change(entry, { ticket: null, attempt: entry.attempt + 1 });
  throw new TransientFailure(
    'ticket-over',
    `上传凭证已过期，将换新凭证重传（${error.code}）`,
    `the upload's ticket is over; it is sent again under another one (${error.code})`,
  );
}

async function accept(work: BridgeWork, entry: Entry): Promise<Entry> {
  if (entry.state !== 'sent') return entry;
  const until = performance.now() + acceptMilliseconds;
  const { batch } = await awaitAcceptance(work.client, String(entry.ticket), until);
  return work.journal.change(entry, { state: 'accepted', batch: batch.batch });
}

const badStates: readonly BatchView['state'][] = ['quarantined', 'withdrawn'];

/** Waits until the platform has committed it: only then is it done, and its file goes. */
export async function settleEntry(work: BridgeWork, entry: Entry): Promise<Entry> {
  if (entry.state !== 'accepted' || entry.batch === null) return entry;
  const batch = await awaitRest(work.client, entry.batch, performance.now() + restMilliseconds);
  if (batch.state === 'committed' || batch.state === 'replaced') return done(work, entry, batch);
  if (!badStates.includes(batch.state)) return entry;
  const why = batch.reason ? `${batch.reason.code}: ${batch.reason.message}` : batch.state;
  return work.journal.change(entry, { state: 'refused', problem: `${entry.batch} ${batch.state}: ${why}` });
}

async function done(work: BridgeWork, entry: Entry, batch: BatchView | undefined): Promise<Entry> {
  const now = work.journal.change(entry, {
    state: 'done',
    doneAt: work.now().toISOString(),
    refusedRows: batch?.rows?.refused ?? 0,
    problem: null,
  });
  for (const file of [entry.file, entry.prepared]) if (file !== null) await work.queue.remove(file);
  return now;
}
