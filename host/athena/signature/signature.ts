/** AWS Signature Version 4: the signature a request should have. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Authorization, algorithm } from './authorization.ts';

/** Of the payload of a request whose signature leaves it out. */
export const unsignedPayload = 'UNSIGNED-PAYLOAD';

export const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');
const hmac = (key: string | Uint8Array, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/** As AWS encodes a name or a value of an address: only letters, digits and `-._~` stay. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** S3's paths are signed as they are sent, those of every other service encoded once more. */
function canonicalPath(path: string, service: string): string {
  return service === 's3' ? path : path.split('/').map(encode).join('/');
}

function canonicalQuery(search: string): string {
  const pairs = search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.includes('=') ? pair.indexOf('=') : pair.length;
      return [encode(decode(pair.slice(0, at))), encode(decode(pair.slice(at + 1)))] as const;
    })
    .filter(([name]) => name !== 'X-Amz-Signature');
  return pairs
    .toSorted(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** @param payload SHA-256 of the body, hex, or what stands for it */
function canonicalRequest(
  request: Request,
  { service, signedHeaders }: Authorization,
  payload: string,
): string {
  const { pathname, search } = new URL(request.url);
  const headers = signedHeaders.map(
    (name) => `${name}:${(request.headers.get(name) ?? '').trim().replace(/ +/g, ' ')}\n`,
  );
  const lines = [request.method, canonicalPath(pathname, service), canonicalQuery(search)];
  return [...lines, headers.join(''), signedHeaders.join(';'), payload].join('\n');
}

function signingKey(secret: string, { day, region, service }: Authorization): Buffer {
  const parts = [day, region, service, 'aws4_request'];
  return parts.reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`));
}

/** Hex. */
export function signatureOf(
  request: Request,
  authorization: Authorization,
  secret: string,
  payload: string,
): string {
  const { time, scope } = authorization;
  const text = [algorithm, time, scope, sha256(canonicalRequest(request, authorization, payload))].join('\n');
  return hmac(signingKey(secret, authorization), text).toString('hex');
}

/** In the same time whatever differs. */
export function isSigned(
  request: Request,
  authorization: Authorization,
  secret: string,
  payload: string,
): boolean {
  const should = Buffer.from(signatureOf(request, authorization, secret, payload), 'hex');
  return timingSafeEqual(should, Buffer.from(authorization.signature, 'hex'));
}
