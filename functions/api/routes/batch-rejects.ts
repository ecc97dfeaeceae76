/** The refused rows of a batch, as a file. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { ObjectExists } from '../../../layers/core/errors.ts';
import { downloadRejects } from '../../../layers/core/exchange/index.ts';
import { batchPath, rejectsQuery } from '../../../schemas/api.ts';
import type { Batch } from '../../../schemas/records.ts';
import { attachment } from '../content-disposition.ts';
import { findBatchFor } from '../find-targets.ts';
import { type ApiContext, type ApiEnv, type ApiHome, largestAnswer } from '../home.ts';
import { file, plainAnswer, problems } from '../openapi.ts';
import { concatenate, takeUpTo } from '../take-bytes.ts';

const rejects = createRoute({
  method: 'get',
  path: '/batches/{id}/rejects',
  operationId: 'downloadRejects',
  tags: ['batches'],
  summary: '下载被拒绝的行，附行号与原因 / Refused rows in the file’s own columns, with line and reason',
  request: { params: batchPath, query: rejectsQuery },
  responses: {
    200: file('文件 / the file'),
    303: { description: '文件较大，转到下载地址 / too large for an answer: go to the signed address' },
    ...problems,
  },
});

const mediaTypes = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
type Format = keyof typeof mediaTypes;

export const rejectsRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>().openapi(rejects, async (c) => {
    const { value: batch } = await findBatchFor(c, home, 'batch.contents', c.req.valid('param').id);
    const { format } = c.req.valid('query');
    const bytes = await downloadRejects(home.ports)(batch.id, format, c.get('language'));
    const answer = home.streams
      ? await streamFile(c, bytes, rejectsName(batch, format), format)
      : await answerOrRedirect(c, home, bytes, batch, format);
    return plainAnswer(answer);
  });

const rejectsName = (batch: Batch, format: Format): string =>
  `${batch.fileName.replace(/\.[^.]*$/, '')}-被拒绝的行.${format}`;

/** The first bytes are awaited before the answer begins, so that a fault is still a problem and not a broken file. */
async function streamFile(c: ApiContext, bytes: AsyncIterable<Uint8Array>, name: string, format: Format) {
  const { head, rest } = await takeUpTo(bytes, 1);
  const body = ReadableStream.from(concatenate(head, rest)) as ReadableStream<Uint8Array>;
  return c.body(body, 200, fileHeaders(name, format));
}

const fileHeaders = (name: string, format: Format) => ({
  'content-type': mediaTypes[format],
  'content-disposition': attachment(name),
});

/** Where an answer's size is limited, a larger file is put once under a fixed name and fetched from there. */
async function answerOrRedirect(
  c: ApiContext,
  home: ApiHome,
  bytes: AsyncIterable<Uint8Array>,
  batch: Batch,
  format: Format,
): Promise<Response> {
  const name = rejectsName(batch, format);
  const { head, rest, ended } = await takeUpTo(bytes, largestAnswer);
  if (ended) return c.body(Buffer.concat(head), 200, fileHeaders(name, format));
  const key = `exports/rejects/${batch.id}.${c.get('language')}.${format}`;
  await home.ports.objects.put(key, concatenate(head, rest)).catch((error) => {
    if (!(error instanceof ObjectExists)) throw error;
  });
  const expires = new Date(home.ports.clock.now().getTime() + 15 * 60_000);
  const signed = await home.ports.objects.signDownload(key, { expires, fileName: name });
  return c.redirect(signed.url, 303);
}
