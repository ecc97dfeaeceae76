import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupJobs } from '../../../host/backup-jobs.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { notices } from '../../../layers/core/records.ts';
import { openTemporaryHome, type TemporaryHome } from '../../contract/temporary-home.ts';

let opened: TemporaryHome;
let root: string;

function jobs(signal = new AbortController().signal) {
  const settings = { folder: opened.folder, backup: { everyMinutes: 30 } };
  const [run, scrub] = backupJobs(opened.home as unknown as Ports, settings, () => {}, signal);
  if (!run || !scrub) throw new Error('there are two jobs');
  return { run, scrub };
}

async function told(name: string): Promise<unknown> {
  const today = new Date().toISOString().slice(0, 10);
  return (await opened.home.records.get(notices.key('operator', `backup-${name}-${today}`)))?.value;
}

beforeEach(async () => {
  opened = await openTemporaryHome();
  root = await mkdtemp(join(tmpdir(), 'shuiyuan-jobs-'));
  await writeFile(join(root, 'key'), randomBytes(32).toString('base64'));
  process.env.SHUIYUAN_BACKUP_TO = join(root, 'vault');
  process.env.SHUIYUAN_BACKUP_KEY_FILE = join(root, 'key');
});
afterEach(async () => {
  delete process.env.SHUIYUAN_BACKUP_TO;
  delete process.env.SHUIYUAN_BACKUP_KEY_FILE;
  await opened.close();
  await rm(root, { recursive: true, force: true });
});

test('backs up at the minutes set, and scrubs each day; tells nobody when all is well', async () => {
  const { run, scrub } = jobs();
  expect([run.every, scrub.every]).toEqual([30 * 60_000, 24 * 3_600_000]);
  await run.run();
  expect(await readdir(join(root, 'vault', 'snapshots'))).toHaveLength(1);
  await scrub.run();
  expect([await told('run'), await told('scrub')]).toEqual([undefined, undefined]);
}, 120_000);

test('tells the operator, as an alarm, of a backup that fails and of a file that had to be mended', async () => {
  await opened.home.objects.put('lake/one', randomBytes(100_000));
  const { run, scrub } = jobs();
  await run.run();
  const objects = join(opened.folder, 'objects');
  const [file = ''] = (await readdir(objects, { recursive: true })).filter((name) => /-\d+$/.test(name));
  await rm(join(objects, file));
  await scrub.run();
  expect(await told('scrub')).toMatchObject({ severity: 'alarm', body: expect.stringContaining('mended 1') });
  await writeFile(join(root, 'key'), randomBytes(32).toString('base64'));
  await run.run();
  expect(await told('run')).toMatchObject({
    severity: 'alarm',
    body: expect.stringContaining('wrong-backup-key'),
  });
}, 120_000);

test('there are none where no place is set', () => {
  const signal = new AbortController().signal;
  const settings = { folder: opened.folder, backup: undefined };
  expect(backupJobs(opened.home as unknown as Ports, settings, () => {}, signal)).toEqual([]);
});
