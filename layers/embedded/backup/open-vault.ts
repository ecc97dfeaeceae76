/** The vault an address means, and the secret that opens it. */
import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { InvalidInput } from '../../core/errors.ts';
import { folderVault } from './folder-vault.ts';
import { s3Vault } from './s3-vault.ts';
import { sftpVault } from './sftp-vault.ts';
import type { Vault } from './vault.ts';
import { openVaultKey } from './vault-key.ts';
import { openVaultStore, type VaultStore } from './vault-store.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface VaultPlace {
  /** A folder, `s3://bucket/prefix` or `sftp://user@host:port/path`. SHUIYUAN_BACKUP_TO unless given. */
  readonly to?: string | undefined;
  /** SHUIYUAN_BACKUP_KEY_FILE unless given; else the passphrase in SHUIYUAN_BACKUP_PASSPHRASE counts. */
  readonly keyFile?: string | undefined;
}

const missing = (variable: string, option: string): InvalidInput =>
  new InvalidInput(
    `${variable} is not set; set it, or give ${option}`,
    `未设置 ${variable}，请设置或以 ${option} 给出`,
  );

async function readSecret(keyFile: string | undefined, environment: Environment): Promise<Buffer> {
  const path = keyFile ?? environment.SHUIYUAN_BACKUP_KEY_FILE;
  const passphrase = environment.SHUIYUAN_BACKUP_PASSPHRASE;
  if (path) return Buffer.from((await readFile(path, 'latin1')).trimEnd(), 'latin1');
  if (passphrase) return Buffer.from(passphrase.normalize('NFKC'));
  throw missing('SHUIYUAN_BACKUP_KEY_FILE', '--key-file');
}

async function openSftp(
  { hostname, port, username, pathname }: URL,
  environment: Environment,
): Promise<Vault> {
  const { SHUIYUAN_BACKUP_SFTP_KEY_FILE: keyFile, SHUIYUAN_BACKUP_SFTP_HOST_KEY: hostKey } = environment;
  if (!keyFile) throw missing('SHUIYUAN_BACKUP_SFTP_KEY_FILE', 'sftp://…');
  if (!hostKey) throw missing('SHUIYUAN_BACKUP_SFTP_HOST_KEY', 'sftp://…');
  return sftpVault({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 22),
    user: decodeURIComponent(username),
    privateKey: await readFile(keyFile, 'utf8'),
    hostKey,
    path: decodeURIComponent(pathname),
  });
}

/** A backup beside what it is a backup of goes with it. */
function refuseInside(path: string, home: string | undefined): void {
  if (home === undefined) return;
  const way = relative(resolve(home), path);
  if (way.startsWith('..') || isAbsolute(way)) return;
  throw new InvalidInput(
    `${path} lies in the data folder itself; back up to another disk or machine`,
    `${path} 位于数据目录之内，请备份到其他磁盘或机器`,
  );
}

async function openPlace(to: string, home: string | undefined, environment: Environment): Promise<Vault> {
  const url = /^(s3|sftp):\/\//.test(to) && URL.canParse(to) ? new URL(to) : undefined;
  if (url?.protocol === 's3:') return s3Vault(url.hostname, url.pathname.replace(/^\/+|\/+$/g, ''));
  if (url) return openSftp(url, environment);
  refuseInside(resolve(to), home);
  return folderVault(resolve(to), home !== undefined);
}

/**
 * Opens the vault, uses it, and closes it. With `home` it is one to back that data folder up to: made where it is new.
 * @throws InvalidInput, Refused `wrong-backup-key`, `no-backup`; TransientError when the place does not answer
 */
export async function withVault<T>(
  { to, keyFile }: VaultPlace,
  home: string | undefined,
  use: (store: VaultStore) => Promise<T>,
  environment: Environment = process.env,
): Promise<T> {
  const place = to ?? environment.SHUIYUAN_BACKUP_TO;
  if (!place) throw missing('SHUIYUAN_BACKUP_TO', '--to');
  const secret = await readSecret(keyFile, environment);
  const vault = await openPlace(place, home, environment);
  try {
    return await use(await openVaultStore(vault, await openVaultKey(vault, secret, home !== undefined)));
  } finally {
    await vault.close();
  }
}
