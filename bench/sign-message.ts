/** Signs requests to the real-time channel as their senders do. */
import { type KeyObject, sign } from 'node:crypto';

/** @returns headers for a body with this digest in hex */
export function signWith(key: KeyObject, serial: string, resource: string) {
  let head = '';
  let madeAt = 0;
  const headerNow = (): string => {
    const iat = Math.floor(Date.now() / 1000);
    if (iat !== madeAt)
      head = Buffer.from(JSON.stringify({ alg: 'ES256', kid: serial, iat })).toString('base64url');
    madeAt = iat;
    return head;
  };
  return (sha256: string): Record<string, string> => {
    const protectedPart = headerNow();
    const payload = Buffer.from(`${resource}.${sha256}`).toString('base64url');
    const bytes = Buffer.from(`${protectedPart}.${payload}`);
    const signature = sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    return { 'x-jws-signature': `${protectedPart}..${signature}` };
  };
}
