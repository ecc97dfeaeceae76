/** The drill: a home is backed up while it is written to, with deaths on the way, and comes back as it was. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openEmbeddedHome } from '../../../layers/embedded/home.ts';
import { runCommand } from './run-command.ts';
import { startWriter, stepsSeen, type Writer } from './writers.ts';

let root: string;
let place: readonly string[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'shuiyuan-drill-'));
  await writeFile(join(root, 'key'), randomBytes(32).toString('base64'));
  place = ['--to', join(root, 'vault'), '--key-file', join(root, 'key')];
});
afterEach(() => rm(root, { recursive: true, force: true }));

const at = (name: string): string => join(root, name);
const backUp = (ending = {}, words: readonly string[] = []) =>
  runCommand(['backup', 'run', '--home', at('home'), ...place, ...words], ending);
const restore = (folder: string, words: readonly string[] = [], ending = {}) =>
  runCommand(['backup', 'restore', folder, ...place, ...words], ending);

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const stepsOf = (writers: readonly Writer[]): number[] => writers.map(({ steps }) => steps.length);

/** The steps each writer had made at the restored point in time. */
async function seenIn(folder: string, writers: readonly Writer[]): Promise<(number | undefined)[]> {
  const home = await openEmbeddedHome(folder);
  try {
    return await Promise.all(writers.map((writer) => stepsSeen(home, writer)));
  } finally {
    await home.close();
  }
}

/** Every row of every table, and every byte of every file that is not a database. */
async function digestsOf(folder: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  const hash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
  const database = new DatabaseSync(join(folder, 'home.sqlite'));
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all() as {
    name: string;
  }[];
  for (const { name } of tables) {
    const rows = database.prepare(`select * from "${name}"`).all() as Record<string, unknown>[];
    const lines = rows.map((row) =>
      JSON.stringify(row, (_, value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
      ),
    );
    digests[`table ${name} ${rows.length}`] = hash(lines.sort().join('\n'));
  }
  database.close();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name));
    if (!entry.isFile() || /\.sqlite|^scratch|^logs|host\.json/.test(path)) continue;
    digests[path] = hash(await readFile(join(folder, path)));
  }
  return digests;
}

test('comes back as it was at a point in time, taken while writing, whatever was killed', async () => {
  const home = await openEmbeddedHome(at('home'));
  const writers = ['one', 'two', 'three'].map((name) => startWriter(home, name));
  await wait(300);
  for (const killAt of ['backup:frozen', 'backup:object:5', 'backup:stored'])
    expect((await backUp({ killAt })).signal).toBe('SIGKILL');
  await backUp({ killAfter: 900 });
  const before = await runCommand(['backup', 'list', ...place]);
  const whole = (before.json?.snapshots ?? []).length;

  const [began, first, ended] = [stepsOf(writers), await backUp(), stepsOf(writers)];
  expect(first.json).toMatchObject({ damaged: [] });
  await wait(300);
  const second = await backUp();
  await Promise.all(writers.map((writer) => writer.stop()));
  await home.close();
  expect((await runCommand(['backup', 'list', ...place])).json.snapshots).toHaveLength(whole + 2);
  expect(await runCommand(['backup', 'verify', ...place])).toMatchObject({ status: 0, json: { bad: [] } });

  for (const killAt of ['restore:object:3', 'restore:written', 'restore:synced']) {
    expect((await restore(at('back'), [], { killAt })).signal).toBe('SIGKILL');
    expect(existsSync(at('back'))).toBe(false);
  }
  expect(await restore(at('back'), ['--snapshot', first.json.id])).toMatchObject({ status: 0 });
  expect((await restore(at('back'))).json.error.code).toBe('folder-not-empty');
  const seen = await seenIn(at('back'), writers);
  for (const [index, count] of seen.entries()) {
    expect(count).toBeGreaterThanOrEqual((began[index] as number) - 1);
    expect(count).toBeLessThanOrEqual(ended[index] as number);
  }
  expect(await restore(at('later'), ['--at', second.json.at])).toMatchObject({ status: 0 });
  const later = await seenIn(at('later'), writers);
  for (const [index, count] of later.entries()) expect(count).toBeGreaterThan(seen[index] as number);
}, 300_000);

