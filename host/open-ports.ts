/** The ports of the embedded home, put together for the host. */
import { randomBytes } from 'node:crypto';
import type { Ports } from '../layers/core/ports/index.ts';
import type { Settings } from '../layers/core/ports/settings.ts';
import { realFileSystem } from '../layers/embedded/file-system.ts';
import { type EmbeddedHome, openEmbeddedHome, startRefineryPool } from '../layers/embedded/index.ts';
import { loadKeyFile } from '../layers/embedded/key-files.ts';
import type { HostLog } from './host-log.ts';

export interface OpenedPorts {
  readonly home: EmbeddedHome;
  readonly ports: Ports;
  close(): Promise<void>;
}

interface Around {
  readonly address: () => string;
  readonly log: HostLog;
  readonly settings: Settings;
  /** Told of each object that is whole in a drop zone: by one put, or by completed parts. */
  readonly created: (key: string) => void;
}

/** Opens the data folder. @throws FolderInUse, FolderReadOnly, DiskFull */
export async function openPorts(
  folder: string,
  { address, log, settings, created }: Around,
): Promise<OpenedPorts> {
  const home = await openEmbeddedHome(folder, { address, log: (line) => log('home', line) });
  try {
    const tokenKey = await loadKeyFile(realFileSystem(), folder, 'tokens.key', () => randomBytes(32));
    const pool = startRefineryPool(home, { tokenKey });
    home.onObjectCreated(({ key }) => created(key));
    const { objects, records, queue, catalog, signer, scanner, notifier, clock, ids, probe } = home;
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
    const ports: Ports = { ...stores, signer, scanner, notifier, clock, ids, probe };
    return {
      home,
      ports,
      async close() {
        await pool.close();
        await home.close();
      },
    };
  } catch (error) {
    await home.close();
    throw error;
  }
}
