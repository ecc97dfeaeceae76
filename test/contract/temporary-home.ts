/** An embedded home in a folder of its own, with its signed door on a port of the loopback; both go at `close`. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import type { EmbeddedHome, HomeOptions } from '../../layers/embedded/embedded-home.ts';
import { openEmbeddedHome } from '../../layers/embedded/home.ts';

export interface TemporaryHome {
  readonly folder: string;
  readonly home: EmbeddedHome;
  close(): Promise<void>;
}

export async function openTemporaryHome(options: HomeOptions = {}): Promise<TemporaryHome> {
  const folder = await mkdtemp(join(tmpdir(), 'shuiyuan-'));
  let address = 'http://localhost';
  const home = await openEmbeddedHome(folder, { address: () => address, log: () => {}, ...options });
  const server = createAdaptorServer({ fetch: (request) => home.door.answer(request) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    folder,
    home,
    async close() {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await home.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
