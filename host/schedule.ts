/** What the host does by the clock: sweep, seal, compact, erase, anchor, terms of accounts. No job overlaps itself. */

import { listChains } from '../functions/api/list-chains.ts';
import { tendAlarms } from '../layers/core/alarms/tend-alarms.ts';
import { enforceDue } from '../layers/core/catalog/enforce-due.ts';
import { tendCertificates } from '../layers/core/certificates/index.ts';
import { compactLake, eraseObjects, sweep } from '../layers/core/exchange/index.ts';
import { tendTerms } from '../layers/core/identity/tend-terms.ts';
import { exportAnchor, sealLedgers } from '../layers/core/ledger/index.ts';
import { eraseLibraries } from '../layers/core/libraries/erase-libraries.ts';
import { tendOpenings } from '../layers/core/portal/publish-openings.ts';
import type { Ports } from '../layers/core/ports/index.ts';
import type { Write } from '../layers/core/ports/records.ts';
import { eraseRecords } from '../layers/core/realtime/erase-records.ts';
import { gatherRecords } from '../layers/core/realtime/gather-records.ts';
import { eraseQueries } from '../layers/core/workbench/erase-queries.ts';
import { eraseWorkspaces } from '../layers/core/workbench/erase-workspaces.ts';
import { entrySchema } from '../schemas/records.ts';
import { describeError, type HostLog } from './host-log.ts';

const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
const week = 7 * day;

export interface Job {
  readonly name: string;
  /** Milliseconds. */
  readonly every: number;
  readonly atOnce?: boolean;
  readonly run: () => Promise<unknown>;
}

export interface Schedule {
  /** Starts no more; resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** Longer than an index lags: a look earlier than this after a commit might not see its entries. */
const settleMilliseconds = 200;

export interface LedgerNotes {
  /** The ports, with commits noted. */
  readonly ports: Ports;
  /** Departments that have had new entries for a moment; they are forgotten. */
  take(): readonly string[];
  note(departments: readonly string[]): void;
}

/** Notes which departments have entries that are not sealed, as they are committed. */
export function noteLedgers(ports: Ports): LedgerNotes {
  const noted = new Map<string, number>();
  const now = () => performance.now();
  const records: Ports['records'] = {
    get: (key) => ports.records.get(key),
    getMany: (keys) => ports.records.getMany(keys),
    query: (...query) => ports.records.query(...query),
    async commit(writes, options) {
      await ports.records.commit(writes, options);
      for (const department of writes.flatMap(unsealedDepartment)) noted.set(department, now());
    },
  };
  return {
    ports: { ...ports, records },
    take() {
      const settled = [...noted].filter(([, at]) => now() - at >= settleMilliseconds).map(([code]) => code);
      for (const code of settled) noted.delete(code);
      return settled;
    },
    note(departments) {
      for (const code of departments) noted.set(code, now());
    },
  };
}

function unsealedDepartment(write: Write): string[] {
  if (!('put' in write) || !write.put.startsWith('entry/')) return [];
  const entry = entrySchema.safeParse(write.value);
  return entry.success && entry.data.tree === undefined ? [entry.data.department] : [];
}

/** Once a week: the newest anchor lies under the last name, names being times. */
async function anchorWhenDue(ports: Ports): Promise<void> {
  const since = new Date(ports.clock.now().getTime() - week).toISOString();
  const recent = await ports.objects.list('anchors/', { after: `anchors/${since}`, limit: 1 });
  if (recent.objects.length === 0) await exportAnchor(ports)();
}

/** Chains sealed side by side: they share the disk's syncs. */
const sealedTogether = 16;

function sealer(ports: Ports, notes: LedgerNotes): () => Promise<void> {
  const seal = sealLedgers(ports);
  let lookedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const noted = notes.take();
    // Entries of an earlier time were noted by nobody who lives, and some are committed past the notes.
    const isDue = performance.now() - lookedAt >= minute;
    const departments = isDue ? [...new Set([...noted, ...(await listChains(ports))])] : noted;
    if (isDue) lookedAt = performance.now();
    try {
      for (let from = 0; from < departments.length; from += sealedTogether)
        await Promise.all(departments.slice(from, from + sealedTogether).map((code) => seal([code])));
    } catch (error) {
      notes.note(departments);
      throw error;
    }
  };
}

function jobsOf(notes: LedgerNotes): readonly Job[] {
  const { ports } = notes;
  return [
    { name: 'sweep', every: minute, atOnce: true, run: sweep(ports) },
    { name: 'seal', every: second, atOnce: true, run: sealer(ports, notes) },
    { name: 'catalog', every: minute, atOnce: true, run: enforceDue(ports) },
    { name: 'alarms', every: 15 * second, atOnce: true, run: tendAlarms(ports) },
    { name: 'certificates', every: minute, atOnce: true, run: tendCertificates(ports) },
    { name: 'open data', every: 20 * second, atOnce: true, run: tendOpenings(ports) },
    { name: 'compact', every: hour, run: compactLake(ports) },
    // At once: a home that never runs for ten minutes would keep what has to go.
    { name: 'erase', every: 10 * minute, atOnce: true, run: eraseObjects(ports) },
    { name: 'gather records', every: 5 * second, atOnce: true, run: gatherRecords(ports) },
    { name: 'erase records', every: hour, atOnce: true, run: eraseRecords(ports) },
    { name: 'erase queries', every: hour, atOnce: true, run: eraseQueries(ports) },
    { name: 'erase workspaces', every: hour, atOnce: true, run: eraseWorkspaces(ports) },
    { name: 'erase libraries', every: hour, atOnce: true, run: eraseLibraries(ports) },
    { name: 'anchor', every: hour, run: () => anchorWhenDue(ports) },
    { name: 'terms', every: hour, atOnce: true, run: tendTerms(ports) },
  ];
}

/** Starts the clock. `own` are jobs of this home, beside those of every home. */
export function startSchedule(notes: LedgerNotes, log: HostLog, own: readonly Job[] = []): Schedule {
  const running = new Map<string, Promise<void>>();
  const start = (job: Job): void => {
    if (running.has(job.name)) return;
    const turn = runJob(job, log).finally(() => running.delete(job.name));
    running.set(job.name, turn);
  };
  const jobs = [...jobsOf(notes), ...own];
  for (const job of jobs) if (job.atOnce) start(job);
  const timers = jobs.map((job) => setInterval(() => start(job), job.every));
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running.values());
    },
  };
}

async function runJob({ name, run }: Job, log: HostLog): Promise<void> {
  try {
    await run();
  } catch (error) {
    log('scheduled job failed', { job: name, ...describeError(error) });
  }
}
