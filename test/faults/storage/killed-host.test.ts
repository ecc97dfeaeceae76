import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { EmbeddedHome } from '../../../layers/embedded/embedded-home.ts';
import { openEmbeddedHome } from '../../../layers/embedded/home.ts';
import { FolderInUse } from '../../../layers/embedded/storage-errors.ts';
import { gather } from '../../contract/bytes.ts';

const program = fileURLToPath(new URL('./writing-host.ts', import.meta.url));

interface Host {
  readonly child: ChildProcess;
  /** Lines it said so far. */
  readonly said: string[];
  readonly ended: Promise<unknown>;
}

async function startHost(folder: string, killAt?: string): Promise<Host> {
  const env = { ...process.env, ...(killAt ? { SHUIYUAN_KILL_AT: killAt } : {}) };
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'], env });
  const ended = once(child, 'close');
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => said.push(line));
  await once(lines, 'line');
  return { child, said, ended };
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function checkObject(home: EmbeddedHome, id: string): Promise<void> {
  const bytes = await gather(home.objects.get(`object/${id}`));
  expect(bytes.equals(Buffer.alloc(bytes.length, id))).toBe(true);
  expect(await home.objects.head(`object/${id}`)).toMatchObject({ size: bytes.length });
}

/** All that was said is there; what was not said is there whole or not at all. */
async function checkAll(home: EmbeddedHome, said: readonly string[]): Promise<void> {
  const idsOf = (kind: string) =>
    said.flatMap((line) => (line.startsWith(`${kind} `) ? [line.slice(kind.length + 1)] : []));
  for (const id of idsOf('object')) await checkObject(home, id);
  for (const id of idsOf('records')) {
    const [one, two] = await home.records.getMany([`one/${id}`, `two/${id}`]);
    expect([one?.value, two?.value]).toEqual([{ id }, { id }]);
  }
  const { objects } = await home.objects.list('object/');
  for (const { key } of objects) await checkObject(home, key.slice('object/'.length));
  const shown = await home.records.query('due', 'kill', { limit: 1000 });
  for (const { key } of shown.items)
    expect(await home.records.get(key.replace('one/', 'two/'))).toMatchObject({ version: 1 });
}

describe('a host that is killed', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shuiyuan-kill-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('loses nothing it had acknowledged, however often', async () => {
    const said: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const host = await startHost(folder);
      await wait(60 + round * 37);
      host.child.kill('SIGKILL');
      await host.ended;
      said.push(...host.said);
    }
    const home = await openEmbeddedHome(folder);
    await home.tidied;
    expect(said.length).toBeGreaterThan(20);
    await checkAll(home, said);
    const sent = new Set(said.flatMap((line) => (line.startsWith('records ') ? [line.slice(8)] : [])));
    for (let count = -1; count !== 0; )
      count = await home.queue.poll(
        'batches',
        async (messages) => {
          for (const { id } of messages) sent.delete(id);
          return { failed: [] };
        },
        { limit: 100 },
      );
    expect(sent.size).toBe(0);
    await home.close();
  }, 60_000);

  test('dies at the point named, at the time named', async () => {
    const host = await startHost(folder, 'between:3');
    await host.ended;
    expect(host.child.signalCode).toBe('SIGKILL');
    expect(host.said.filter((line) => line.startsWith('object ')).length).toBeGreaterThanOrEqual(3);
  });

  test('keeps a second host out while it lives, naming itself, and lets it in when it is dead', async () => {
    const host = await startHost(folder);
    const refusal = await openEmbeddedHome(folder).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(FolderInUse);
    expect(refusal).toMatchObject({ pid: host.child.pid, host: hostname() });
    expect(Date.now() - Date.parse((refusal as FolderInUse).startedAt ?? '')).toBeLessThan(60_000);
    host.child.kill('SIGKILL');
    await host.ended;
    const home = await openEmbeddedHome(folder);
    await checkAll(home, host.said);
    await home.close();
  });

  test('is no obstacle when its process number is another program now', async () => {
    const holder = { pid: process.pid, host: hostname(), startedAt: new Date().toISOString() };
    await writeFile(join(folder, 'host.json'), JSON.stringify(holder));
    const home = await openEmbeddedHome(folder);
    await expect(openEmbeddedHome(folder)).rejects.toThrow(FolderInUse);
    await home.close();
    await (await openEmbeddedHome(folder)).close();
  });
});
