/**
 * The tokeniser of the embedded home: a process of its own that holds the key. The host asks it and never sees the
 * key; the process is started at the first call, and again after it died.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TokeniserStatus, TokenOrder } from '../../schemas/token.ts';
import { TransientError } from '../core/errors.ts';
import type { Tokeniser } from '../core/ports/tokeniser.ts';
import { splitTokens } from '../tokeniser/make-tokens.ts';
import { type Outcome, resultOf } from './refinery-wire.ts';
import type { FromTokeniser, ToTokeniser } from './tokeniser-wire.ts';

export interface EmbeddedTokeniser extends Tokeniser {
  close(): Promise<void>;
}

type Log = (event: string, fields: Record<string, unknown>) => void;

const project = resolve(import.meta.dirname, '..', '..');

const died = (): TransientError =>
  new TransientError(
    'the tokeniser has ended; look into the log of the host, the step is tried again',
    '令牌服务已停止，请查看主机日志，该步骤将重试',
  );

/** Modules may lie elsewhere, under a link: leave is for the link and for where they are. */
const readable = (part: string): string[] => {
  const path = join(project, part);
  return [...new Set([path, realpathSync(path)])].map((one) => `--allow-fs-read=${one}`);
};

/** May read the program and the key, write the key, and nothing else: no other file, no process, no add-on. */
function startProcess(keys: string): ChildProcess {
  return fork(join(import.meta.dirname, 'tokeniser-child.ts'), [keys], {
    serialization: 'advanced',
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      '--permission',
      ...['layers', 'schemas', 'node_modules', 'package.json'].flatMap(readable),
      `--allow-fs-read=${keys}`,
      `--allow-fs-write=${keys}`,
    ],
    env: process.env.PATH === undefined ? {} : { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

class Running {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, (outcome: Outcome | undefined) => void>();
  readonly ended: Promise<void>;
  isOver = false;
  #last = 0;

  constructor(keys: string) {
    this.#child = startProcess(keys);
    this.#child.on('message', (message: FromTokeniser) => {
      if (message.kind === 'answer') this.#settle(message.call, message.outcome);
    });
    this.ended = new Promise((over) => {
      const end = () => {
        this.isOver = true;
        for (const call of [...this.#open.keys()]) this.#settle(call, undefined);
        over();
      };
      this.#child.once('exit', end);
      this.#child.once('error', end);
    });
  }

  #settle(call: number, outcome: Outcome | undefined): void {
    this.#open.get(call)?.(outcome);
    this.#open.delete(call);
  }

  async ask(ask: ToTokeniser['ask']): Promise<unknown> {
    this.#last += 1;
    const message: ToTokeniser = { call: this.#last, ask };
    const answered = new Promise<Outcome | undefined>((settle) => this.#open.set(message.call, settle));
    this.#child.send(message, (error) => error && this.#settle(message.call, undefined));
    const outcome = await answered;
    if (outcome === undefined) throw died();
    return resultOf(outcome);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** The process itself may not sync. */
function syncFolders(...folders: readonly string[]): void {
  for (const folder of folders) {
    const opened = openSync(folder, 'r');
    fsyncSync(opened);
    closeSync(opened);
  }
}

/** `folder` is the data folder; each call is logged, without what it was about. */
export function embeddedTokeniser(folder: string, log: Log = () => {}): EmbeddedTokeniser {
  const keys = join(resolve(folder), 'keys');
  let running: { readonly process: Running; readonly isReady: Promise<void> } | undefined;
  let isClosed = false;

  async function makeDurable(process: Running): Promise<void> {
    syncFolders(join(keys, 'tokeniser'), keys);
    await process.ask({ want: 'tidy' });
  }

  /** A key that was just made must not be lost again once a token of it has left. */
  async function begin(process: Running): Promise<void> {
    await process.ask({ want: 'status' });
    await makeDurable(process);
  }

  async function ask(call: ToTokeniser['ask']): Promise<unknown> {
    if (isClosed) throw died();
    mkdirSync(keys, { recursive: true, mode: 0o700 });
    if (running === undefined || running.process.isOver) {
      const process = new Running(keys);
      running = { process, isReady: begin(process) };
    }
    const { process, isReady } = running;
    await isReady;
    return process.ask(call);
  }

  return {
    async tokens(order: TokenOrder) {
      const joined = (await ask({ want: 'tokens', order })) as string;
      log('tokens made', { ...order.use, kind: order.kind, values: order.values.length });
      return splitTokens(joined);
    },
    status: async () => (await ask({ want: 'status' })) as TokeniserStatus,
    async rotate() {
      const status = (await ask({ want: 'rotate' })) as TokeniserStatus;
      if (running) await makeDurable(running.process);
      log('token key wrapped anew', { ...status });
      return status;
    },
    async close() {
      isClosed = true;
      running?.process.kill();
      await running?.process.ended;
    },
  };
}
