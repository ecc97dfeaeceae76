/**
 * Requests that are signed with a certificate: the signature says who asks, and no token is needed. It is over the body's
 * digest: of JSON the digest is made here, a stream names its own (RFC 9530) and is refused at its end if it is another.
 */
import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { IntegrityError, InvalidInput } from '../../layers/core/errors.ts';
import type { Reception } from '../../layers/core/realtime/receive-records.ts';
import type { ApiContext, ApiEnv } from './home.ts';

export const isStream = (type: string | undefined): boolean =>
  /^application\/(x-)?ndjson\b/i.test(type ?? '');

/** Sets who asks, where a signature says so. @throws Unauthenticated, IntegrityError, InvalidInput */
export const readSigned =
  (reception: Reception): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const jws = c.req.header('x-jws-signature');
    if (jws !== undefined && c.req.method === 'POST') {
      const resource = c.req.param('code') ?? '';
      const sha256 = isStream(c.req.header('content-type')) ? namedDigest(c) : await digestOfBody(c);
      const signedBy = await reception.verify({ jws, resource, sha256 });
      c.set('signedBy', signedBy);
      c.set('principal', signedBy.principal);
    }
    await next();
  };

/** Hex of `content-digest: sha-256=:…:`; undefined where the header is absent. @throws InvalidInput */
function readDigest(c: ApiContext): string | undefined {
  const header = c.req.header('content-digest');
  if (header === undefined) return undefined;
  const [, text] = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header) ?? [];
  if (text !== undefined) return Buffer.from(text, 'base64').toString('hex');
  throw new InvalidInput(
    'content-digest is sha-256=:<base64 of 32 bytes>: (RFC 9530)',
    'content-digest 应为 sha-256=:<32 字节的 base64>:（RFC 9530）',
  );
}

/** Of a stream: who signs it knows it before he sends. @throws InvalidInput */
export function namedDigest(c: ApiContext): string {
  const named = readDigest(c);
  if (named !== undefined) return named;
  throw new InvalidInput(
    'a stream names its digest first: content-digest: sha-256=:…: (RFC 9530)',
    '流须先声明摘要：content-digest: sha-256=:…:（RFC 9530）',
  );
}

async function digestOfBody(c: ApiContext): Promise<string> {
  const bytes = Buffer.from(await c.req.arrayBuffer());
  const found = createHash('sha256').update(bytes).digest('hex');
  const named = readDigest(c);
  if (named === undefined || named === found) return found;
  throw otherBody();
}

const otherBody = (): IntegrityError =>
  new IntegrityError(
    'the body that came is not the one content-digest names; send it again',
    '收到的正文与 content-digest 不符，请重新发送',
  );

/** The body as it comes. It throws at its end when it is not what was named. */
export async function* bodyOf(c: ApiContext, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of c.req.raw.body ?? []) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== sha256) throw otherBody();
}
