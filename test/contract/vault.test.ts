/** What every vault does: on a folder, on a server that speaks S3, on an SFTP server. */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderVault } from '../../layers/embedded/backup/folder-vault.ts';
import { s3Vault } from '../../layers/embedded/backup/s3-vault.ts';
import { sftpVault } from '../../layers/embedded/backup/sftp-vault.ts';
import type { Vault } from '../../layers/embedded/backup/vault.ts';
import { startFakeBucket } from './fake-bucket.ts';
import { startFakeSftp } from './fake-sftp.ts';

interface Opened {
  readonly vault: Vault;
  close(): Promise<void>;
}

async function inFolder(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'shuiyuan-vault-'));
  return {
    vault: await folderVault(folder, true),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function onS3(): Promise<Opened> {
  const bucket = await startFakeBucket();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: bucket.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  return { vault: s3Vault('backups', 'city'), close: () => bucket.close() };
}

async function onSftp(): Promise<Opened> {
  const server = await startFakeSftp();
  return { vault: await sftpVault(server.place), close: () => server.close() };
}

async function namesIn(vault: Vault, folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of vault.list(folder)) names.push(name);
  return names.sort();
}

describe.each([
  ['a folder', inFolder],
  ['S3', onS3],
  ['SFTP', onSftp],
] as const)('a vault on %s', (_, open) => {
  let opened: Opened;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    await opened.vault.close();
    await opened.close();
  });

  test('gives back what was put, and the last that was put under a name', async () => {
    const { vault } = opened;
    const bytes = randomBytes(700_000);
    await vault.put('blobs/ab/abcd', bytes);
    await vault.put('vault.json', Buffer.from('{}'));
    expect(Buffer.from((await vault.get('blobs/ab/abcd')) as Uint8Array).equals(bytes)).toBe(true);
    await vault.put('blobs/ab/abcd', Buffer.from('again'));
    expect(Buffer.from((await vault.get('blobs/ab/abcd')) as Uint8Array).toString()).toBe('again');
    expect(await vault.get('blobs/ab/none')).toBeUndefined();
    expect(await vault.get('none/ab/none')).toBeUndefined();
  });

  test('lists all under a folder and nothing else, and removes', async () => {
    const { vault } = opened;
    expect(await namesIn(vault, 'blobs')).toEqual([]);
    const names = Array.from({ length: 25 }, (_, index) => `blobs/${index % 3}/${index}`);
    await Promise.all(names.map((name) => vault.put(name, Buffer.from(name))));
    await vault.put('snapshots/one', Buffer.from('one'));
    expect(await namesIn(vault, 'blobs')).toEqual(names.toSorted());
    await vault.remove('blobs/0/0');
    await vault.remove('blobs/0/0');
    expect(await namesIn(vault, 'blobs')).toEqual(names.slice(1).toSorted());
    expect(await namesIn(vault, 'snapshots')).toEqual(['snapshots/one']);
  });
});

test('a folder keeps nothing that was half written, once somebody writes again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shuiyuan-vault-'));
  await mkdir(join(folder, 'drafts'));
  await writeFile(join(folder, 'drafts', 'half'), 'half');
  await folderVault(folder, false);
  expect(await readdir(join(folder, 'drafts'))).toEqual(['half']);
  await folderVault(folder, true);
  expect(await readdir(join(folder, 'drafts'))).toEqual([]);
  await rm(folder, { recursive: true });
});

test('an SFTP server with another key than named is not entered', async () => {
  const server = await startFakeSftp();
  const stranger = { ...server.place, hostKey: `SHA256:${randomBytes(32).toString('base64')}` };
  await expect(sftpVault(stranger)).rejects.toThrow('SHUIYUAN_BACKUP_SFTP_HOST_KEY');
  await server.close();
});

test('a bucket that answers with faults is a fault that may pass', async () => {
  const bucket = await startFakeBucket({ status: 403 });
  process.env.AWS_ENDPOINT_URL_S3 = bucket.url;
  const vault = s3Vault('backups', 'city');
  await expect(vault.put('one', Buffer.from('1'))).rejects.toMatchObject({ code: 'transient' });
  await vault.close();
  await bucket.close();
});
