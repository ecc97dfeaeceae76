/** A home for the benchmarks: the host as its own process over a folder of its own, and clients that sign in to it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Credentials, credentialsSchema } from '../host/credentials.ts';

const entry = join(import.meta.dirname, '..', 'host', 'serve.ts');

/** What the host says of itself when it ends. */
export interface HostAccount {
  /** Transactions that were synced to the disk. */
  readonly commits: number;
  /** Syncs of files and folders. */
  readonly fileSyncs: number;
  /** Closures that the transactions carried. */
  readonly writes: number;
  /** Checkpoints of the write-ahead log. */
  readonly checkpoints: number;
}

export interface HomeProcess {
  readonly folder: string;
  readonly url: string;
  readonly pid: number;
  /** Asks as a holder of a token; a department's is there once it is registered. @throws when the answer is no 2xx */
  ask(holder: string, path: string, init?: RequestInit): Promise<Response>;
  /** Stops the host in good order; the folder stays. */
  stop(): Promise<HostAccount>;
  /** Kills what still runs and removes the folder. */
  remove(): Promise<void>;
}

function tokenOf(credentials: Credentials, holder: string): string {
  const { operator, securityOfficer, departments } = credentials;
  const officers: Record<string, { token: string } | undefined> = {
    operator,
    'security-officer': securityOfficer,
  };
  const found = officers[holder] ?? departments[holder];
  if (!found) throw new Error(`the home has no credentials for ${holder}`);
  return found.token;
}

async function readyOf(child: ChildProcess): Promise<{ url: string; credentials: string }> {
  const [message] = await once(child, 'message');
  const said = message as { kind: string; en?: string; url: string; credentials: string };
  if (said.kind !== 'ready') throw new Error(said.en ?? 'the host did not start');
  return said;
}

function lastAccount(folder: string): HostAccount {
  const lines = readFileSync(join(folder, 'logs', 'host.log'), 'utf8')
    .trimEnd()
    .split('\n');
  const last = JSON.parse(lines.at(-1) ?? '{}');
  if (last.event !== 'stopped') throw new Error(`the host's last word was ${last.event}`);
  return last;
}

/** Starts a host over a new folder, with `environment` beside the usual one. */
export async function startHome(environment: NodeJS.ProcessEnv = {}): Promise<HomeProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'shuiyuan-bench-'));
  const child = fork(entry, [], {
    env: { ...process.env, SHUIYUAN_HOME: folder, HOST: '127.0.0.1', PORT: '0', ...environment },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const gone = once(child, 'exit');
  const { url, credentials: path } = await readyOf(child);
  let credentials: Credentials | undefined;
  const readAgain = () => credentialsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));

  async function ask(holder: string, route: string, init: RequestInit = {}): Promise<Response> {
    if (!credentials || (holder !== 'operator' && !Object.hasOwn(credentials.departments, holder)))
      credentials = readAgain();
    const headers = { authorization: `Bearer ${tokenOf(credentials, holder)}`, ...init.headers };
    const response = await fetch(`${url}/api/v1${route}`, { ...init, headers });
    if (response.ok) return response;
    throw new Error(`${init.method ?? 'GET'} ${route}: ${response.status} ${await response.text()}`);
  }

  return {
    folder,
    url,
    pid: child.pid ?? 0,
    ask,
    async stop() {
      child.send({ kind: 'stop' });
      await gone;
      return lastAccount(folder);
    },
    async remove() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
