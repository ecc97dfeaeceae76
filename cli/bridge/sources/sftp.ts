/** An SFTP server: one whose key is the one the configuration names, and no other. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import Client from 'ssh2-sftp-client';
import { TransientFailure } from '../../failures.ts';
import { type FileSource, fitsPattern } from './file-source.ts';

export interface SftpPlace {
  readonly host: string;
  readonly port?: number | undefined;
  readonly user: string;
  readonly password?: string | undefined;
  readonly privateKey?: string | undefined;
  readonly path: string;
  readonly hostKeySha256: string;
}

const plain = (text: string): string => text.replace(/^SHA256:/, '').replace(/=+$/, '');

const isPinned = (key: Buffer, wanted: string): boolean =>
  plain(createHash('sha256').update(key).digest('base64')) === plain(wanted);

async function connect(place: SftpPlace): Promise<Client> {
  // What a broken line says is told by whoever asks next; the library would print it.
  const silent = { error: () => {}, end: () => {}, close: () => {} };
  const client = new Client('shuiyuan-bridge', silent as never);
  const { host, port = 22, user, password, privateKey, hostKeySha256 } = place;
  try {
    await client.connect({
      host,
      port,
      username: user,
      ...(password === undefined ? {} : { password }),
      ...(privateKey === undefined ? {} : { privateKey }),
      hostVerifier: (key: Buffer) => isPinned(key, hostKeySha256),
      readyTimeout: 20_000,
    });
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    const why = /host|verif/i.test((error as Error).message) ? '，请核对 hostKeySha256' : '';
    throw new TransientFailure(
      'source-unreachable',
      `无法登录 SFTP ${host}:${port}${why}`,
      `SFTP ${host}:${port} cannot be entered; are its key (hostKeySha256), user and password as configured?`,
    );
  }
}

export async function openSftp(place: SftpPlace): Promise<FileSource> {
  const client = await connect(place);
  const at = (name: string) => posix.join(place.path, name);
  return {
    async list(pattern) {
      const entries = await client.list(place.path);
      return entries
        .filter(({ type, name, size }) => type === '-' && size > 0 && fitsPattern(name, pattern))
        .map(({ name, size, modifyTime }) => ({ name, size, changedAt: modifyTime }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    open: async (name) => client.createReadStream(at(name)) as unknown as AsyncIterable<Uint8Array>,
    async putAside(name) {
      if ((await client.exists(at(name))) === false) return;
      if ((await client.exists(at('sent'))) === false) await client.mkdir(at('sent'));
      await client.rename(at(name), at(`sent/${Date.now()}-${name}`));
    },
    async close() {
      await client.end();
    },
  };
}
