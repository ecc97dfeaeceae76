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
import { identifyClaimed } from '../layers/core/identity/resolve-principal.ts';
import { offerLibraries } from '../layers/core/libraries/offer-libraries.ts';
import { refreshLibraries, untimed } from '../layers/core/libraries/refresh-library.ts';
import { queryService } from '../layers/core/workbench/query-service.ts';
import { backupJobs } from './backup-jobs.ts';
import { openCredentials } from './credentials.ts';
import { openFirstAuthority } from './first-authority.ts';
import { flowJobs } from './flow-jobs.ts';
import { describeError, type HostLog, openHostLog } from './host-log.ts';
import { type HostSettings, readHostSettings } from './host-settings.ts';
import { createHostFetch, type Fetch, listen } from './http.ts';
import { admit } from './identity/admit.ts';
import { openIdentity } from './identity/open-identity.ts';
import { listenForPki } from './listen-for-pki.ts';
import { loadCatalog } from './load-catalog.ts';
import { loadLibraries } from './load-libraries.ts';
import { openPorts } from './open-ports.ts';
import { day, hour, minute, noteLedgers, startSchedule } from './schedule.ts';
import { hostNames } from './server-certificate.ts';
import type { HostMessage } from './supervisor.ts';
import { checkConnection, secureContext } from './tls.ts';
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
    keyAlgorithm: settings.keyAlgorithm,
  });
  try {
    const notes = noteLedgers(opened.ports);
    const libraries = await loadLibraries();
    const ports = { ...notes.ports, libraries };
    const catalog = await loadCatalog(ports);
    const rootKey = await ports.signer.rootPublicKey();
    const offlineRoot = await openFirstAuthority(ports, folder, settings.keyAlgorithm);
    let answer: Fetch = () => new Response(null, { status: 503 });
    const listening = await listen((request, bindings) => answer(request, bindings), {
      ...settings,
      connected: checkConnection(ports, log),
    });
    url = settings.address ?? listening.url;
    const pki = await listenForPki(settings, (request, bindings) => answer(request, bindings));
    const names = { hosts: hostNames(settings.host, url), address: pki?.url ?? url };
    const secure = async () => listening.secure(await secureContext(ports, folder, names));
    if (settings.tls) await secure();
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
    const identity = settings.outside
      ? undefined
      : await openIdentity({ folder, ports, settings: settings.identity, url, log });
    const bootstrap = settings.bootstrap ? keeper.identify : undefined;
    const identify = admit({ ports, identity, outside: settings.outside, bootstrap, url });
    const address = () => names.address;
    const queries = queryService(ports, opened.runner, { mostRows: settings.settings.queryRows });
    const { door } = opened.home;
    const keyHolders = settings.bootstrap
      ? { holderOf: keeper.holderOf, resolve: identifyClaimed(ports, 'claims') }
      : undefined;
    const known = { identify, identity, keyHolders };
    answer = createHostFetch({ ports, queries, door, keeper, log, address, ...known });
    const worker = startWorker(opened.home.queue, stepsOf(ports), log);
    const closing = new AbortController();
    const refresh = async () => {
      const timing = { ...untimed, signal: closing.signal };
      await refreshLibraries(ports, opened.runner, libraries)(timing);
      await offerLibraries(ports, opened.runner, libraries)(timing);
    };
    const schedule = startSchedule(notes, log, [
      // Opening a home does it too.
      { name: 'stale uploads', every: day, run: () => opened.home.dropStaleUploads() },
      { name: 'libraries', every: minute, run: refresh },
      ...flowJobs(ports, opened.runner, closing.signal),
      ...backupJobs(ports, settings, log, closing.signal),
      ...(identity?.jobs ?? []),
      ...(settings.tls ? [{ name: 'server certificate', every: hour, run: secure }] : []),
    ]);
    writeHolder(folder, url);
    return {
      ready: {
        url,
        port: listening.port,
        credentials: keeper.path,
        isNew: keeper.isNew,
        offlineRoot,
        ...catalog,
      },
      async stop() {
        closing.abort();
        await Promise.all([listening.close(), pki?.close()]);
        await Promise.all([worker.stop(), schedule.stop(), queries.close()]);
        identity?.close();
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
