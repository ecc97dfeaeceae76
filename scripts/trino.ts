/**
 * A real Trino on a free loopback port, with empty state and one folder as its lake: what portable SQL is measured by.
 * It needs about 1 GB of memory and 15 seconds to start; it is stopped with whatever it has become.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJava } from './find-java.ts';
import { freePort } from './free-port.ts';
import { stopChild } from './stop-child.ts';
import { installTrino } from './trino-archives.ts';

const startSeconds = 180;

export interface Trino {
  readonly address: string;
  /** What is `local:///` to its catalog `hive`. */
  readonly lake: string;
  stop(): Promise<void>;
}

/** Starts it and waits until it answers a query. @throws when it does not; the log says why */
export async function startTrino(): Promise<Trino> {
  const [installed, java, port] = await Promise.all([installTrino(), findJava(), freePort()]);
  const folder = await mkdtemp(join(tmpdir(), 'trino-'));
  const lake = join(folder, 'lake');
  const log = join(folder, 'trino.log');
  await writeSettings(folder, installed, lake, port);
  const output = await open(log, 'w');
  const child = spawn(java, commandLine(folder), {
    cwd: folder,
    stdio: ['ignore', output.fd, output.fd],
  });
  const address = `http://127.0.0.1:${port}`;
  try {
    await waitForAnswer(child, address);
  } catch (cause) {
    await stopChild(child);
    throw new Error(`Trino did not start; read ${log}`, { cause });
  }
  const stop = async () => {
    await stopChild(child);
    await output.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { address, lake, stop };
}

/** The least optimising compiler is enough for small tables, and is ready sooner. */
const commandLine = (folder: string): string[] => [
  '-cp',
  join(folder, 'lib', '*'),
  '-Xmx1G',
  '-XX:TieredStopAtLevel=1',
  '-Dfile.encoding=UTF-8',
  '-Djdk.attach.allowAttachSelf=true',
  `-Dconfig=${join(folder, 'etc', 'config.properties')}`,
  `-Dnode.data-dir=${folder}`,
  '-Dnode.environment=parity',
  '-Dnode.id=parity',
  'io.trino.server.TrinoServer',
];

/** It looks for its plugins in the folder in which it is started. */
async function writeSettings(folder: string, installed: string, lake: string, port: number): Promise<void> {
  const catalogs = join(folder, 'etc', 'catalog');
  await mkdir(catalogs, { recursive: true });
  await mkdir(lake);
  for (const name of ['lib', 'plugin', 'secrets-plugin'])
    await symlink(join(installed, name), join(folder, name));
  await writeFile(
    join(folder, 'etc', 'config.properties'),
    properties({
      coordinator: true,
      'node-scheduler.include-coordinator': true,
      'http-server.http.port': port,
      'discovery.uri': `http://127.0.0.1:${port}`,
      'node.internal-address': '127.0.0.1',
      'query.max-memory': '500MB',
      'query.max-memory-per-node': '500MB',
    }),
  );
  await writeFile(join(catalogs, 'memory.properties'), properties({ 'connector.name': 'memory' }));
  await writeFile(
    join(catalogs, 'hive.properties'),
    properties({
      'connector.name': 'hive',
      'hive.metastore': 'file',
      'hive.metastore.catalog.dir': 'local:///metastore',
      'fs.native-local.enabled': true,
      'local.location': lake,
      'hive.non-managed-table-writes-enabled': true,
    }),
  );
}

const properties = (all: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** It says that it has started before it has a node that runs queries. */
async function waitForAnswer(child: ChildProcess, address: string): Promise<void> {
  const deadline = Date.now() + startSeconds * 1000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (await answers(address)) return;
    await new Promise((done) => setTimeout(done, 300));
  }
  throw new Error(`no answer in ${startSeconds} s`);
}

/** Whether a query over a table comes to its end. */
async function answers(address: string): Promise<boolean> {
  try {
    const request = {
      method: 'POST',
      headers: { 'X-Trino-User': 'parity' },
      body: 'SELECT count(*) FROM system.runtime.nodes',
    };
    let page = (await (await fetch(`${address}/v1/statement`, request)).json()) as Page;
    while (page.nextUri !== undefined) page = (await (await fetch(page.nextUri)).json()) as Page;
    return page.error === undefined;
  } catch {
    return false;
  }
}

interface Page {
  readonly nextUri?: string;
  readonly error?: unknown;
}
