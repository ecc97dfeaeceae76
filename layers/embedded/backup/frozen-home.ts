/**
 * A home at one point in time, while it is being written to: copies of its databases under one read transaction each,
 * and a link of its own to every object file those name, so that nothing goes while it is read. Works beside a
 * running host, which is not held up: SQLite's readers block no writer.
 */
import { existsSync } from 'node:fs';
import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { Refused } from '../../core/errors.ts';
import { keyText } from '../utf8-key.ts';

/** An object's file as its row tells it. */
export interface NamedFile {
  /** Below objects/. */
  readonly file: string;
  readonly size: number;
  /** Of the row: hex, or a composite one of parts. */
  readonly digest: string;
  /** Clear text on its way through a zone. */
  readonly isPassing: boolean;
}

export interface FrozenHome {
  readonly at: Date;
  /** Copies of the databases: name in the data folder, path of the copy. */
  readonly databases: readonly { readonly name: string; readonly path: string }[];
  /** All object files of that time. */
  readonly objects: readonly NamedFile[];
  /** Where a file of `wanted` can be read; undefined when it was missing. */
  linkOf(file: string): string | undefined;
  /** Files of the data folder that are no database and no object: paths relative to it. */
  readonly files: readonly string[];
  release(): Promise<void>;
}

export const databaseNames = ['home.sqlite', 'identity.sqlite'];

/** Of the running host, of this machine, or stored otherwise. */
const leftOut = /^(objects|scratch|logs|backup-work)(\/|$)|^(host\.json)$|\.sqlite(-\w+)?$|\.new$/;

/** A file that is gone twice in a row is no race with an eraser. */
const mostTries = 3;
const pagesAtOnce = 512;

/** @throws Refused `no-home` */
export function checkHome(folder: string): void {
  if (existsSync(join(folder, 'home.sqlite'))) return;
  throw new Refused(
    'no-home',
    `${folder} is no data folder of a home; give it with --home or SHUIYUAN_HOME`,
    `${folder} 不是平台的数据目录，请以 --home 或 SHUIYUAN_HOME 指明`,
  );
}

/** Begins a read transaction: what is read is of one moment, whatever is committed meanwhile. */
function pin(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true });
  database.exec('pragma busy_timeout = 5000; begin; select count(*) from sqlite_schema');
  return database;
}

function namedFiles(database: DatabaseSync): NamedFile[] {
  const rows = database
    .prepare(
      `select file, size, sha256, key from objects where file is not null
       union all
       select p.file, p.size, p.sha256, u.key from upload_parts p join uploads u on u.id = p.upload`,
    )
    .all() as { file: string; size: number; sha256: string; key: Uint8Array }[];
  return rows.map(({ file, size, sha256, key }) => ({
    file,
    size,
    digest: sha256,
    isPassing: keyText(key).startsWith('zone/'),
  }));
}

async function linkAll(
  folder: string,
  work: string,
  wanted: readonly NamedFile[],
): Promise<{ links: Map<string, string>; missing: number }> {
  const links = new Map<string, string>();
  let missing = 0;
  for (const { file } of wanted) {
    const path = join(work, `object-${links.size}`);
    try {
      await link(join(folder, 'objects', file), path);
      links.set(file, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      missing += 1;
    }
  }
  return { links, missing };
}

/** Files that are neither database nor object, nor of the moment. */
async function otherFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !leftOut.test(path))
    .sort();
}

async function copyDatabases(pinned: ReadonlyMap<string, DatabaseSync>, work: string) {
  const copies: { name: string; path: string }[] = [];
  for (const [name, database] of pinned) {
    const path = join(work, name);
    await backup(database, path, { rate: pagesAtOnce });
    copies.push({ name, path });
  }
  return copies;
}

function pinAll(folder: string): Map<string, DatabaseSync> {
  const pinned = new Map<string, DatabaseSync>();
  for (const name of databaseNames)
    if (existsSync(join(folder, name))) pinned.set(name, pin(join(folder, name)));
  return pinned;
}

/** Databases read at one moment, and links to the files they name. `missing` went in between, or were gone before. */
async function freezeOnce(
  folder: string,
  work: string,
  isWanted: (file: string) => boolean,
): Promise<FrozenHome & { readonly missing: number }> {
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { mode: 0o700 });
  const pinned = pinAll(folder);
  try {
    const at = new Date();
    const objects = namedFiles(pinned.get('home.sqlite') as DatabaseSync);
    const wanted = objects.filter(({ file }) => isWanted(file));
    const { links, missing } = await linkAll(folder, work, wanted);
    const databases = await copyDatabases(pinned, work);
    const files = await otherFiles(folder);
    const release = () => rm(work, { recursive: true, force: true });
    return { at, databases, objects, linkOf: (file) => links.get(file), files, release, missing };
  } finally {
    for (const database of pinned.values()) database.close();
  }
}

/**
 * Freezes a home. Only files of `isWanted` are linked. A file that went between the look at the rows and the link makes
 * it begin again; one that is missing every time is damage, and `linkOf` has none for it.
 */
export async function freezeHome(folder: string, isWanted: (file: string) => boolean): Promise<FrozenHome> {
  checkHome(folder);
  const work = join(folder, 'backup-work');
  let frozen = await freezeOnce(folder, work, isWanted);
  for (let tries = 1; frozen.missing > 0 && tries < mostTries; tries += 1)
    frozen = await freezeOnce(folder, work, isWanted);
  return frozen;
}
