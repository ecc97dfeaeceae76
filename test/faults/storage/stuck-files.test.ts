/** Files that end the process that reads them, every time: in real children, through the queue's own tries. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorker, stepsOf } from '../../../host/worker.ts';
import { certificateReader } from '../../../layers/authority/certificate-reader.ts';
import { applyResource } from '../../../layers/core/catalog/apply-resource.ts';
import { PoisonError, TransientError } from '../../../layers/core/errors.ts';
import { issueTicket, uploadMessage } from '../../../layers/core/exchange/index.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { settingsSchema } from '../../../layers/core/ports/settings.ts';
import { batches, find, tickets } from '../../../layers/core/records.ts';
import { openEmbeddedHome, startRefineryPool } from '../../../layers/embedded/index.ts';
import { fakeTokeniser } from '../../simulation/fake-tokeniser.ts';
import { resource } from '../../simulation/plan.ts';

const entry = new URL('./deadly-refinery.ts', import.meta.url);
const second = { visibilitySeconds: 1, tries: 5 };

let folder: string;
let closeAll: (() => Promise<void>) | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shuiyuan-stuck-'));
});
afterEach(async () => {
  await closeAll?.();
  await rm(folder, { recursive: true, force: true });
});

async function open() {
  const home = await openEmbeddedHome(folder, {
    log: () => {},
    queues: { uploads: second, batches: second },
  });
  const pool = startRefineryPool(home, { children: 1, entry, timeLimitSeconds: 1 });
  const {
    objects,
    multipart,
    records,
    queue,
    catalog,
    signer,
    authority,
    scanner,
    notifier,
    clock,
    ids,
    probe,
  } = home;
  const stores = { objects, multipart, records, queue, catalog, settings: settingsSchema.parse({}) };
  const ports: Ports = {
    ...stores,
    ...pool,
    signer,
    tokeniser: fakeTokeniser(),
    authority,
    certificates: certificateReader,
    scanner,
    notifier,
    clock,
    ids,
    probe,
  };
  closeAll = async () => {
    closeAll = undefined;
    await pool.close();
    await home.close();
  };
  const surveyOf = (fileName: string, key = `drop/power/${resource.code}/1`) =>
    pool.refinery.survey({ key, fileName, size: 1 }, resource).then(
      () => undefined,
      (error: unknown) => error,
    );
  return { home, ports, surveyOf };
}

/** Uploads a file and runs the bus until its ticket has ended. */
async function upload(ports: Ports, fileName: string) {
  await applyResource(ports)(resource, 'test');
  const bytes = Buffer.from('x');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const wish = { department: 'power', actor: 'clerk', resource: resource.code, fileName, size: 1, sha256 };
  const { ticket } = await issueTicket(ports)(wish);
  await ports.objects.put(ticket.key, bytes);
  await ports.queue.send('uploads', [uploadMessage(ports, ticket)]);
  return ticket.id;
}

async function endOf(ports: Ports, id: string) {
  for (;;) {
    const ticket = await find(ports.records, tickets, id);
    const batch = ticket?.value.batch;
    if (batch !== undefined) return (await find(ports.records, batches, batch))?.value;
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

test.each([
  ['crash.csv', 'crashes-reader'],
  ['hang.csv', 'too-slow'],
])(
  '%s ends in quarantine with a reason, no message left and no dead letter',
  async (fileName, reason) => {
    const { home, ports } = await open();
    const id = await upload(ports, fileName);
    const worker = startWorker(home.queue, stepsOf(ports), () => {});
    const batch = await endOf(ports, id);
    await worker.stop();
    expect(batch).toMatchObject({ stage: 'quarantined', reason: { code: reason } });
    expect(batch?.reason?.zh).toMatch(/请/);
    expect(await home.queue.depth()).toContainEqual({ queue: 'uploads', waiting: 0, inFlight: 0, dead: 0 });
  },
  60_000,
);

test('deaths over a file are counted through restarts of the home', async () => {
  const first = await open();
  expect(await first.surveyOf('crash.csv')).toBeInstanceOf(TransientError);
  expect(await first.surveyOf('crash.csv')).toBeInstanceOf(TransientError);
  await closeAll?.();
  const { surveyOf } = await open();
  expect(await surveyOf('crash.csv')).toMatchObject({ code: 'crashes-reader' });
  expect(await surveyOf('crash.csv', 'drop/other')).toBeInstanceOf(TransientError);
}, 60_000);

test('a file that came through once in between begins anew', async () => {
  const { surveyOf } = await open();
  await surveyOf('crash.csv');
  await surveyOf('crash.csv');
  expect(await surveyOf('sound.csv')).toBeUndefined();
  expect(await surveyOf('crash.csv')).toBeInstanceOf(TransientError);
}, 60_000);

test('a child stopped from outside is no fault of its file', async () => {
  const { surveyOf } = await open();
  for (let turn = 0; turn < 4; turn += 1) {
    const error = await surveyOf('stop.csv');
    expect(error).toBeInstanceOf(TransientError);
    expect(error).not.toBeInstanceOf(PoisonError);
  }
}, 60_000);

test('jobs of a home that is being closed are not counted', async () => {
  for (let turn = 0; turn < 4; turn += 1) {
    const { surveyOf } = await open();
    const hanging = surveyOf('hang.csv');
    await new Promise((resume) => setTimeout(resume, 300));
    await closeAll?.();
    expect(await hanging).not.toBeInstanceOf(PoisonError);
  }
}, 60_000);
