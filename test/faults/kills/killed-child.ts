/** Starts a program in a group of its own, listens to it, and ends the whole group: host and refinery children. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface KilledChild {
  readonly child: ChildProcess;
  /** Lines it said so far. */
  readonly said: readonly string[];
  /** Resolves when it is over, with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
  /** SIGKILL to the group; what is left of it included. */
  killGroup(): void;
}

/**
 * Keeps compiled modules, so that a thousand starts do not compile them a thousand times. Only a process that ends by
 * itself writes there: let one do so before the killing begins.
 */
const compiled = join(tmpdir(), 'shuiyuan-compiled');

/** `environment` is added to this process's. */
export function startChild(
  program: string,
  given: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): KilledChild {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...given], {
    env: { ...process.env, NODE_COMPILE_CACHE: compiled, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  const ended = once(child, 'close').then(() => child.signalCode);
  return {
    child,
    said,
    ended,
    killGroup() {
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch (error) {
        // Nobody is left.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
  };
}
