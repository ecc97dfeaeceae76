/**
 * Reads every object of a home against its recorded digest, slowly, beside the running host; what does not agree is
 * put back from the vault. A flipped bit is found before it is needed, and before the last good copy is pruned.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { ObjectLine, Snapshot } from '../../../schemas/backup.ts';
import { realFileSystem } from '../file-system.ts';
import { keyText } from '../utf8-key.ts';
import { checkHome } from './frozen-home.ts';
import { fetchFile, fetchObject } from './restore-home.ts';
import { listObjects } from './snapshot-objects.ts';
import { listSnapshots } from './tend-vault.ts';
import { sha256Of, type VaultStore } from './vault-store.ts';

export interface Scrubbed {
  readonly objects: number;
  /** Read and compared. */
  readonly bytes: number;
  /** Put together of parts, and in no snapshot yet: nothing tells what their bytes have to be. */
  readonly unchecked: number;
  /** Keys of objects that were wrong and are right again. */
  readonly mended: readonly string[];
  /** Keys of objects that are wrong, and no snapshot has them right. */
  readonly lost: readonly string[];
  /** What SQLite says of the structure of its file. */
  readonly database: 'sound' | 'damaged';
}

interface Row {
  readonly key: Uint8Array;
  readonly size: number;
  readonly sha256: string;
  readonly file: string | null;
  readonly inline: Uint8Array | null;
}

type Verdict = 'right' | 'wrong' | 'unknown' | 'gone';

/** Waits so that no more than `rate` bytes a second are read. */
function pace(rate: number): (bytes: number) => Promise<void> {
  const begun = performance.now();
  let passed = 0;
  return async (bytes) => {
    passed += bytes;
    const early = (passed / rate) * 1000 - (performance.now() - begun);
    if (early > 5) await setTimeout(early);
  };
}

/** Rows in pages, so that no read transaction stands for the whole of a slow scrub. */
function* rowsOf(database: DatabaseSync): Iterable<Row> {
  const page = database.prepare(
    'select key, size, sha256, file, inline from objects where key > ? order by key limit 100',
  );
  for (let after: Uint8Array = Buffer.alloc(0); ; ) {
    const rows = page.all(after) as unknown as Row[];
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.key;
  }
}

/** What snapshots know, read when it is first asked for. */
class Copies {
  readonly #store: VaultStore | undefined;
  readonly #work: string;
  #lines: Promise<ReadonlyMap<string, ObjectLine>> | undefined;
  #database: Promise<DatabaseSync | undefined> | undefined;

  constructor(store: VaultStore | undefined, work: string) {
    this.#store = store;
    this.#work = work;
  }

