/** A refinery child for tests that does what a job's department name tells it: dies, hangs, eats memory, misbehaves. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NotFound, ObjectExists, PoisonError } from '../../../layers/core/errors.ts';
import type { RefineJob, Refinery, Source } from '../../../layers/core/ports/refinery.ts';
import { serveRefinery } from '../../../layers/embedded/refinery-service.ts';
import type { LocalFiles } from '../../../layers/refinery/local-files.ts';

const eaten: Buffer[] = [];

/** Writes under the key given: `{key}/result`. */
async function putResult(files: LocalFiles, key: string, bytes: number): Promise<unknown> {
  return files.scratch(async (folder) => {
    const path = join(folder, 'result');
    await writeFile(path, Buffer.alloc(bytes, 'r'));
    return files.put(`${key}/result`, path);
  });
}

async function eatMemory(): Promise<never> {
  for (;;) {
    eaten.push(Buffer.alloc(32 * 1024 ** 2, 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const deeds: Record<string, (files: LocalFiles, job: RefineJob) => Promise<unknown>> = {
  die: async () => process.kill(process.pid, 'SIGKILL'),
  'lose an error': () =>
    new Promise(() => {
      setTimeout(() => {
        throw new TypeError('张三');
      });
    }),
  exit: async () => process.exit(3),
  hang: () => new Promise(() => {}),
  'hang busily': async () => {
    for (;;);
  },
  'eat memory': eatMemory,
  'meet poison': async () => {
    throw new PoisonError('zip-bomb', 'grows too much', '膨胀过大', { place: { file: 'a.zip', line: 7 } });
  },
  'quote a row': async () => {
    throw new TypeError('cannot read\n    at 张三 520102199001011234');
  },
  'read what is not there': (files) => files.withFile('none', async () => 0),
  'put small': (files, job) => putResult(files, job.source.key, 100),
  'put large': (files, job) => putResult(files, job.source.key, 200_000),
  'put a file of the host': (files) => files.put('stolen', '/etc/hostname'),
  'say what it knows': async () => Object.keys(process.env),
};

const tokenOrder = {
  use: { actor: 'child', department: 'another', resource: 'R' },
  kind: 'identifier' as const,
  item: 'pid',
  values: ['a'],
};

serveRefinery(({ files, tokens }) => {
  const refinery = {
    survey: async ({ key }: Source) => {
      if (key === 'tokens') return tokens.tokens(tokenOrder);
      const size = await files.withFile(key, async (path) => (await import('node:fs/promises')).stat(path));
      return { size: size.size, head: await files.head(key) };
    },
    refine: async (job: RefineJob) => {
      if (job.department !== 'have tokens made') return deeds[job.department]?.(files, job);
      await tokens.reserve(tokenOrder.use, { identifier: 1 });
      return tokens.tokens(tokenOrder);
    },
    async *rejects() {
      for (let piece = 0; piece < 100; piece += 1) yield Buffer.alloc(10_000, 'x');
    },
    count: async () => {
      throw new NotFound('no part', '没有分片');
    },
    merge: async () => {
      throw new ObjectExists('lake/税/1');
    },
  };
  return refinery as unknown as Refinery;
});
