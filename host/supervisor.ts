/** Starts the host process, starts it again when it dies, and hands signals on. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

export interface Ready {
  readonly url: string;
  readonly port: number;
  /** Path of credentials.json. */
  readonly credentials: string;
  /** Was the data folder new? */
  readonly isNew: boolean;
  readonly departments: readonly string[];
  readonly resources: number;
  /** File of the certificate authority's root key, as long as it lies in the data folder. */
  readonly offlineRoot?: string;
}

export type HostMessage =
  | ({ readonly kind: 'ready' } & Ready)
  | { readonly kind: 'refused'; readonly zh: string; readonly en: string };

export interface Supervised {
  /** The host's first readiness; undefined when it would not start. */
  readonly ready: Promise<Ready | undefined>;
  /** Resolves with the exit code when all is over. */
  readonly ended: Promise<number>;
  stop(): void;
}

export interface SupervisorOptions {
  readonly entry?: string;
  /** Called with what to tell the person at the terminal. */
  readonly tell: (zh: string, en: string) => void;
}

/** Waits before a restart: doubled each time, begun anew after a quiet minute. */
const firstWait = 250;
const longestWait = 30_000;
const quietMilliseconds = 60_000;
/** A host that does not stop in this time is killed; the data folder bears it. */
const patienceMilliseconds = 30_000;

/** Starts the host and keeps it running until `stop`. */
export function supervise(options: SupervisorOptions): Supervised {
  const entry = options.entry ?? join(import.meta.dirname, 'serve.ts');
  const first = Promise.withResolvers<Ready | undefined>();
  const over = Promise.withResolvers<number>();
  let child: ChildProcess | undefined;
  let port: number | undefined;
  let isReady = false;
  let stopping = false;
  let wait = firstWait;

  function hear(message: HostMessage): void {
    if (message.kind === 'refused') {
      options.tell(message.zh, message.en);
      return;
    }
    isReady = true;
    // Clients keep the address over a crash.
    port = message.port;
    const { kind: _kind, ...ready } = message;
    first.resolve(ready);
  }

  function end(code: number): void {
    first.resolve(undefined);
    over.resolve(code);
  }

  function start(): void {
    const begun = performance.now();
    isReady = false;
    const environment = port === undefined ? process.env : { ...process.env, PORT: String(port) };
    child = fork(entry, [], {
      env: environment,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // A terminal's Ctrl-C reaches the whole group; the supervisor alone decides what it means.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('message', (message) => hear(message as HostMessage));
    child.once('exit', (code, signal) => {
      if (stopping) return end(code ?? 1);
      if (port === undefined) return end(code ?? 1);
      if (performance.now() - begun > quietMilliseconds) wait = firstWait;
      const seconds = wait / 1000;
      options.tell(
        `服务进程意外结束（${signal ?? code}），${seconds} 秒后重新启动`,
        `the host process ended unexpectedly (${signal ?? code}), starting again in ${seconds} s`,
      );
      setTimeout(() => (stopping ? end(1) : start()), wait);
      wait = Math.min(wait * 2, longestWait);
    });
  }

  start();
  return {
    ready: first.promise,
    ended: over.promise,
    stop() {
      if (stopping) return;
      stopping = true;
      child?.kill('SIGTERM');
      if (!isReady && child?.exitCode !== null) end(0);
      setTimeout(() => child?.kill('SIGKILL'), patienceMilliseconds).unref();
    },
  };
}
