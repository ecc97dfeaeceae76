/** The name a remembered mapping is kept under. */
import { plainHeader } from './normalise-header.ts';

const offset = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/**
 * FNV-1a, 64 bits, as 16 hex digits, over the headers without spaces, width and case. Units stay in it, that of a
 * title row too: a mapping remembered for 万元 must not be used for a file in 元. It tells headers apart, it proves
 * nothing.
 */
export function fingerprintHeaders(headers: readonly string[], titleUnit = ''): string {
  let hash = offset;
  const text = [...headers.map(plainHeader), titleUnit].join('\u001f');
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime);
  return hash.toString(16).padStart(16, '0');
}
