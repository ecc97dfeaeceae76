/**
 * Trino as it comes from Maven Central, checked by its digests and unpacked once under .cache. With
 * SHUIYUAN_TRINO_ARCHIVES the archives are taken from that folder instead of the network.
 */
import { execFile } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { openPromise } from 'yauzl';
import { obtainArchive } from './obtain-archive.ts';

const run = promisify(execFile);
const version = '476';
const folder = resolve(import.meta.dirname, '..', '.cache', 'trino', version);
const central = 'https://repo1.maven.org/maven2/io/trino';

interface Archive {
  readonly artifact: string;
  readonly ending: 'tar.gz' | 'zip';
  readonly sha256: string;
  /** Where its files belong; of an archive whose files lie in one folder, that folder goes. */
  readonly into: string;
}

const archives: readonly Archive[] = [
  {
    artifact: 'trino-server-core',
    ending: 'tar.gz',
    sha256: '0f388f9967c177ae70a47c099082fc95387f0c3cb96d8000d1d41fc3a5223158',
    into: '.',
  },
  {
    artifact: 'trino-hive',
    ending: 'zip',
    sha256: '611bacdb07d9f3cf7b9d47f97ecc76fa2e7ff8bfe8a9728c3d06adc1bfb8662e',
    into: 'plugin/hive',
  },
  {
    artifact: 'trino-memory',
    ending: 'zip',
    sha256: 'bade81c52e2f7177a7b867aee1b10fae48fefda9c38f3ec6aeb006fdde5f0378',
    into: 'plugin/memory',
  },
];

/** @returns the folder that has lib and plugin @throws when an archive cannot be had, or is another one */
export async function installTrino(): Promise<string> {
  const installed = join(folder, 'installed');
  if (existsSync(installed)) return folder;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const archive of archives) await unpack(archive, await obtain(archive));
  await (await open(installed, 'w')).close();
  return folder;
}

function obtain({ artifact, ending, sha256 }: Archive): Promise<string> {
  const name = `${artifact}-${version}.${ending}`;
  const address = `${central}/${artifact}/${version}/${name}`;
  return obtainArchive({ name, address, sha256 }, process.env.SHUIYUAN_TRINO_ARCHIVES, dirname(folder));
}

async function unpack({ ending, into }: Archive, path: string): Promise<void> {
  const to = join(folder, into);
  await mkdir(to, { recursive: true });
  if (ending === 'zip') await unzip(path, to);
  else await run('tar', ['-xzf', path, '-C', to, '--strip-components=1']);
}

async function unzip(path: string, to: string): Promise<void> {
  const zip = await openPromise(path);
  for await (const entry of zip.eachEntry()) {
    const inside = entry.fileName.split('/').slice(1).join('/');
    if (inside === '' || inside.endsWith('/')) continue;
    await mkdir(dirname(join(to, inside)), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(to, inside)));
  }
}
