/**
 * The host process: owns the data folder, answers HTTP, runs steps and schedule. It is started by the supervisor,
 * tells it when it is ready or why it will not start, and stops in good order on a signal or when the supervisor is
 * gone.
 */
import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ShuiyuanError } from '../layers/core/errors.ts';
import { parseDropKey, uploadMessage } from '../layers/core/exchange/index.ts';
import { openCredentials } from './credentials.ts';
import { describeError, type HostLog, openHostLog } from './host-log.ts';
import { type HostSettings, readHostSettings } from './host-settings.ts';
import { createHostFetch, listen } from './http.ts';
import { loadCatalog } from './load-catalog.ts';
import { openPorts } from './open-ports.ts';
import { day, noteLedgers, startSchedule } from './schedule.ts';
import type { HostMessage } from './supervisor.ts';
import { startWorker, stepsOf } from './worker.ts';

function writeHolder(folder: string, url: string): void {
  const holder = { url, pid: process.pid, host: hostname(), startedAt: new Date().toISOString() };
  writeFileSync(join(folder, 'host.json'), `${JSON.stringify(holder)}\n`, { mode: 0o600 });
}

async function startHost(settings: HostSettings, log: HostLog) {
  const { folder } = settings;
  let url = 'http://127.0.0.1';
  let created: (key: string) => void = () => {};
  const opened = await openPorts(folder, {
    address: () => url,
    log,
    settings: settings.settings,
    created: (key) => created(key),
  });
  try {
    const notes = noteLedgers(opened.ports);
    const { ports } = notes;
    const catalog = await loadCatalog(ports);
    const rootKey = await ports.signer.rootPublicKey();
    let answer: (request: Request) => Response | Promise<Response> = () =>
      new Response(null, { status: 503 });
    const listening = await listen((request) => answer(request), settings);
    url = settings.address ?? listening.url;
    const keeper = openCredentials(folder, { url, rootKey });
    keeper.grant(catalog.departments);
    created = (key) => {
      const place = parseDropKey(key);
      if (!place) return;
      const message = uploadMessage(ports, { id: place.ticket, department: place.department });
      // Where it is lost, the sweep finds the file in the drop zone.
      ports.queue
        .send('uploads', [message], { lossy: true })
        .catch((error) => log('upload not told', describeError(error)));
    };
    answer = createHostFetch({ ports, door: opened.home.door, keeper, log });
    const worker = startWorker(opened.home.queue, stepsOf(ports), log);
    const schedule = startSchedule(notes, log, [
      // Opening a home does it too.
      { name: 'stale uploads', every: day, run: () => opened.home.dropStaleUploads() },
    ]);
    writeHolder(folder, url);
    return {
      ready: { url, port: listening.port, credentials: keeper.path, isNew: keeper.isNew, ...catalog },
      async stop() {
        await listening.close();
        await Promise.all([worker.stop(), schedule.stop()]);
        await opened.close();
        log('stopped', { ...opened.home.counters() });
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

const tell = (message: HostMessage): void => void process.send?.(message);

function refuse(error: unknown): void {
  const known = error instanceof ShuiyuanError;
  const text = known
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  tell({ kind: 'refused', zh: known ? error.zh : `无法启动：${text}`, en: text });
  process.exitCode = 1;
  process.disconnect?.();
}

async function main(): Promise<void> {
  const settings = readHostSettings();
  const open: { log?: HostLog } = {};
  const host = await startHost(settings, (event, fields) => {
    open.log ??= openHostLog(settings.folder);
    open.log(event, fields);
  });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    host.stop().then(
      () => process.exit(0),
      (error) => {
        open.log?.('stop failed', describeError(error));
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
  process.on('message', (message) => {
    if ((message as { kind?: string }).kind === 'stop') stop();
  });
  tell({ kind: 'ready', ...host.ready });
}

main().catch(refuse);
