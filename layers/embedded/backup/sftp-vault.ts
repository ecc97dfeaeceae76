/** A vault on an SFTP server whose key is the one named. Files are written beside and renamed: whole or not there. */
import { createHash, randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import Client from 'ssh2-sftp-client';
import { TransientError } from '../../core/errors.ts';
import type { Vault } from './vault.ts';

export interface SftpVaultPlace {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** PEM. */
  readonly privateKey: string;
  /** `SHA256:…` as ssh-keygen shows it. */
  readonly hostKey: string;
  readonly path: string;
}

const plain = (text: string): string => text.replace(/^SHA256:/, '').replace(/=+$/, '');

const fingerprint = (key: Buffer): string => plain(createHash('sha256').update(key).digest('base64'));

const unreachable = ({ host, port }: SftpVaultPlace, cause: unknown): TransientError =>
  new TransientError(
    `SFTP ${host}:${port} does not answer as it should; check its key (SHUIYUAN_BACKUP_SFTP_HOST_KEY), user, key file and room`,
    `SFTP ${host}:${port} 访问失败，请检查主机密钥（SHUIYUAN_BACKUP_SFTP_HOST_KEY）、用户、密钥文件与剩余空间`,
    { cause },
  );

/** @throws TransientError when it cannot be entered, or is another than named */
export async function sftpVault(place: SftpVaultPlace): Promise<Vault> {
  const quiet = () => {};
  // Whoever waits for an answer is told; what the library says beside that goes to standard output.
  const client = new Client('shuiyuan', { error: quiet, end: quiet, close: quiet });
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: the library listens anew to its connection with each request. */
  const named = <T>(work: () => Promise<T>): Promise<T> => {
    const answer = last.then(work).catch((error: unknown) => {
      throw unreachable(place, error);
    });
    last = answer.catch(quiet);
    return answer;
  };
  const at = (name: string) => posix.join(place.path, name);
  const made = new Set<string>();

  async function makeFolder(folder: string): Promise<void> {
    if (made.has(folder)) return;
    if ((await client.exists(folder)) === false) await client.mkdir(folder, true);
    made.add(folder);
  }

  async function put(name: string, bytes: Uint8Array): Promise<void> {
    const draft = at(`drafts/${randomBytes(8).toString('hex')}`);
    await makeFolder(posix.dirname(draft));
    await makeFolder(posix.dirname(at(name)));
    await client.put(Buffer.from(bytes), draft);
    // Plain renaming, which every server knows, replaces nothing.
    if ((await client.exists(at(name))) !== false) await client.delete(at(name));
    await client.rename(draft, at(name));
  }

  async function namesUnder(folder: string): Promise<string[]> {
    if ((await client.exists(at(folder))) === false) return [];
    const names: string[] = [];
    for (const { name, type } of await client.list(at(folder))) {
      const inside = posix.join(folder, name);
      if (type === 'd') names.push(...(await namesUnder(inside)));
      else names.push(inside);
    }
    return names;
  }

  await named(() =>
    client.connect({
      host: place.host,
      port: place.port,
      username: place.user,
      privateKey: place.privateKey,
      hostVerifier: (key: Buffer) => fingerprint(key) === plain(place.hostKey),
      readyTimeout: 20_000,
    }),
  );
  return {
    put: (name, bytes) => named(() => put(name, bytes)),
    get: (name) =>
      named(async () =>
        (await client.exists(at(name))) === false ? undefined : ((await client.get(at(name))) as Buffer),
      ),
    async *list(folder) {
      yield* await named(() => namesUnder(folder));
    },
    remove: (name) =>
      named(async () => void ((await client.exists(at(name))) && (await client.delete(at(name))))),
    close: async () => void (await client.end().catch(() => {})),
  };
}