test('a home at rest and its restored copy have the same rows, files and bytes', async () => {
  const home = await openEmbeddedHome(at('home'));
  const writer = startWriter(home, 'only');
  await wait(200);
  await backUp();
  await wait(200);
  await writer.stop();
  await home.close();
  const { json } = await backUp();
  expect(json.added.bytes).toBeLessThan(json.bytes);
  expect((await backUp()).json.added.bytes).toBeLessThan(200_000);
  await restore(at('back'), ['--snapshot', json.id]);
  expect(await digestsOf(at('back'))).toEqual(await digestsOf(at('home')));
}, 180_000);

test('a vault shows nothing, and opens with its own key alone', async () => {
  const home = await openEmbeddedHome(at('home'));
  await home.objects.put('secret', Buffer.from('税源 330106199001011234'.repeat(9_000)));
  await home.records.commit([{ put: 'taxpayer/330106199001011234', value: {}, expect: 0 }]);
  await home.close();
  expect((await backUp()).status).toBe(0);
  for (const entry of await readdir(at('vault'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    expect(`${path}${await readFile(path, 'latin1')}`).not.toMatch(/330106199001011234|taxpayer|sqlite/);
  }
  await writeFile(at('key'), randomBytes(32).toString('base64'));
  expect((await restore(at('back'))).json.error.code).toBe('wrong-backup-key');
  expect(existsSync(at('back'))).toBe(false);
}, 180_000);

test('a flipped bit anywhere in a vault is found, and nothing wrong is restored', async () => {
  const home = await openEmbeddedHome(at('home'));
  await home.objects.put('large', randomBytes(200_000));
  await home.close();
  await backUp();
  const entries = await readdir(join(at('vault'), 'blobs'), { recursive: true, withFileTypes: true });
  const blobs = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of blobs.filter((_, index) => index % Math.ceil(blobs.length / 4) === 0)) {
    const bytes = await readFile(path);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] as number) ^ 4;
    await writeFile(path, bytes);
    const checked = await runCommand(['backup', 'verify', ...place]);
    expect(checked.status).toBe(1);
    bytes[middle] = (bytes[middle] as number) ^ 4;
    await writeFile(path, bytes);
  }
  expect((await runCommand(['backup', 'verify', ...place])).status).toBe(0);
  expect(blobs.length).toBeGreaterThan(3);
}, 180_000);

test('clear text that left its zone leaves the vault, and an earlier snapshot is restored without it', async () => {
  const home = await openEmbeddedHome(at('home'));
  await home.objects.put('zone/police/one', Buffer.from('passing'));
  await home.objects.put('kept', randomBytes(100_000));
  const first = await backUp();
  await home.objects.remove('zone/police/one');
  await home.close();
  const second = await backUp();
  expect((await restore(at('back'), ['--snapshot', first.json.id])).json).toMatchObject({
    erased: 1,
    objects: 1,
  });
  const back = await openEmbeddedHome(at('back'));
  expect(await back.objects.head('zone/police/one')).toBeUndefined();
  expect(await back.objects.head('kept')).toBeDefined();
  await back.close();
  expect((await runCommand(['backup', 'verify', second.json.id, ...place])).json).toMatchObject({
    bad: [],
    erased: 0,
  });
}, 180_000);

test('damage is not carried into a vault: the snapshot says what is missing', async () => {
  const home = await openEmbeddedHome(at('home'));
  await home.objects.put('large', randomBytes(100_000));
  await home.close();
  const database = new DatabaseSync(join(at('home'), 'home.sqlite'));
  const { file } = database.prepare('select file from objects').get() as { file: string };
  database.close();
  const path = join(at('home'), 'objects', file);
  const bytes = await readFile(path);
  bytes[77] = (bytes[77] as number) ^ 1;
  await rm(path);
  await writeFile(path, bytes);
  expect(await backUp()).toMatchObject({ status: 1, json: { damaged: [file] } });
}, 180_000);

test('what no snapshot needs is pruned, what is kept can be restored', async () => {
  const home = await openEmbeddedHome(at('home'));
  await home.objects.put('early', randomBytes(300_000));
  await backUp();
  await home.objects.remove('early');
  await home.objects.put('late', randomBytes(100_000));
  await home.close();
  const { json } = await backUp({}, ['--prune', '--keep', '1d']);
  expect(json.pruned.removed).toHaveLength(1);
  expect(json.pruned.blobs).toBeGreaterThan(0);
  expect((await runCommand(['backup', 'verify', ...place])).json).toMatchObject({ bad: [], objects: 1 });
  const { json: listed } = await runCommand(['backup', 'list', ...place]);
  expect(listed.snapshots.map(({ id }: { id: string }) => id)).toEqual([json.id]);
}, 180_000);
