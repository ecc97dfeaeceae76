/**
 * Answers signed requests, as S3 does in the cloud: the host mounts it under /put/ and /get/. Bytes stream straight
 * between the socket and the store.
 */
import { InvalidInput, ShuiyuanError } from '../core/errors.ts';
import type { ObjectHead } from '../core/ports/object-store.ts';
import type { EmbeddedMultipart } from './multipart-store.ts';
import type { ObjectBodies } from './object-store.ts';
import type { Claims, UrlSigner } from './signed-urls.ts';

interface SignedUpload {
  readonly method: string;
  readonly url: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What an upload made: an object, or one more part of one. */
type Received =
  | { readonly kind: 'object'; readonly object: ObjectHead }
  | { readonly kind: 'part'; readonly key: string };

export interface SignedDoor {
  /**
   * Takes an upload in. Refused ones leave nothing.
   * @throws Forbidden, InvalidInput (size), IntegrityError (digest), ObjectExists, DiskFull
   */
  receiveUpload(request: SignedUpload): Promise<Received>;
  /** Answers a signed PUT or GET; errors become their status and a line of text. */
  answer(request: Request): Promise<Response>;
}

interface Parts {
  readonly urls: UrlSigner;
  readonly bodies: ObjectBodies;
  readonly multipart: EmbeddedMultipart;
  /** Told after an object has come in by a signed upload. */
  readonly created: (object: ObjectHead) => void;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** One range of a Range header as [start, end); undefined for none or a form not served. */
export function parseRange(header: string | null, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') return { start: Math.max(0, size - Number(last)), end: size };
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  return Number(first) < end ? { start: Number(first), end } : undefined;
}

/** RFC 5987: what encodeURIComponent leaves and the header may not hold. */
const encodeFileName = (name: string): string =>
  encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function downloadHeaders(
  head: ObjectHead,
  claims: Extract<Claims, { action: 'get' }>,
  bytes: number,
): Headers {
  const headers = new Headers({
    'content-type': 'application/octet-stream',
    'content-length': String(bytes),
    'accept-ranges': 'bytes',
    // Nothing from the store is ever run by a browser.
    'x-content-type-options': 'nosniff',
    'content-security-policy': 'sandbox',
  });
  headers.set(
    'content-disposition',
    `attachment; filename*=UTF-8''${encodeFileName(claims.fileName ?? head.key.split('/').at(-1) ?? 'file')}`,
  );
  return headers;
}

function toStream(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = bytes[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = await chunks.next();
        if (step.done) controller.close();
        else controller.enqueue(step.value);
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    // No reading ahead: the socket asks when it has room.
    { highWaterMark: 0 },
  );
}

/** Makes the door. */
export function signedDoor({ urls, bodies, multipart, created }: Parts): SignedDoor {
  async function receiveUpload({ method, url, headers, body }: SignedUpload): Promise<Received> {
    const claims = urls.verify(method, url, headers);
    if (claims.action === 'get')
      throw new InvalidInput('this address is for a download; use GET', '该地址用于下载，请使用 GET');
    if (claims.action === 'part') {
      await multipart.receivePart(claims.key, claims.upload, claims.number, body, claims);
      return { kind: 'part', key: claims.key };
    }
    const object = await bodies.putExpected(claims.key, body, claims);
    created(object);
    return { kind: 'object', object };
  }

  async function download(request: Request): Promise<Response> {
    const claims = urls.verify('GET', request.url, {});
    if (claims.action !== 'get') throw new InvalidInput('use PUT', '请使用 PUT');
    const head = await bodies.head(claims.key);
    if (!head) return new Response('there is no such object; 对象不存在\n', { status: 404 });
    const range = parseRange(request.headers.get('range'), head.size);
    const { start, end } = range ?? { start: 0, end: head.size };
    const headers = downloadHeaders(head, claims, end - start);
    if (range) headers.set('content-range', `bytes ${start}-${end - 1}/${head.size}`);
    return new Response(toStream(bodies.get(claims.key, { start, end })), {
      status: range ? 206 : 200,
      headers,
    });
  }

  async function upload(request: Request): Promise<Response> {
    const { method, url } = request;
    const headers = Object.fromEntries(request.headers);
    const body = (request.body as AsyncIterable<Uint8Array> | null) ?? nothing();
    await receiveUpload({ method, url, headers, body });
    return new Response(null, { status: 200 });
  }

  return {
    receiveUpload,
    async answer(request) {
      try {
        return await (request.method === 'GET' ? download(request) : upload(request));
      } catch (error) {
        if (!(error instanceof ShuiyuanError)) throw error;
        const text = `${error.code}: ${error.in('en')}; ${error.in('zh')}\n`;
        return new Response(text, {
          status: error.status,
          headers: { 'content-type': 'text/plain; charset=utf-8' },
        });
      }
    },
  };
}
