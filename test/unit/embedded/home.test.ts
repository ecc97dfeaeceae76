import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { IntegrityError } from '../../../layers/core/errors.ts';
import { openEmbeddedHome } from '../../../layers/embedded/home.ts';
import { gather } from '../../contract/bytes.ts';
import { openTemporaryHome, type TemporaryHome } from '../../contract/temporary-home.ts';

describe('an embedded home', () => {
  let temporary: TemporaryHome;
  const lines: unknown[] = [];
  const message = (id: string) =>
    ({ schema: 'message/1', id, record: 'batch/1', version: 1, group: 'tax' }) as const;

  beforeEach(async () => {
    lines.length = 0;
    temporary = await openTemporaryHome({
      log: (line) => void lines.push(line),
      queues: { batches: { visibilitySeconds: 1, tries: 2 } },
    });
  });
  afterEach(() => temporary.close());

  test('takes a small file, its record and its message in at most three syncs', async () => {
    const { home } = temporary;
    const before = home.counters();
    await home.objects.put('drop/a', randomBytes(10_000));
    await home.records.commit([{ put: 'ticket/a', value: {}, expect: 0 }]);
    await home.queue.send('uploads', [message('a')]);
    const after = home.counters();
    expect(after.commits + after.fileSyncs - before.commits - before.fileSyncs).toBeLessThanOrEqual(3);
  });

  test('shares syncs among many small files', async () => {
    const { home } = temporary;
    const before = home.counters();
    await Promise.all(
      Array.from({ length: 200 }, (_, n) => home.objects.put(`drop/${n}`, randomBytes(1000))),
    );
    const after = home.counters();
    expect(after.commits - before.commits).toBeLessThan(20);
    expect(after.fileSyncs).toBe(before.fileSyncs);
  });

  test('keeps everything over a restart, and removes what a dead process left', async () => {
    const { folder, home } = temporary;
    const large = randomBytes(100_000);
    await home.objects.put('large', large);
    await home.records.commit([{ put: 'a', value: 1, expect: 0 }]);
    await home.queue.send('batches', [message('a')]);
    const root = await home.signer.rootPublicKey();
    await home.close();
    await writeFile(join(folder, 'objects', 'tmp', 'dead-1'), 'x');
    const [shelf] = (await readdir(join(folder, 'objects'))).filter((name) => name !== 'tmp');
    await writeFile(join(folder, 'objects', shelf ?? '', 'dead-2'), 'x');

    const again = await openEmbeddedHome(folder);
    expect(await again.tidied).toBe(2);
    expect((await gather(again.objects.get('large'))).equals(large)).toBe(true);
    expect(await again.records.get('a')).toMatchObject({ value: 1 });
    expect((await again.queue.depth()).find(({ queue }) => queue === 'batches')).toMatchObject({
      waiting: 1,
    });
    expect(await again.signer.rootPublicKey()).toBe(root);
    await again.close();
  });

  test('lends an object as a file that stays readable when it is removed', async () => {
    const { home } = temporary;
    for (const size of [100, 100_000]) {
      const bytes = randomBytes(size);
      await home.objects.put(`a${size}`, bytes);
      const file = await home.bodies.fileOf(`a${size}`);
      await home.objects.remove(`a${size}`);
      expect((await readFile(file.path)).equals(bytes)).toBe(true);
      await file.release();
    }
    expect(await readdir(home.scratch)).toEqual([]);
  });

  test('keeps its keys from others, and does not start with an empty one', async () => {
    const { folder, home } = temporary;
    for (const name of ['root.pem', 'urls.key'])
      expect((await stat(join(folder, 'keys', name))).mode & 0o777).toBe(0o600);
    await home.close();
    await truncate(join(folder, 'keys', 'root.pem'));
    await expect(openEmbeddedHome(folder)).rejects.toThrow(IntegrityError);
  });

  test('logs a notice once, and nothing a person wrote', async () => {
    const { notifier } = temporary.home;
    const notice = {
      id: 'n1',
      to: '张三',
      subject: '逾期',
      body: '520102199001011234',
      severity: 'alarm',
    } as const;
    await notifier.notify(notice);
    await notifier.notify({ ...notice, body: 'again' });
    expect(lines).toEqual([expect.objectContaining({ notice: 'n1', severity: 'alarm' })]);
    expect(JSON.stringify(lines)).not.toMatch(/张三|逾期|5201/);
  });

  test('wakes who waits for messages: at a send, when failed ones come due, at a redrive', async () => {
    const { queue } = temporary.home;
    const woken: string[] = [];
    const stop = queue.onMessage((name) => woken.push(name));
    const failAll = () => queue.poll('batches', async (failed) => ({ failed }), { limit: 10 });
    await queue.send('batches', [message('a')]);
    expect(woken).toEqual(['batches']);
    await failAll();
    await wait(1200);
    expect(woken).toEqual(['batches', 'batches']);
    expect(await failAll()).toBe(1);
    expect(await queue.redrive('batches')).toBe(1);
    expect(woken).toHaveLength(3);
    stop();
    await queue.send('batches', [message('b')]);
    expect(woken).toHaveLength(3);
  });

  test('hides no message when the wall clock is put back', async () => {
    let now = new Date('2026-06-01T00:00:00Z');
    const other = await openTemporaryHome({ clock: { now: () => now } });
    const { queue } = other.home;
    await queue.send('batches', [message('a')]);
    await queue.poll('batches', async (failed) => ({ failed }), { limit: 1 });
    now = new Date('2026-01-01T00:00:00Z');
    expect(await queue.poll('batches', async () => ({ failed: [] }), { limit: 1 })).toBe(1);
    await other.close();
  });

  test('certifies a new signing key before the old one ends, and still knows the old', async () => {
    let now = new Date('2026-06-01T00:00:00Z');
    const other = await openTemporaryHome({ clock: { now: () => now } });
    const { signer } = other.home;
    const bytes = Buffer.from('parcel');
    const first = await signer.sign(bytes);
    expect((await signer.sign(bytes)).certificate).toEqual(first.certificate);
    now = new Date('2026-06-01T23:30:00Z');
    const second = await signer.sign(bytes);
    expect(second.certificate.key).not.toBe(first.certificate.key);
    expect(await signer.verify(bytes, first, new Date('2026-06-01T12:00:00Z'))).toBe(true);
    expect(await signer.verify(bytes, second, now)).toBe(true);
    expect(await signer.verify(bytes, first, new Date('2026-06-02T00:00:01Z'))).toBe(false);
    await other.close();
  });
});
