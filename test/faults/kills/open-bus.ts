/** The embedded home as the kill tests run it: all of it, with figures that keep loads small and waits short. */
import { startWorker, stepsOf } from '../../../host/worker.ts';
import { certificateReader } from '../../../layers/authority/certificate-reader.ts';
import { meteredTokens } from '../../../layers/core/desensitise/reserve-tokens.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { settingsSchema } from '../../../layers/core/ports/settings.ts';
import type { EmbeddedHome, HomeOptions } from '../../../layers/embedded/embedded-home.ts';
import type { FileSystem } from '../../../layers/embedded/file-system.ts';
import { openEmbeddedHome, startRefineryPool } from '../../../layers/embedded/index.ts';
import { fakeTokeniser } from '../../simulation/fake-tokeniser.ts';

/** What both the killed and the healing processes run with. */
export const figures = {
  chunkBytes: 3_000,
  gatherSeconds: 0,
  compactEntries: 2,
  announcementSeconds: 0,
  scanMinutes: 0.002,
  acknowledgeHours: 0.0005,
  acknowledgeReminders: 1,
};

export interface Bus {
  readonly home: EmbeddedHome;
  readonly ports: Ports;
  /** Errors of steps and jobs, by code and place. */
  readonly failures: string[];
  /** Puts the clock on. */
  advance(milliseconds: number): void;
  close(): Promise<void>;
}

export interface BusOptions {
  /** Address of a scanner; without one files of scans wait. */
  readonly clamd?: string | undefined;
  /** Uploads are erased at once instead of after a day: only while nothing is under way. */
  readonly eraseHours?: number;
  /** Another file system, and other tries of the queues, for faults that pass. */
  readonly files?: FileSystem;
  readonly queues?: HomeOptions['queues'];
  /** Told of each failure of a step or a lane. */
  readonly failed?: (line: string) => void;
}

/** Opens a data folder with its refinery and its worker running. */
export async function openBus(folder: string, options: BusOptions = {}): Promise<Bus> {
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  const { clamd, files, queues } = options;
  const home = await openEmbeddedHome(folder, { clock, log: () => {}, clamd, files, queues });
  const settings = settingsSchema.parse({ ...figures, eraseHours: options.eraseHours });
  const tokeniser = fakeTokeniser();
  const tokens = meteredTokens({ ...home, settings, tokeniser });
  const pool = startRefineryPool(home, { children: 1, tokens });
  const { objects, multipart, records, queue, catalog, signer, authority, scanner, notifier, ids, probe } =
    home;
  const stores = { objects, multipart, records, queue, catalog, settings };
  const ports: Ports = {
    ...stores,
    ...pool,
    signer,
    tokeniser,
    authority,
    certificates: certificateReader,
    scanner,
    notifier,
    clock,
    ids,
    probe,
  };
  const failures: string[] = [];
  const worker = startWorker(home.queue, stepsOf(ports), (event, fields) => {
    if (event === 'step done') return;
    const line = JSON.stringify({ event, ...fields });
    failures.push(line);
    options.failed?.(line);
  });
  return {
    home,
    ports,
    failures,
    advance(milliseconds) {
      ahead += milliseconds;
    },
    async close() {
      await worker.stop();
      await pool.close();
      await home.close();
    },
  };
}
