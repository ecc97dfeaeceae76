/** The ports of the embedded home, put together for the host. */
import { certificateReader } from '../layers/authority/certificate-reader.ts';
import { meteredTokens } from '../layers/core/desensitise/reserve-tokens.ts';
import type { KeyAlgorithm } from '../layers/core/ports/authority.ts';
import type { Ports } from '../layers/core/ports/index.ts';
import type { Settings } from '../layers/core/ports/settings.ts';
import type { SqlRunner } from '../layers/core/ports/sql-runner.ts';
import { networkCourier } from '../layers/courier/network-courier.ts';
import { type EmbeddedHome, openEmbeddedHome, startRefineryPool } from '../layers/embedded/index.ts';
import { embeddedSqlRunner } from '../layers/embedded/query/sql-runner.ts';
import { embeddedTokeniser } from '../layers/embedded/tokeniser.ts';
import type { HostLog } from './host-log.ts';

export interface OpenedPorts {
  readonly home: EmbeddedHome;
  readonly ports: Ports;
  /** Runs statements of SQL in child processes. */
  readonly runner: SqlRunner;
  close(): Promise<void>;
}

interface Around {
  readonly address: () => string;
  readonly log: HostLog;
  readonly settings: Settings;
  readonly keyAlgorithm: KeyAlgorithm;
  /** Told of each object that is whole in a drop zone: by one put, or by completed parts. */
  readonly created: (key: string) => void;
}

/** Opens the data folder. @throws FolderInUse, FolderReadOnly, DiskFull */
export async function openPorts(
  folder: string,
  { address, log, settings, keyAlgorithm, created }: Around,
): Promise<OpenedPorts> {
  const home = await openEmbeddedHome(folder, { address, keyAlgorithm, log: (line) => log('home', line) });
  try {
    const tokeniser = embeddedTokeniser(folder, log);
    const pool = startRefineryPool(home, { tokens: meteredTokens({ ...home, settings, tokeniser }) });
    const runner = embeddedSqlRunner(home, {
      timeLimitSeconds: settings.querySeconds,
      memoryMegabytes: settings.queryMegabytes,
      memoryLimitMebibytes: settings.queryMegabytes + 1024,
      spillMegabytes: settings.querySpillMegabytes,
      outputLimitMebibytes: settings.queryOutputMegabytes,
    });
    home.onObjectCreated(({ key }) => created(key));
    const { objects, records, queue, catalog, signer, authority, scanner, notifier, clock, ids, probe } =
      home;
    const multipart: Ports['multipart'] = {
      ...home.multipart,
      async complete(key, upload) {
        const head = await home.multipart.complete(key, upload);
        created(key);
        return head;
      },
    };
    const { refinery, query } = pool;
    const stores = { objects, multipart, records, queue, catalog, query, refinery, settings };
    const ports: Ports = {
      ...stores,
      signer,
      tokeniser,
      authority,
      certificates: certificateReader,
      scanner,
      notifier,
      courier: networkCourier(settings.outsideNetworks),
      clock,
      ids,
      probe,
    };
    return {
      home,
      ports,
      runner,
      async close() {
        runner.close();
        await pool.close();
        await tokeniser.close();
        await home.close();
      },
    };
  } catch (error) {
    await home.close();
    throw error;
  }
}
