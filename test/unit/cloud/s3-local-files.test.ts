/** A chunk of a large file costs the cloud home a chunk: what is fetched, what scratch space it takes, what comes out. */
import { readFile, stat } from 'node:fs/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { s3LocalFiles } from '../../../layers/cloud/s3-local-files.ts';
import { NotFound } from '../../../layers/core/errors.ts';
import type { ObjectStore } from '../../../layers/core/ports/object-store.ts';
import { createRefinery } from '../../../layers/refinery/index.ts';
import type { LocalFiles } from '../../../layers/refinery/local-files.ts';
import { defineResource, jobOf, refineryOf, today } from '../refinery/job.ts';
import { type TempFiles, tempFiles } from '../refinery/temp-files.ts';

const mebibyte = 1024 ** 2;
const head = 256 * 1024;

let files: TempFiles;
beforeEach(() => {
  files = tempFiles();
});
afterEach(() => files.remove());

/** Reads objects of `files` as S3 would be asked for them; notes how many bytes each request was answered with. */
function fetching(): { local: LocalFiles; answered: number[] } {
  const answered: number[] = [];
  const objects = {
    async *get(key: string, range?: { start: number; end: number }) {
      const bytes = await readFile(files.path(key)).catch(() => {
        throw new NotFound(`no object ${key}`, `没有对象 ${key}`);
      });
      const asked = bytes.subarray(range?.start, range?.end);
      answered.push(asked.length);
      yield asked;
    },
  } as Pick<ObjectStore, 'get'> as ObjectStore;
  const { withFile, scratch } = s3LocalFiles(new S3Client({ region: 'none' }), {}, objects);
  return { local: { ...files, withFile, scratch }, answered };
}

const resource = defineResource([
  { code: 'id', key: 'primary', required: true },
  { code: 'name', length: 40 },
  { code: 'amount', type: 'decimal', length: 18, scale: 2 },
]);

const csv = (rows: number, end = '\n') =>
  `id,name,amount${end}${Array.from({ length: rows }, (_, row) => `${row},"企业,${row}",${row}.50`).join(end)}${end}`;

/** Lines of all chunks, through files that are fetched and through files that are there. */
async function refineBoth(bytes: Uint8Array | string, target: number) {
  const job = await jobOf(files, resource, bytes);
  const chunks = await refineryOf(files).divide(job.source, job.survey, job.layout, target);
  const { local, answered } = fetching();
  const counts = { fetched: [] as unknown[], whole: [] as unknown[] };
  for (const chunk of chunks) {
    const fetched = await createRefinery({ files: local, today }).refine({
      ...job,
      chunk,
      attempt: 'fetched',
    });
    const whole = await refineryOf(files).refine({ ...job, chunk, attempt: 'whole' });
    counts.fetched.push([fetched.rows, fetched.findings, fetched.parts.map((part) => part.sha256)]);
    counts.whole.push([whole.rows, whole.findings, whole.parts.map((part) => part.sha256)]);
  }
  return { job, chunks, answered, counts };
}

test.each([
  ['UTF-8', csv(60_000)],
  ['UTF-8 with carriage returns alone', csv(60_000, '\r')],
  ['UTF-16', Buffer.from(`\ufeff${csv(40_000)}`, 'utf16le')],
  ['a record the engine cannot read exactly', csv(60_000).replace('"企业,50000"', 'a"b\u0000c')],
])(
  'only a chunk and the head are fetched, and the same comes out: %s',
  async (_name, bytes) => {
    const { job, chunks, answered, counts } = await refineBoth(bytes, mebibyte / 2);
    expect(chunks.length).toBeGreaterThan(2);
    expect(counts.fetched).toEqual(counts.whole);
    const wanted = chunks.reduce((sum, { start, end }) => sum + end - start, 0) + chunks.length * head;
    expect(answered.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(wanted);
    expect(Math.max(...answered)).toBeLessThan(job.source.size / 2);
  },
  60_000,
);

test('a chunk far behind in its file takes the scratch space of a chunk', async () => {
  const source = files.write('drop/a/large.csv', Buffer.alloc(64 * mebibyte, 'a'));
  const { local, answered } = fetching();
  const start = 60 * mebibyte;
  const taken = await local.withFile(source.key, (path) => stat(path), [
    { start: 0, end: head },
    { start, end: start + mebibyte },
  ]);
  expect(answered).toEqual([head, mebibyte]);
  expect(taken.size).toBe(start + mebibyte);
  expect(taken.blocks * 512).toBeLessThan(2 * mebibyte);
});

test('a whole file is fetched as one, and one that is missing is named', async () => {
  const source = files.write('drop/a/small.csv', csv(10));
  const { local, answered } = fetching();
  expect(await local.withFile(source.key, (path) => readFile(path, 'utf8'))).toBe(csv(10));
  expect(answered).toEqual([source.size]);
  await expect(local.withFile('drop/none', (path) => readFile(path))).rejects.toThrow(NotFound);
});
