/** A home under acceptance, seen as its users see it: an address, tokens, a command line. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Role } from '../../schemas/account.ts';

export const project = join(import.meta.dirname, '..', '..');

export interface Home {
  readonly url: string;
  readonly tokens: {
    readonly operator: string;
    readonly auditor: string;
    readonly securityOfficer: string;
    /** A second one, who confirms what the first gave. */
    readonly secondOfficer: string;
    /** Of local-tax. */
    readonly taxOfficer: string;
    /** A security officer of the district 520102, Nanming. */
    readonly districtOfficer: string;
    /** A security officer of the department power. */
    readonly departmentOfficer: string;
    /** A clerk of local-tax whom nobody else needs: he comes and goes. */
    readonly clerk: string;
    readonly departments: Readonly<Record<string, string>>;
  };
  /** SHUIYUAN_HOME of the command line: credentials.json, and what it remembers. */
  readonly folder: string;
  /** Every byte the platform keeps, by name; its secret keys and access tokens aside. */
  stored(): Promise<Map<string, Buffer>>;
  /** Changes an entry of the ledger behind the platform's back. */
  tamperEntry(record: string, version: number): Promise<void>;
  /** Has the scanner look at what lies in the drop zones now: it is to be asked again until a file went on. */
  letScan(): Promise<void>;
  /** Has the eraser look at what may go: it may take a moment after. */
  letErase(): Promise<void>;
  close(): Promise<void>;
}

/** People beside those every home has; each home gives them tokens. */
export const people = {
  'second-officer': { roles: ['security-officer'] },
  'tax-officer': { roles: ['tax-officer'], department: 'local-tax' },
  'district-officer': { roles: ['security-officer'], district: '520102' },
  'department-officer': { roles: ['security-officer'], department: 'power' },
  clerk: { roles: ['receiver'], department: 'local-tax' },
} satisfies Record<string, { roles: Role[]; department?: string; district?: string }>;

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string | undefined> } = {},
): Promise<Ran> {
  const child = spawn(command, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      out[name] += text;
    });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ status: code ?? 1, ...out }));
  });
}

/** Runs `shuiyuan` on a home. */
export function shuiyuan(
  home: Home,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  const main = join(project, 'cli', 'main.ts');
  const { SHUIYUAN_URL: _url, SHUIYUAN_TOKEN: _token, ...usual } = process.env;
  return runProgram(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    env: { ...usual, LANG: 'zh_CN.UTF-8', SHUIYUAN_HOME: home.folder, ...env },
  });
}

/** Runs it with --json and gives the document. @throws when it ends otherwise than expected */
export async function ask<T = Record<string, unknown>>(
  home: Home,
  args: readonly string[],
  expected = 0,
): Promise<T> {
  const { status, stdout, stderr } = await shuiyuan(home, [...args, '--json']);
  if (status !== expected) throw new Error(`shuiyuan ${args.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

/** Asks the API. */
export async function api<T>(home: Home, token: string, path: string, init: RequestInit = {}): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${home.url}/api/v1${path}`, { ...init, headers });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Looks until something is there. @throws after a minute */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`${what} did not come`);
    await new Promise((resume) => setTimeout(resume, 150));
  }
}
