/** A bit is flipped in each place an object can lie; the scrub finds it, and mends it where a snapshot has it. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openEmbeddedHome } from '../../../layers/embedded/home.ts';
import { gather } from '../../contract/bytes.ts';
import { runCommand } from './run-command.ts';

/** Keys as the way of a file has them: from the drop zone to the inbox. */
const keys = [
  'drop/a/POWER/t1',
  'zone/a/t2',
  'lake/raw/POWER/p',
  'rejects/b1',
  'inbox/b/parcel',
  'anchors/1',
];

let root: string;
let bytesOf: ReadonlyMap<string, Buffer>;
const at = (name: string): string => join(root, name);
const home = (): string => at('home');
const command = (name: string, words: readonly string[] = []) =>
  runCommand(['backup', name, '--home', home(), '--to', at('vault'), '--key-file', at('key'), ...words]);

function editRows<T>(work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(home(), 'home.sqlite'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const flipped = (bytes: Uint8Array): Buffer => {
  const copy = Buffer.from(bytes);
  const place = copy.length - 3;
  copy[place] = (copy[place] as number) ^ 0x10;
  return copy;
};

async function flip(key: string): Promise<void> {
  const row = editRows(
    (database) =>
      database.prepare('select file, inline from objects where key = ?').get(Buffer.from(key)) as {
        file: string | null;
        inline: Uint8Array;
      },
  );
  if (row.file === null) {
    editRows((database) =>
      database
        .prepare('update objects set inline = ? where key = ?')
        .run(flipped(row.inline), Buffer.from(key)),
    );
    return;
  }
  const path = join(home(), 'objects', row.file);
  const bytes = await readFile(path);
  await rm(path);
  await writeFile(path, flipped(bytes));
}

async function readAll(): Promise<Map<string, Buffer>> {
  const opened = await openEmbeddedHome(home());
  const found = new Map<string, Buffer>();
  for (const key of bytesOf.keys()) found.set(key, await gather(opened.objects.get(key)));
  await opened.close();
  return found;
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'shuiyuan-scrub-'));
  await writeFile(at('key'), randomBytes(32).toString('base64'));
  const sized = keys.flatMap((key) => [
    [`${key}/small`, randomBytes(2_000)] as const,
    [`${key}/large`, randomBytes(90_000)] as const,
  ]);
  bytesOf = new Map(sized);
  const opened = await openEmbeddedHome(home());
  for (const [key, bytes] of sized) await opened.objects.put(key, bytes);
  await opened.close();
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('finds a flipped bit wherever an object lies, and mends each from the backup', async () => {
  await command('run');
  expect((await command('scrub')).json).toMatchObject({ objects: bytesOf.size, mended: [], lost: [] });
  for (const key of bytesOf.keys()) await flip(key);
  const found = await command('scrub');
  expect(found).toMatchObject({ status: 0, json: { lost: [], database: 'sound' } });
  expect(found.json.mended.toSorted()).toEqual([...bytesOf.keys()].sort());
  expect(await readAll()).toEqual(bytesOf);
  expect((await command('scrub')).json.mended).toEqual([]);
}, 180_000);

test('says what is lost when no snapshot has it, and leaves it as it is', async () => {
  await command('run');
  const opened = await openEmbeddedHome(home());
  await opened.objects.put('lake/later', randomBytes(80_000));
  await opened.close();
  await flip('lake/later');
  expect(await command('scrub')).toMatchObject({ status: 1, json: { mended: [], lost: ['lake/later'] } });
}, 180_000);

test('puts a file back that is gone, beside a running home; only looking changes nothing', async () => {
  await command('run');
  const opened = await openEmbeddedHome(home());
  const file = editRows(
    (database) =>
      (
        database
          .prepare('select file from objects where key = ?')
          .get(Buffer.from('inbox/b/parcel/large')) as {
          file: string;
        }
      ).file,
  );
  await rm(join(home(), 'objects', file));
  const look = await command('scrub', ['--only-look']);
  expect(look).toMatchObject({ status: 1, json: { mended: [], lost: ['inbox/b/parcel/large'] } });
  expect((await command('scrub')).json.mended).toEqual(['inbox/b/parcel/large']);
  const bytes = await gather(opened.objects.get('inbox/b/parcel/large'));
  await opened.close();
  expect(bytes.equals(bytesOf.get('inbox/b/parcel/large') as Buffer)).toBe(true);
}, 180_000);
