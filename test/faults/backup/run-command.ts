/** The command line as a process of its own, which may be killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  // biome-ignore lint/suspicious/noExplicitAny: the document of any command
  readonly json: any;
  readonly errors: string;
}

export interface Ending {
  /** See `killProbe`. */
  readonly killAt?: string;
  /** Killed after so many milliseconds. */
  readonly killAfter?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function runCommand(words: readonly string[], ending: Ending = {}): Promise<Ended> {
  const { killAt = '', killAfter, environment = {} } = ending;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, ...words, '--json'],
    { env: { ...process.env, SHUIYUAN_KILL_AT: killAt, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const said = { out: '', errors: '' };
  child.stdout.on('data', (bytes) => {
    said.out += bytes;
  });
  child.stderr.on('data', (bytes) => {
    said.errors += bytes;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return { status, signal, json: said.out ? JSON.parse(said.out) : undefined, errors: said.errors };
}
