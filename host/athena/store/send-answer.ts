/** Sends what is stored, whole or a range of it. */
import { parseRange } from '../../../layers/embedded/signed-door.ts';
import { S3Error } from './s3-error.ts';
import type { StoredAnswer } from './stored-answer.ts';

export function sendAnswer(request: Request, answer: StoredAnswer): Response {
  const given = request.headers.get('range');
  const range = parseRange(given, answer.size);
  if (!range && /^bytes=\d/.test(given ?? '') && answer.size > 0)
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable', 416);
  const { start, end } = range ?? { start: 0, end: answer.size };
  const headers = headersOf(answer, end - start);
  if (range) headers.set('content-range', `bytes ${start}-${end - 1}/${answer.size}`);
  const body = request.method === 'HEAD' || end === start ? null : streamOf(answer.read({ start, end }));
  return new Response(body, { status: range ? 206 : 200, headers });
}

const headersOf = ({ tag, at }: StoredAnswer, bytes: number): Headers =>
  new Headers({
    'content-type': 'binary/octet-stream',
    'content-length': String(bytes),
    'accept-ranges': 'bytes',
    etag: `"${tag}"`,
    'last-modified': at.toUTCString(),
    // Nothing from the store is ever run by a browser.
    'x-content-type-options': 'nosniff',
    'content-security-policy': 'sandbox',
    'cache-control': 'no-store',
  });

const streamOf = (bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> => ReadableStream.from(bytes);
