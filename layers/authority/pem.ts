/** PEM (RFC 7468): DER between lines that say what it is. */
import { malformed, mostBytes } from './read-der.ts';

export function writePem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g);
  return `-----BEGIN ${label}-----\n${(lines ?? []).join('\n')}\n-----END ${label}-----\n`;
}

/** All blocks of a label, in their order. @throws InvalidInput when there is none */
export function readPem(label: string, text: string): Buffer[] {
  if (text.length > 4 * mostBytes) throw malformed(label);
  const block = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`, 'g');
  const found = [...text.matchAll(block)].map(([, body = '']) => Buffer.from(body, 'base64'));
  if (found.length === 0) throw malformed(label);
  return found;
}