  /** Of any snapshot: a file is written once. */
  async line(file: string): Promise<ObjectLine | undefined> {
    this.#lines ??= this.#readLines();
    return (await this.#lines).get(file);
  }

  /** Bytes of an object that lay in the database of the newest snapshot. */
  async inline(row: Row): Promise<Uint8Array | undefined> {
    this.#database ??= this.#fetchDatabase();
    const found = (await this.#database)
      ?.prepare('select inline from objects where key = ? and sha256 = ?')
      .get(row.key, row.sha256) as { inline: Uint8Array | null } | undefined;
    return found?.inline ?? undefined;
  }

  /** Writes a good copy of an object's file. @returns false when there is none */
  async fetch(line: ObjectLine, path: string): Promise<boolean> {
    return this.#store !== undefined && (await fetchObject(this.#store, line, path).catch(() => false));
  }

  async close(): Promise<void> {
    (await this.#database)?.close();
  }

  async #snapshots(): Promise<Snapshot[]> {
    return this.#store ? listSnapshots(this.#store) : [];
  }

  async #readLines(): Promise<ReadonlyMap<string, ObjectLine>> {
    const lines = new Map<string, ObjectLine>();
    for (const snapshot of await this.#snapshots())
      for (const line of await listObjects(this.#store as VaultStore, snapshot)) lines.set(line.file, line);
    return lines;
  }

  async #fetchDatabase(): Promise<DatabaseSync | undefined> {
    const newest = (await this.#snapshots()).at(-1);
    const file = newest?.files.find(({ path }) => path === 'home.sqlite');
    if (!file) return undefined;
    const path = join(this.#work, 'copy.sqlite');
    await fetchFile(this.#store as VaultStore, file, path);
    return new DatabaseSync(path);
  }
}

interface Scrub {
  readonly folder: string;
  readonly work: string;
  readonly database: DatabaseSync;
  readonly copies: Copies;
  readonly waitFor: (bytes: number) => Promise<void>;
}

const isThere = ({ database }: Scrub, { key, sha256 }: Row): boolean =>
  database.prepare('select 1 from objects where key = ? and sha256 = ?').get(key, sha256) !== undefined;

async function lookAtFile(scrub: Scrub, row: Row, file: string): Promise<Verdict> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const bytes of realFileSystem().read(join(scrub.folder, 'objects', file))) {
      hash.update(bytes);
      size += bytes.length;
      await scrub.waitFor(bytes.length);
    }
  } catch {
    // Gone, or the disk will not give it.
    return isThere(scrub, row) ? 'wrong' : 'gone';
  }
  if (size !== row.size) return 'wrong';
  const isComposite = row.sha256.startsWith('composite:');
  const expected = isComposite ? (await scrub.copies.line(file))?.sha256 : row.sha256;
  if (expected === undefined) return 'unknown';
  return hash.digest('hex') === expected ? 'right' : 'wrong';
}

async function look(scrub: Scrub, row: Row): Promise<Verdict> {
  if (row.file !== null) return lookAtFile(scrub, row, row.file);
  const bytes = row.inline ?? new Uint8Array();
  await scrub.waitFor(bytes.length);
  if (bytes.length !== row.size) return 'wrong';
  if (row.sha256.startsWith('composite:')) return 'unknown';
  return sha256Of(bytes) === row.sha256 ? 'right' : 'wrong';
}

/** The good copy takes the file's name at once: who reads has the one or the other whole. */
async function mendFile({ folder, work, copies }: Scrub, row: Row, file: string): Promise<boolean> {
  const line = await copies.line(file);
  if (!line || line.size !== row.size) return false;
  if (!row.sha256.startsWith('composite:') && line.sha256 !== row.sha256) return false;
  const draft = join(work, randomBytes(8).toString('hex'));
  if (!(await copies.fetch(line, draft))) return false;
  const path = join(folder, 'objects', file);
  await mkdir(dirname(path), { recursive: true });
  await rename(draft, path);
  await realFileSystem().fsyncFolder(dirname(path));
  return true;
}

async function mendInline({ database, copies }: Scrub, row: Row): Promise<boolean> {
  const bytes = await copies.inline(row);
  if (!bytes || sha256Of(bytes) !== row.sha256) return false;
  database
    .prepare('update objects set inline = ? where key = ? and sha256 = ?')
    .run(bytes, row.key, row.sha256);
  return true;
}

const mend = (scrub: Scrub, row: Row): Promise<boolean> =>
  row.file === null ? mendInline(scrub, row) : mendFile(scrub, row, row.file);

async function scrubAll(scrub: Scrub): Promise<Scrubbed> {
  const [mended, lost]: [string[], string[]] = [[], []];
  const sum = { objects: 0, bytes: 0, unchecked: 0 };
  for (const row of rowsOf(scrub.database)) {
    const verdict = await look(scrub, row);
    if (verdict === 'gone') continue;
    sum.objects += 1;
    sum.bytes += row.size;
    if (verdict === 'unknown') sum.unchecked += 1;
    if (verdict === 'wrong') ((await mend(scrub, row)) ? mended : lost).push(keyText(row.key));
  }
  const check = scrub.database.prepare('pragma quick_check(1)').get() as { quick_check: string };
  return { ...sum, mended, lost, database: check.quick_check === 'ok' ? 'sound' : 'damaged' };
}

/**
 * Scrubs a home, which may be running. Without a vault it only looks. `rate`: bytes a second.
 * @throws Refused `no-home`
 */
export async function scrubHome(
  folder: string,
  store: VaultStore | undefined,
  rate: number,
): Promise<Scrubbed> {
  checkHome(folder);
  const work = join(folder, 'backup-work');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { mode: 0o700 });
  const database = new DatabaseSync(join(folder, 'home.sqlite'));
  database.exec('pragma busy_timeout = 5000; pragma synchronous = full; pragma wal_autocheckpoint = 0');
  const copies = new Copies(store, work);
  try {
    return await scrubAll({ folder, work, database, copies, waitFor: pace(rate) });
  } finally {
    await copies.close();
    database.close();
    await rm(work, { recursive: true, force: true });
  }
}
