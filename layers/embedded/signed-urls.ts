/**
 * Signed requests: leave to put exactly one object, or to read one, until a time. The address carries the claims and
 * an HMAC-SHA-256 over them; size and digest travel in the headers S3 uses, so that clients see no difference.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Forbidden, InvalidInput } from '../core/errors.ts';
import type { SignedRequest } from '../core/ports/object-store.ts';
import type { Clock } from '../core/ports/surroundings.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const claimsSchema = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('put'),
    key: z.string(),
    size: z.number(),
    sha256: digest,
    expires: z.number(),
  }),
  z.object({
    action: z.literal('part'),
    key: z.string(),
    upload: z.string(),
    number: z.number(),
    size: z.number(),
    sha256: digest,
    expires: z.number(),
  }),
  z.object({
    action: z.literal('get'),
    key: z.string(),
    fileName: z.string().optional(),
    expires: z.number(),
  }),
]);

/** What a signed address allows; `expires` in milliseconds since 1970. */
export type Claims = z.infer<typeof claimsSchema>;

export interface UrlSigner {
  /** @throws InvalidInput for a time that has passed or is over seven days away, or a digest that is none */
  sign(claims: Claims): SignedRequest;
  /**
   * Finds out what a request may do. `headers` have small letters.
   * @throws Forbidden for a wrong signature, method or header, or after its time
   */
  verify(method: string, url: string, headers: Readonly<Record<string, string | undefined>>): Claims;
}

/** SigV4's longest life. */
const longestLife = 7 * 24 * 3600 * 1000;
/** Where signed addresses lie under the home's address. */
export const signedPaths = { put: '/put/', get: '/get/' } as const;

const pathOf = (claims: Claims): string => (claims.action === 'get' ? signedPaths.get : signedPaths.put);
const toBase64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

function checkClaims(claims: Claims, now: number): void {
  const life = claims.expires - now;
  if (life <= 0 || life > longestLife)
    throw new InvalidInput(
      'a signed address lives between one second and seven days; give another time',
      '签名地址的有效期须在一秒至七天之间，请另给时间',
    );
  if (!claimsSchema.safeParse(claims).success)
    throw new InvalidInput(
      'an upload needs its size in bytes and its SHA-256 in 64 hex digits; give both',
      '上传须给出字节数和 64 位十六进制 SHA-256，请补全',
    );
}

function headersOf(claims: Claims): Record<string, string> {
  if (claims.action === 'get') return {};
  return {
    'content-length': String(claims.size),
    'x-amz-checksum-sha256': toBase64(claims.sha256),
    ...(claims.action === 'put' ? { 'if-none-match': '*' } : {}),
  };
}

const refused = (en: string, zh: string): Forbidden => new Forbidden(en, zh);
const badSignature = (): Forbidden =>
  refused('the address is not one we signed; ask for a new ticket', '该地址并非本平台签发，请重新申请');

function readToken(key: Uint8Array, url: string): Claims {
  const path = new URL(url, 'http://localhost').pathname;
  const [body = '', mac = '', ...rest] = path.slice(path.lastIndexOf('/') + 1).split('.');
  // As text: several texts decode to the same bytes.
  const expected = Buffer.from(createHmac('sha256', key).update(body).digest('base64url'));
  const given = Buffer.from(mac);
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
    throw badSignature();
  const claims = claimsSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  // The same token under another path would be another request.
  if (!path.endsWith(`${pathOf(claims)}${body}.${mac}`)) throw badSignature();
  return claims;
}

function checkHeaders(claims: Claims, headers: Readonly<Record<string, string | undefined>>): void {
  const wanted = headersOf(claims);
  for (const name of ['content-length', 'x-amz-checksum-sha256'])
    if (wanted[name] !== headers[name] && wanted[name] !== undefined)
      throw refused(
        `the header ${name} is not what was signed; send ${wanted[name]}`,
        `请求头 ${name} 与签名不符，应为 ${wanted[name]}`,
      );
}

/** `key`: 32 secret bytes. `base`: the address clients reach the host at, asked for with each signature. */
export function createUrlSigner(key: Uint8Array, base: () => string, clock: Clock): UrlSigner {
  return {
    sign(claims) {
      checkClaims(claims, clock.now().getTime());
      const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
      const mac = createHmac('sha256', key).update(body).digest('base64url');
      const method = claims.action === 'get' ? 'GET' : 'PUT';
      return {
        method,
        url: `${base().replace(/\/$/, '')}${pathOf(claims)}${body}.${mac}`,
        headers: headersOf(claims),
      };
    },
    verify(method, url, headers) {
      const claims = readToken(key, url);
      if (method !== (claims.action === 'get' ? 'GET' : 'PUT')) throw badSignature();
      if (clock.now().getTime() >= claims.expires)
        throw refused('the address has expired; ask for a new ticket', '该地址已过期，请重新申请');
      checkHeaders(claims, headers);
      return claims;
    },
  };
}
