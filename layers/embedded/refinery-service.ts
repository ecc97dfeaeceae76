/** The child's side: one job at a time, files asked of the host, who alone has the store. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TokenSource } from '../core/desensitise/token-source.ts';
import type { Refinery, RejectsJob } from '../core/ports/refinery.ts';
import type { LocalFiles } from '../refinery/local-files.ts';
import {
  type Ask,
  encodeError,
  type Outcome,
  outcomeOf,
  rejectsFile,
  resultOf,
  type ToChild,
  type ToHost,
} from './refinery-wire.ts';

type MakeRefinery = (options: { files: LocalFiles; root: string; tokens: TokenSource }) => Refinery;
type Job = Extract<ToChild, { kind: 'job' }>;

function tell(message: ToHost): void {
  process.send?.(message);
}

/** Questions to the host, each answered by its number. */
function hostCalls() {
  const open = new Map<number, (outcome: Outcome) => void>();
  let last = 0;
  return {
    ask(ask: Ask): Promise<unknown> {
      last += 1;
      const call = last;
      return new Promise<Outcome>((resolve) => {
        open.set(call, resolve);
        tell({ kind: 'call', call, ask });
      }).then(resultOf);
    },
    answer(call: number, outcome: Outcome): void {
      open.get(call)?.(outcome);
      open.delete(call);
    },
  };
}

function localFiles(ask: (ask: Ask) => Promise<unknown>, folder: () => string): LocalFiles {
  return {
    withFile: async (key, use) => use((await ask({ want: 'fileOf', key })) as string),
    async scratch(use) {
      const own = await mkdtemp(join(folder(), 'scratch-'));
      try {
        return await use(own);
      } finally {
        await rm(own, { recursive: true, force: true });
      }
    },
    put: async (key, path) => (await ask({ want: 'put', key, path })) as { size: number; sha256: string },
    head: async (key) => (await ask({ want: 'head', key })) as { size: number; sha256: string } | undefined,
  };
}

/** The host asks the tokeniser: no key comes here. */
function tokenSource(ask: (ask: Ask) => Promise<unknown>): TokenSource {
  return {
    reserve: async (use, counts) => void (await ask({ want: 'reserve', use, counts })),
    tokens: async (order) => (await ask({ want: 'tokens', order })) as readonly string[],
  };
}

/** A stream does not cross: it is written to a file the host streams from. */
async function writeRejects(refinery: Refinery, job: RejectsJob, folder: string): Promise<void> {
  const path = join(folder, rejectsFile);
  await pipeline(Readable.from(refinery.rejects(job)), createWriteStream(path, { flags: 'wx' }));
}

function run(refinery: Refinery, { method, args, folder }: Job): Promise<unknown> {
  if (method === 'rejects') return writeRejects(refinery, args[0] as RejectsJob, folder);
  const call = refinery[method] as (...args: readonly unknown[]) => Promise<unknown>;
  return call.apply(refinery, [...args]);
}

/** An error nobody caught: its text may quote a row, so only its kind and place are told. */
function dieQuietly(error: unknown): never {
  const { name, frames } = encodeError(error);
  process.stderr.write(`${JSON.stringify({ event: 'refinery-child-died', name, frames })}\n`);
  process.exit(1);
}

/** Serves the host that forked this process, until the host is gone. */
export function serveRefinery(make: MakeRefinery): void {
  const calls = hostCalls();
  let folder = '';
  let refinery: Refinery | undefined;

  function start(root: string): void {
    const files = localFiles(calls.ask, () => folder);
    refinery = make({ files, root, tokens: tokenSource(calls.ask) });
    tell({ kind: 'ready' });
  }

  async function work(started: Refinery, job: Job): Promise<void> {
    folder = job.folder;
    tell({ kind: 'done', outcome: await outcomeOf(() => run(started, job)) });
  }

  process.on('uncaughtException', dieQuietly);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: ToChild) => {
    if (message.kind === 'answer') calls.answer(message.call, message.outcome);
    else if (message.kind === 'start') start(message.root);
    else if (refinery) void work(refinery, message);
  });
}
